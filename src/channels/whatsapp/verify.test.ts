import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { rawRequest } from '../../../test/support/channel-turns.ts';
import type { WhatsAppCredentials } from './credentials.ts';
import { whatsApp } from './whatsapp.ts';

const appSecret = '0123456789abcdef0123456789abcdef';
const meta: WhatsAppCredentials = {
  provider: 'meta',
  systemUserAccessToken: 't',
  phoneNumberId: '1',
  appSecret,
  verifyToken: 'my-verify',
};
const dialog360: WhatsAppCredentials = { provider: '360dialog', apiKey: 'k', webhookSecret: 'hook-secret' };
/** As Meta writes it: other letters and slashes escaped. */
const body =
  '{"object":"page","entry":[{"id":"1","time":1,"messaging":[{"sender":{"id":"2"},"recipient":{"id":"1"},' +
  '"timestamp":1,"message":{"mid":"m","text":"caf\\u00e9 \\/"}}]}]}';
const signature = 'sha256=f3fccddda812d2eda152fda6bbbddd774dc0417e661dc040fb42af30a52bc37f';

describe('a delivery of Meta', () => {
  const refused = { kind: 'rejected', status: 401, reason: 'Invalid WhatsApp webhook signature' };
  it.each<[string, string | undefined, string, string | undefined, object]>([
    ['signed', signature, body, appSecret, { kind: 'genuine' }],
    ['signed in capital letters', `sha256=${signature.slice(7).toUpperCase()}`, body, appSecret, { kind: 'genuine' }],
    ['of another secret', signature, body, 'other', refused],
    ['with a flipped byte', signature, body.replace('caf', 'cag'), appSecret, refused],
    ['without a signature', undefined, body, appSecret, refused],
    ['with a shorter one', signature.slice(0, -2), body, appSecret, refused],
    ['with a longer one', `${signature}00`, body, appSecret, refused],
    ['with nonsense', 'sha256=zz', body, appSecret, refused],
    ['with another scheme', signature.replace('sha256', 'sha1'), body, appSecret, refused],
    ['without a secret to check it', signature, body, undefined, refused],
  ])('%s', (_name, header, bytes, secret, expected) => {
    const request = rawRequest(bytes, { headers: { 'x-hub-signature-256': header } });
    const { appSecret: _old, ...rest } = meta;
    const credentials = { ...rest, ...(secret !== undefined && { appSecret: secret }) };
    expect(whatsApp.verify(request, credentials)).toMatchObject(expected);
  });

  it('is signed like the example of the specification', () => {
    const digest = createHmac('sha256', 'meta-app-secret').update('{"entry":[]}').digest('hex');
    expect(digest).toBe('afd29cf60a0538787bef1d5c82c0253e6f8782f3957bbb07b00698376010f8d7');
  });

  it('goes unsigned where the operator says so', () => {
    const { appSecret: _none, ...rest } = meta;
    expect(whatsApp.verify(rawRequest(body), { ...rest, insecure: true })).toEqual({ kind: 'genuine' });
  });
});

describe('a delivery of 360dialog', () => {
  it.each([
    ['hook-secret', 'genuine'],
    ['hook-secreT', 'rejected'],
    ['hook-secre', 'rejected'],
    ['', 'rejected'],
    [undefined, 'rejected'],
  ])('with the secret %s', (secret, kind) => {
    const request = rawRequest(body, { headers: { 'x-typebot-webhook-secret': secret } });
    expect(whatsApp.verify(request, dialog360)).toMatchObject({ kind });
  });
});

describe('the question for the address', () => {
  const ask = (query: string, credentials: WhatsAppCredentials = meta) =>
    whatsApp.verify(rawRequest('', { method: 'GET', url: `/webhook?${query}` }), credentials);

  it.each([['1158201444'], ['0012'], ['abc']])('is answered with %s as it came', (challenge) =>
    expect(ask(`hub.mode=subscribe&hub.verify_token=my-verify&hub.challenge=${challenge}`)).toEqual({
      kind: 'challenge',
      response: { status: 200, headers: { 'content-type': 'text/plain' }, body: challenge },
    }),
  );

  it.each<[string, string, WhatsAppCredentials, object]>([
    ['another token', 'hub.verify_token=x&hub.challenge=1', meta, { status: 401, reason: 'Unauthorized' }],
    [
      'no token',
      'hub.challenge=1',
      meta,
      { status: 400, body: { data: { issues: [{ path: ['hub.verify_token'] }] } } },
    ],
    ['nothing', '', meta, { status: 400 }],
    ['another provider', 'hub.verify_token=&hub.challenge=1', dialog360, { status: 401 }],
  ])('is refused with %s', (_name, query, credentials, expected) =>
    expect(ask(query, credentials)).toMatchObject({ kind: 'rejected', ...expected }),
  );
});

describe('credentials', () => {
  const read = (given: unknown) => whatsApp.credentials.safeParse(given);
  it.each<[string, unknown, object | undefined]>([
    [
      'of Meta',
      { systemUserAccessToken: 't', phoneNumberId: '1', appSecret: 's' },
      { provider: 'meta', appSecret: 's' },
    ],
    [
      'with the other name of the token',
      { accessToken: 't', phoneNumberId: '1', appSecret: 's' },
      { systemUserAccessToken: 't' },
    ],
    ['of 360dialog', { provider: '360dialog', apiKey: 'k', webhookSecret: 's' }, { provider: '360dialog' }],
    ['without a secret', { systemUserAccessToken: 't', phoneNumberId: '1' }, undefined],
    [
      'without a secret on purpose',
      { systemUserAccessToken: 't', phoneNumberId: '1', insecure: true },
      { insecure: true },
    ],
    ['of 360dialog without a secret', { provider: '360dialog', apiKey: 'k' }, undefined],
    ['of somebody else', { provider: 'x' }, undefined],
    ['that are none', null, undefined],
  ])('%s', (_name, given, expected) => {
    const result = read(given);
    expect(result.success).toBe(expected !== undefined);
    if (expected) expect(result.data).toMatchObject(expected);
  });

  it('get a token for the console', () => {
    const { verifyToken: _none, ...rest } = meta;
    expect(whatsApp.complete!(rest, (bytes) => new Uint8Array(bytes))).toEqual({
      ...rest,
      verifyToken: 'A'.repeat(32),
    });
    expect(whatsApp.complete!(meta, () => new Uint8Array())).toEqual(meta);
    expect(whatsApp.complete!(dialog360, () => new Uint8Array())).toEqual(dialog360);
  });
});
