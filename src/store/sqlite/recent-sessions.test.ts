import { expect, it } from 'vitest';
import { running, state, turn } from '../samples.suite.ts';
import type { StoredSession } from '../sessions.ts';
import { RecentSessions } from './recent-sessions.ts';

function session(id: string, fields: Partial<StoredSession> = {}): StoredSession {
  const times = { createdAt: 1, updatedAt: 1, expiresAt: 9 };
  return { id, botId: 'bot1', state: state(), revision: 1, isWaiting: false, ...times, ...fields };
}

it('follows the turns of a session that it knows', () => {
  const recent = new RecentSessions();
  recent.set(session('s1'), 10);
  const next = { ...running({ values: { a: 'b' } }), expiresAt: 20, isWaiting: true };
  recent.follow(turn('s1', { at: 5, session: next, expectedRevision: 1 }), 20);
  const followed = session('s1', { ...next, revision: 2, updatedAt: 5 });
  expect(recent.get('s1')).toEqual(followed);
  recent.follow(turn('s1', { at: 6, session: 'keep', expectedRevision: 2 }), 0);
  expect(recent.get('s1')).toEqual(followed);
});

it.each([
  ['ended', { session: 'delete', expectedRevision: 1 }],
  ['was replaced', {}],
  ['had a turn of another revision', { expectedRevision: 7 }],
] as const)('forgets a session that %s', (_, fields) => {
  const recent = new RecentSessions();
  recent.set(session('s1'), 10);
  recent.follow(turn('s1', fields), 10);
  expect(recent.get('s1')).toBeUndefined();
});

it('takes no session from a turn alone, because it does not know the whole of it', () => {
  const recent = new RecentSessions();
  recent.follow(turn('s1', { expectedRevision: 0 }), 10);
  expect(recent.get('s1')).toBeUndefined();
});

it('lets go of those without a turn for the longest time when they take too much room', () => {
  const recent = new RecentSessions();
  const size = 1_500_000;
  for (const id of ['s1', 's2', 's1', 's3']) recent.set(session(id), size);
  expect(['s1', 's2', 's3'].filter((id) => recent.get(id))).toEqual(['s1', 's3']);
  for (let i = 0; i < 10_000; i++) recent.set(session(`small ${i}`), 0);
  expect(['s1', 's3', 'small 0', 'small 9999'].filter((id) => recent.get(id))).toEqual(['small 9999']);
  for (const id of ['s1', 's3']) recent.set(session(id), size);
  recent.set(session('huge'), 5_000_000);
  expect(['s1', 's3', 'huge'].filter((id) => recent.get(id))).toEqual([]);
});
