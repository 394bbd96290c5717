import { expect, it } from 'vitest';
import { running, turn } from '../samples.suite.ts';
import { type RecentSession, RecentSessions } from './recent-sessions.ts';

function session(id: string, fields: Partial<RecentSession> = {}): RecentSession {
  const times = { createdAt: 1, updatedAt: 1, expiresAt: 9 };
  return { id, botId: 'bot1', state: '{}', revision: 1, isWaiting: false, ...times, ...fields };
}

it('follows the turns of a session that it knows', () => {
  const recent = new RecentSessions();
  recent.set(session('s1'));
  const next = { ...running(), expiresAt: 20, isWaiting: true };
  recent.follow(turn('s1', { at: 5, session: next, expectedRevision: 1 }), '{"a":1}');
  const followed = { revision: 2, updatedAt: 5, expiresAt: 20, isWaiting: true, state: '{"a":1}' };
  expect(recent.get('s1')).toEqual(session('s1', followed));
  recent.follow(turn('s1', { at: 6, session: 'keep', expectedRevision: 2 }), undefined);
  expect(recent.get('s1')).toEqual(session('s1', followed));
});

it.each([
  ['ended', { session: 'delete', expectedRevision: 1 }],
  ['was replaced', {}],
  ['had a turn of another revision', { expectedRevision: 7 }],
] as const)('forgets a session that %s', (_, fields) => {
  const recent = new RecentSessions();
  recent.set(session('s1'));
  recent.follow(turn('s1', fields), '{}');
  expect(recent.get('s1')).toBeUndefined();
});

it('takes no session from a turn alone, because it does not know the whole of it', () => {
  const recent = new RecentSessions();
  recent.follow(turn('s1', { expectedRevision: 0 }), '{}');
  expect(recent.get('s1')).toBeUndefined();
});

it('lets go of those without a turn for the longest time when they take too much room', () => {
  const recent = new RecentSessions();
  const state = 'x'.repeat(3_000_000);
  recent.set(session('s1', { state }));
  recent.set(session('s2', { state }));
  recent.set(session('s1', { state, revision: 2 }));
  recent.set(session('s3', { state }));
  expect(['s1', 's2', 's3'].filter((id) => recent.get(id))).toEqual(['s1', 's3']);
  recent.set(session('huge', { state: 'x'.repeat(9_000_000) }));
  expect(['s1', 's3', 'huge'].filter((id) => recent.get(id))).toEqual([]);
});
