import { describe, expect, it } from 'vitest';
import { rawRequest } from '../../../test/support/channel-turns.ts';
import type { RawRequest } from '../channel.ts';
import { generic } from './generic.ts';
import { isSigningSecret, signatureOf } from './signature.ts';

const oldSecret = 'whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=';
const newSecret = 'whsec_CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=';
const otherSecret = 'whsec_CgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgo=';
/** Signed with both secrets. */
const vector = {
  body:
    '{"type":"message.text","timestamp":"2026-09-21T12:00:00.000Z",' +
    '"data":{"user":{"id":"cust-42"},"conversationId":"cust-42","text":"Hello"}}',
  headers: {
    'webhook-id': 'msg_2KWPBgLlAfxdpx2AI54pPJ85f4W',
    'webhook-timestamp': '1790000000',
    'webhook-signature':
      'v1,jCdKxlb6CF3iwuOxpa7iEAn2aeumeqQWKknVWcKYUa8= v1,Dg6NbvUla0JJap3Gy/ukWALZcoVcogJSZNrQYP+tTw0=',
  },
  at: 1_790_000_000_000,
};
const outboundUrl = 'https://app.example/hook';
const credentials = { inboundSecrets: [newSecret, oldSecret], outboundUrl };

function verdict(parts: Partial<RawRequest> = {}, secrets: readonly string[] = [newSecret], body = vector.body) {
  const request = rawRequest(body, { headers: vector.headers, at: vector.at, ...parts });
  const given = generic.verify(request, { inboundSecrets: [...secrets], outboundUrl });
  return given.kind === 'rejected' ? `${given.status} ${given.reason}` : given.kind;
}

/** A body that is signed as it should be. */
function signed(body: string) {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp } = vector.headers;
  const signature = signatureOf(newSecret, { id, timestamp, body });
  return generic.verify(
    rawRequest(body, { headers: { ...vector.headers, 'webhook-signature': signature }, at: vector.at }),
    credentials,
  );
}

