import { type MockInstance, vi } from 'vitest';
import type { SessionStore } from '../../src/store/sessions.ts';

/** Lets a test stand between the turns of a server and their commits. */
export function spyOnCommits(sessions: SessionStore): MockInstance<SessionStore['commit']> {
  const enter = sessions.enter.bind(sessions);
  vi.spyOn(sessions, 'enter').mockImplementation(async (order) => {
    const turn = await enter(order);
    return { ...turn, commit: (next) => sessions.commit({ ...next, sessionId: order.sessionId }) };
  });
  return vi.spyOn(sessions, 'commit');
}
