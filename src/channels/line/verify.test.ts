import { expect, it } from 'vitest';
import { rawRequest } from '../../../test/support/channel-turns.ts';
import { line } from './line.ts';

/** The vectors of channels §16. */
const channelSecret = '8c570fa6dd201bb328f1c1eac23a96d8';
const empty = '{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}';
const emptySignature = 'GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=';
const full =
  '{"destination":"Uffffffffffffffffffffffffffffffff","events":[{"type":"message","message":{"type":"text","id":"1",' +
  '"text":"こんにちは 😀"}}]}';
const fullSignature = 'Te47KrwYhPK9vBkVKK1scDV+XuvR6NkCg48exT2hwhw=';

it.each<[string, string, string | undefined, string, 'genuine' | 'rejected']>([
  ['of no events', empty, emptySignature, channelSecret, 'genuine'],
  ['of letters beyond ASCII', full, fullSignature, channelSecret, 'genuine'],
  ['with a flipped byte', full.replace('こ', 'ご'), fullSignature, channelSecret, 'rejected'],
  ['of another body', empty, fullSignature, channelSecret, 'rejected'],
  ['of another secret', full, fullSignature, `${channelSecret}0`, 'rejected'],
  ['without a signature', full, undefined, channelSecret, 'rejected'],
  ['with an empty one', full, '', channelSecret, 'rejected'],
  ['with a shorter one', full, fullSignature.slice(0, -1), channelSecret, 'rejected'],
  ['with a longer one', full, `${fullSignature}=`, channelSecret, 'rejected'],
  ['in hexadecimal', empty, Buffer.from(emptySignature, 'base64').toString('hex'), channelSecret, 'rejected'],
])('a delivery %s', (_name, body, signature, secret, kind) => {
  const request = rawRequest(body, { headers: { 'x-line-signature': signature } });
  expect(line.verify(request, { channelSecret: secret, channelAccessToken: 't' })).toMatchObject({ kind });
});

it.each([
  [{ channelSecret: 's', channelAccessToken: 't' }, true],
  [{ channelSecret: 's', channelId: '1234567890' }, true],
  [{ channelSecret: 's' }, false],
  [{ channelSecret: '', channelAccessToken: 't' }, false],
  [{ channelSecret: 's', channelId: '12&x=1' }, false],
])('credentials %j are taken: %s', (given, isGood) => expect(line.credentials.safeParse(given).success).toBe(isGood));
