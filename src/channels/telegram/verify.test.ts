import { expect, it } from 'vitest';
import { rawRequest } from '../../../test/support/channel-turns.ts';
import { telegram } from './telegram.ts';

/** As in the vectors of channels §16. */
const secretToken = 'Kx_9-abcDEF';

it.each<[string, string | undefined, string | undefined, 'genuine' | 'rejected']>([
  ['right', secretToken, secretToken, 'genuine'],
  ['flipped', 'Kx_9-abcDEG', secretToken, 'rejected'],
  ['shorter', 'Kx_9-abcDE', secretToken, 'rejected'],
  ['longer', `${secretToken}A`, secretToken, 'rejected'],
  ['empty', '', secretToken, 'rejected'],
  ['missing', undefined, secretToken, 'rejected'],
  ['of a channel that has none', '', '', 'rejected'],
  ['unasked', secretToken, undefined, 'rejected'],
])('a secret token, %s, is judged', (_name, given, expected, kind) => {
  const request = rawRequest('{}', { headers: { 'x-telegram-bot-api-secret-token': given } });
  const verdict = telegram.verify(request, {
    botToken: '1:A',
    ...(expected !== undefined && { secretToken: expected }),
  });
  expect(verdict).toMatchObject(kind === 'genuine' ? { kind } : { kind, status: 401 });
});

it('makes a secret token that Telegram takes', () => {
  const { secretToken: made } = telegram.complete!({ botToken: '1:A' }, (bytes) => new Uint8Array(bytes).fill(251));
  expect(made).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(telegram.complete!({ botToken: '1:A', secretToken }, () => new Uint8Array())).toMatchObject({ secretToken });
});

it.each([
  [{ botToken: '123456:AA-bb_C' }, true],
  [{ botToken: '123456:AA', secretToken: 'a b' }, false],
  [{ botToken: '123456' }, false],
  [{ botToken: '123456:AA/../x' }, false],
  [{}, false],
])('credentials %j are taken: %s', (given, isGood) =>
  expect(telegram.credentials.safeParse(given).success).toBe(isGood),
);
