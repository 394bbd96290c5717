import { describe, expect, it } from 'vitest';
import { contextOf, textBubble, turnOf, wait } from '../../../test/support/channel-turns.ts';
import type { AppResponse, Command } from '../channel.ts';
import { generic } from './generic.ts';
import { retryDelaysMs } from './limits.ts';
import { isSigned } from './signature.ts';

const secrets = [
  'whsec_CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=',
  'whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=',
];
const credentials = { outboundUrl: 'https://app.example/hooks/bot?key=1', outboundSecrets: secrets };
const [command] = generic.render(turnOf({ messages: [textBubble('b', 'Grüße 🎉')] }), contextOf()).commands as [
  Command,
];

function sent(now: number) {
  return generic.sign!(generic.authorize(command.request, credentials), credentials, now);
}

function isGenuine(headers: Readonly<Record<string, string>> | undefined, body: string, secret: string) {
  const {
    'webhook-id': id = '',
    'webhook-timestamp': timestamp = '',
    'webhook-signature': signature = '',
  } = headers ?? {};
  return isSigned(signature, [secret], { id, timestamp, body });
}

describe('a request', () => {
  it('goes to the address of the channel', () =>
    expect(sent(0)).toMatchObject({ method: 'POST', host: 'https://app.example', path: '/hooks/bot?key=1' }));

  it('is signed with every active secret', () => {
    const { headers, body } = sent(1_790_000_000_900);
    expect(headers?.['webhook-timestamp']).toBe('1790000000');
    const text = body?.kind === 'text' ? body.text : '';
    expect(JSON.parse(text)).toMatchObject({ type: 'bot.turn' });
    expect(secrets.map((secret) => isGenuine(headers, text, secret))).toEqual([true, true]);
  });

  it('has another signature in another attempt, and the same id and body', () => {
    const first = sent(1_000);
    const second = sent(9_000);
    expect(second.body).toEqual(first.body);
    expect(second.headers?.['webhook-id']).toBe(first.headers?.['webhook-id']);
    expect(second.headers?.['webhook-signature']).not.toBe(first.headers?.['webhook-signature']);
  });

  it('for a file is not signed and not sent to the endpoint', () => {
    const request = generic.download!.request({ url: 'https://files.example/a' });
    expect(generic.sign!(generic.authorize(request, credentials), credentials, 0)).toEqual(request);
  });
});

describe('an answer in the same request', () => {
  const twoParts = turnOf({ messages: [textBubble('a', 'a'), textBubble('b', 'b')], actions: [wait(60, 'a')] });
  const { commands } = generic.render(twoParts, contextOf());

  it('is the first body, signed; what comes later is sent', () => {
    const { response, rest } = generic.respond!(commands, contextOf(), credentials);
    expect(response.status).toBe(200);
    expect(JSON.parse(response.body ?? '')).toMatchObject({ type: 'bot.turn', data: { messages: [{ text: 'a' }] } });
    expect(isGenuine(response.headers, response.body ?? '', secrets[0]!)).toBe(true);
    expect(rest).toEqual(commands.slice(1));
  });

  it.each([
    ['nothing is said', []],
    ['everything comes later', commands.slice(1)],
  ])('is empty where %s', (_name, given) => {
    const { response, rest } = generic.respond!(given, contextOf(), credentials);
    expect(JSON.parse(response.body ?? '')).toMatchObject({ type: 'bot.turn', data: { messages: [] } });
    expect(rest).toEqual(given);
  });
});

describe('what follows from an answer', () => {
  const answer = (status: number, headers: Record<string, string> = {}): AppResponse => ({ status, headers, body: '' });
  const schedule = { kind: 'again', scope: 'conversation', delaysMs: retryDelaysMs };
  const threeTimes = { kind: 'again', scope: 'conversation', delaysMs: [5_000, 30_000] };
  it.each<[string, AppResponse, object]>([
    ['200', answer(200), { kind: 'sent' }],
    ['204', answer(204), { kind: 'sent' }],
    ['302', answer(302), schedule],
    ['400', answer(400), threeTimes],
    ['401', answer(401), threeTimes],
    ['404', answer(404), threeTimes],
    ['409', answer(409), schedule],
    ['422', answer(422), threeTimes],
    ['410', answer(410), { kind: 'gaveUp', reason: 'rejected', endsChannel: true }],
    ['429 with a pause', answer(429, { 'retry-after': '7' }), { kind: 'again', afterMs: 7_000, isHint: true }],
    ['429 with a long pause', answer(429, { 'retry-after': '99999' }), { kind: 'again', afterMs: 3_600_000 }],
    ['429 without', answer(429), schedule],
    [
      '503 until a date',
      answer(503, { 'retry-after': 'Mon, 21 Sep 2026 12:01:00 GMT', date: 'Mon, 21 Sep 2026 12:00:00 GMT' }),
      { kind: 'again', afterMs: 60_000 },
    ],
    ['503 with nonsense', answer(503, { 'retry-after': 'soon' }), schedule],
    ['500', answer(500), schedule],
    ['nothing', { failure: 'reset', isSent: true }, schedule],
  ])('%s', (_name, response, expected) => expect(generic.outcome(command, response)).toMatchObject(expected));

  it('is repeated over 17 hours and 42 minutes', () =>
    expect(retryDelaysMs.reduce((sum, delay) => sum + delay)).toBe((17 * 3_600 + 42 * 60 + 35) * 1_000));
});

describe('the test of a channel', () => {
  const [step] = generic.test({ credentials, webhookUrl: 'https://bot.example/in', settings: {} });
  it('is a signed delivery', () => {
    const { headers, body } = generic.sign!(step!.request, credentials, 0);
    expect(isGenuine(headers, body?.kind === 'text' ? body.text : '', secrets[0]!)).toBe(true);
  });

  it.each<[AppResponse, object]>([
    [{ status: 204, headers: {}, body: '' }, { isOk: true }],
    [
      { status: 404, headers: {}, body: '' },
      { isOk: false, detail: 'The endpoint answered 404' },
    ],
    [
      { failure: 'refused', isSent: false },
      { isOk: false, detail: 'refused' },
    ],
  ])('%j', (response, expected) => expect(step!.read(response)).toMatchObject(expected));
});