describe('the signature', () => {
  it('is that of the reference library', () => {
    const signature = signatureOf('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: '1614265330',
      body: '{"test": 2432232314}',
    });
    expect(signature).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  const { headers } = vector;
  const first = headers['webhook-signature'].split(' ', 1)[0]!;
  it.each<[string, Partial<RawRequest>, readonly string[], string]>([
    ['of the new secret', {}, [newSecret], 'genuine'],
    ['of the old secret', {}, [oldSecret], 'genuine'],
    ['of one of two secrets', {}, [otherSecret, oldSecret], 'genuine'],
    ['of another secret', {}, [otherSecret], '401 INVALID_SIGNATURE'],
    ['without a secret', {}, [], '401 INVALID_SIGNATURE'],
    [
      'that is missing',
      { headers: { ...headers, 'webhook-signature': undefined } },
      [newSecret],
      '401 INVALID_SIGNATURE',
    ],
    ['without an id', { headers: { ...headers, 'webhook-id': undefined } }, [newSecret], '401 INVALID_SIGNATURE'],
    ['with a dot in the id', { headers: { ...headers, 'webhook-id': 'a.b' } }, [newSecret], '401 INVALID_SIGNATURE'],
    ['of another id', { headers: { ...headers, 'webhook-id': 'msg_2' } }, [newSecret], '401 INVALID_SIGNATURE'],
    ['without a time', { headers: { ...headers, 'webhook-timestamp': '' } }, [newSecret], '401 INVALID_SIGNATURE'],
    [
      'of a shorter form',
      { headers: { ...headers, 'webhook-signature': first.slice(0, -1) } },
      [newSecret],
      '401 INVALID_SIGNATURE',
    ],
    [
      'of a longer form',
      { headers: { ...headers, 'webhook-signature': `${first}=` } },
      [newSecret],
      '401 INVALID_SIGNATURE',
    ],
    [
      'of another version',
      { headers: { ...headers, 'webhook-signature': first.replace('v1,', 'v1a,') } },
      [newSecret],
      '401 INVALID_SIGNATURE',
    ],
    [
      'beside one of another version',
      { headers: { ...headers, 'webhook-signature': `v1a,x ${first}` } },
      [newSecret],
      'genuine',
    ],
    ['300 s old', { at: vector.at + 300_000 }, [newSecret], 'genuine'],
    ['301 s old', { at: vector.at + 301_000 }, [newSecret], '401 TIMESTAMP_OUT_OF_RANGE'],
    ['301 s from now', { at: vector.at - 301_000 }, [newSecret], '401 TIMESTAMP_OUT_OF_RANGE'],
  ])('%s', (_name, parts, secrets, expected) => expect(verdict(parts, secrets)).toBe(expected));

  it('covers every byte', () => {
    const flipped = new TextEncoder().encode(vector.body);
    flipped[flipped.length - 4]! ^= 1;
    expect(verdict({}, [newSecret], new TextDecoder().decode(flipped))).toBe('401 INVALID_SIGNATURE');
  });

  it('is given up for a longer time where the channel says so', () => {
    const request = rawRequest(vector.body, { headers: vector.headers, at: vector.at + 900_000 });
    expect(generic.verify(request, { ...credentials, toleranceSeconds: 900 })).toEqual({ kind: 'genuine' });
  });

  it.each([
    ['Bearer key', { kind: 'genuine' }],
    ['Bearer kez', { kind: 'rejected', status: 401 }],
    [undefined, { kind: 'rejected', status: 401 }],
  ])('comes after the token %s', (authorization, expected) => {
    const request = rawRequest(vector.body, { headers: { ...vector.headers, authorization }, at: vector.at });
    expect(generic.verify(request, { ...credentials, inboundToken: 'key' })).toMatchObject(expected);
  });
});

describe('the body', () => {
  const data = (more: object) => ({ user: { id: 'u' }, ...more });
  const at = '2026-09-21T12:00:00Z';
  it.each<[string, unknown, unknown]>([
    ['a kind that is not known', { type: 'message.poll', data: 1 }, { kind: 'genuine' }],
    [
      'keys that are not known',
      { type: 'message.text', timestamp: at, more: 1, data: data({ text: '', x: 1 }) },
      { kind: 'genuine' },
    ],
    ['no type', {}, { status: 422, body: { code: 'INVALID_PAYLOAD' } }],
    ['a list', [], { status: 422 }],
    ['a type that is no text', { type: 1 }, { status: 422 }],
    [
      'no person',
      { type: 'message.text', timestamp: at, data: { text: 'x' } },
      { status: 422, body: { issues: [{ path: 'data.user' }] } },
    ],
    [
      'no time',
      { type: 'message.text', data: data({ text: 'x' }) },
      { status: 422, body: { issues: [{ path: 'timestamp' }] } },
    ],
    ['a long text', { type: 'message.text', timestamp: at, data: data({ text: 'x'.repeat(10_001) }) }, { status: 422 }],
    ['no choice', { type: 'message.choice', timestamp: at, data: data({ promptId: 'p_1' }) }, { status: 422 }],
    [
      'eleven files',
      { type: 'message.file', timestamp: at, data: data({ files: Array(11).fill({ url: 'https://a.example' }) }) },
      { status: 422 },
    ],
    [
      'a file of this machine',
      { type: 'message.file', timestamp: at, data: data({ files: [{ url: 'file:///x' }] }) },
      { status: 422 },
    ],
    [
      'a place off the globe',
      { type: 'message.location', timestamp: at, data: data({ location: { latitude: 91, longitude: 0 } }) },
      { status: 422 },
    ],
  ])('with %s', (_name, body, expected) => expect(signed(JSON.stringify(body))).toMatchObject(expected as object));

  it.each([['{'], [''], ['\u0000']])('that is no JSON: %j', (body) =>
    expect(signed(body)).toMatchObject({ status: 400, body: { code: 'INVALID_JSON' } }),
  );

  it('of 256 KiB at most', () =>
    expect(verdict({}, [newSecret], ' '.repeat(256 * 1024 + 1))).toBe('413 PAYLOAD_TOO_LARGE'));
});

describe('secrets', () => {
  it.each([
    [`whsec_${Buffer.alloc(24).toString('base64')}`, true],
    [`whsec_${Buffer.alloc(64).toString('base64')}`, true],
    [`whsec_${Buffer.alloc(23).toString('base64')}`, false],
    [`whsec_${Buffer.alloc(65).toString('base64')}`, false],
    [Buffer.alloc(32).toString('base64'), false],
    ['whsec_not base64 not base64 not base64', false],
  ])('%s: %s', (secret, isOne) => expect(isSigningSecret(secret)).toBe(isOne));

  it('are made where they are absent', () => {
    const made = generic.complete!({ outboundUrl, outboundSecrets: [oldSecret] }, (bytes) =>
      new Uint8Array(bytes).fill(9),
    );
    expect(made).toEqual({ outboundUrl, inboundSecrets: [newSecret], outboundSecrets: [oldSecret] });
    expect(generic.credentials.safeParse(made).success).toBe(true);
  });
});
