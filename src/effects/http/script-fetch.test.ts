import { describe, expect, it } from 'vitest';
import type { HttpClient, HttpRequest } from './client.ts';
import { sandboxFetch } from './script-fetch.ts';

const signal = new AbortController().signal;
const requests: HttpRequest[] = [];
const client: HttpClient = {
  async request(request) {
    requests.push(request);
    return { status: 404, headers: [], body: new Uint8Array(), text: 'body' };
  },
  close: async () => {},
};
const fetch = sandboxFetch(client, { maxBytes: 10, timeoutMs: 20 });

describe('sandboxFetch', () => {
  it('resolves with text and status, whatever it is', async () => {
    expect(await fetch('http://x', undefined, signal)).toEqual({ text: 'body', status: 404 });
    expect(requests.pop()).toEqual({ url: 'http://x', headers: [], timeoutMs: 20, maxBytes: 10, signal });
  });

  it.each<[unknown, Partial<HttpRequest>]>([
    [null, {}],
    [{}, {}],
    [{ method: 'PUT' }, { method: 'PUT' }],
    [
      { headers: { 'X-A': '1', 'x-b': 2 } },
      {
        headers: [
          ['X-A', '1'],
          ['x-b', '2'],
        ],
      },
    ],
    [{ headers: [['a', 1]] }, { headers: [['a', '1']] }],
    [{ headers: null, body: null }, { headers: [] }],
    [{ body: 'text' }, { body: 'text' }],
    [{ body: 5 }, { body: '5' }],
    [{ method: 'POST', mode: 'cors', redirect: 'manual' }, { method: 'POST' }],
  ])('reads %j', async (init, expected) => {
    await fetch('http://x', init, signal);
    expect(requests.pop()).toEqual({ url: 'http://x', headers: [], timeoutMs: 20, maxBytes: 10, signal, ...expected });
  });

  it.each(['text', 5, { headers: 'x' }, { headers: ['a'] }, { headers: [['a']] }])('rejects %j', async (init) => {
    await expect(fetch('http://x', init, signal)).rejects.toThrowError(TypeError);
    expect(requests).toEqual([]);
  });
});
