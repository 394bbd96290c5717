import { describe, expect, it } from 'vitest';
import { type Outgoing, redirected } from './redirect.ts';

const request: Outgoing = {
  url: 'https://a.example/x/y?q',
  method: 'POST',
  headers: [
    ['Host', 'a.example'],
    ['Authorization', 'secret'],
    ['Content-Type', 'text/plain'],
    ['Content-Language', 'en'],
    ['X-Keep', '1'],
  ],
  body: 'body',
};
const names = (next: Outgoing | undefined) => next?.headers.map(([name]) => name);

describe('redirected', () => {
  it.each([
    ['/z', 'https://a.example/z'],
    ['z', 'https://a.example/x/z'],
    ['?r', 'https://a.example/x/y?r'],
    ['//b.example/z', 'https://b.example/z'],
    ['http://a.example/z', 'http://a.example/z'],
  ])('resolves %j', (location, url) => {
    expect(redirected(request, 307, location)?.url).toBe(url);
  });

  it.each<[number, string, string[]]>([
    [307, '/z', ['Host', 'Authorization', 'Content-Type', 'Content-Language', 'X-Keep']],
    [302, '/z', ['Host', 'Authorization', 'X-Keep']],
    [307, 'https://b.example/', ['Content-Type', 'Content-Language', 'X-Keep']],
    [307, 'http://a.example/', ['Content-Type', 'Content-Language', 'X-Keep']],
    [307, 'https://a.example:444/', ['Content-Type', 'Content-Language', 'X-Keep']],
    [303, 'https://b.example/', ['X-Keep']],
  ])('after %i to %j keeps %j', (status, location, kept) => {
    expect(names(redirected(request, status, location))).toEqual(kept);
  });

  it('gives nothing for a location that is no address', () => {
    expect(redirected(request, 302, 'http://')).toBeUndefined();
  });
});
