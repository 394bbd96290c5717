import type { ProgramBlock } from '../../flow/program.ts';
import type { BlockKind, Effects } from '../block.ts';
import { patternLog, scriptLog } from '../language/script-log.ts';
import type { Log } from '../output.ts';

/** What of a turn is needed to report on its scripts. */
interface Reporter {
  /** The block that runs now; undefined where there is none yet. */
  readonly block: ProgramBlock<BlockKind> | undefined;
  diagnose(log: Log): void;
}

/**
 * The same effects, but every script that was stopped or not run at all is reported, once for each block and reason,
 * and so is a pattern that took too long (logic §3.8). What such a script would have given is unknown, so unlike code
 * that fails by itself it never stands for its own text (variables §10.3).
 */
export function reportedScripts(effects: Effects, reporter: Reporter): Effects {
  const reported = new Set<string>();
  const report = (log: Log) => {
    if (!reported.has(log.description)) reporter.diagnose(log);
    reported.add(log.description);
  };
  return {
    ...effects,
    async runScripts(requests) {
      const outcomes = await effects.runScripts(requests);
      for (const outcome of outcomes) {
        if (!outcome.ok && outcome.reason !== 'error') report(scriptLog(reporter.block, outcome.message));
      }
      return outcomes;
    },
    async testPattern(request) {
      const outcome = await effects.testPattern(request);
      if (outcome === 'timeout') report(patternLog(reporter.block));
      return outcome;
    },
  };
}
