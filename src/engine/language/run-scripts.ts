import type { World } from '../effects.ts';
import type { ScriptOutcome, ScriptRequest } from '../scripts.ts';
import { runPlainCode } from './plain-code.ts';

/**
 * Runs author-written code: plain arithmetic here, everything else in the script runner, in one batch.
 *
 * @param isMessageWanted whether the message of a failure is shown to anybody
 */
export async function runScripts(
  effects: Pick<World, 'runScripts'>,
  requests: readonly ScriptRequest[],
  isMessageWanted: boolean,
): Promise<readonly ScriptOutcome[]> {
  const outcomes = requests.map((request) => runPlainCode(request, isMessageWanted));
  const others = requests.filter((_, i) => !outcomes[i]);
  const results = (others.length > 0 ? await effects.runScripts(others) : []).values();
  return outcomes.map((outcome) => outcome ?? results.next().value!);
}
