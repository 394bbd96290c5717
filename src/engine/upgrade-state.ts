import { currentStateVersion, type SessionState } from './state.ts';

/**
 * Brings a stored state into today's form. Sessions of every release keep loading: a release that changes the shape
 * adds a step here and a recorded session to `test/sessions/`.
 */
export function upgradeState(state: SessionState): SessionState {
  if (state.stateVersion > currentStateVersion) {
    throw new Error(`The session was stored by a newer release (state version ${state.stateVersion}).`);
  }
  return state;
}
