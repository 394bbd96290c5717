import type { Metrics } from '../telemetry/metrics.ts';
import type { ScriptRunner, TurnWorld } from './turn-effects.ts';

/** The same script runner, with its work counted. */
export function measuredScripts(scripts: ScriptRunner, metrics: Metrics): ScriptRunner {
  return {
    openTurn(limits) {
      const turn = scripts.openTurn(limits);
      return {
        async run(requests) {
          const from = performance.now();
          const outcomes = await turn.run(requests);
          const names = outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.reason));
          metrics.scripts(names, performance.now() - from);
          return outcomes;
        },
        testPattern: (request) => turn.testPattern(request),
        close: () => turn.close(),
      };
    },
  };
}

/** The same way out for requests, with each of them counted. */
export function measuredRequest(request: TurnWorld['request'], metrics: Metrics): TurnWorld['request'] {
  return async (outgoing) => {
    const from = performance.now();
    const outcome = await request(outgoing);
    metrics.outgoingRequest(outcome.kind, performance.now() - from);
    return outcome;
  };
}
