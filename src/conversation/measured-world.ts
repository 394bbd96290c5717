import type { Call } from '../engine/service.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { ScriptRunner } from './turn-effects.ts';

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

/** The same call of services, with each one counted. */
export function measuredCall(call: Call, metrics: Metrics): Call {
  return async (service, request) => {
    const from = performance.now();
    const outcome = await call(service, request);
    metrics.outgoingRequest(service.name, service.ending(outcome), performance.now() - from);
    return outcome;
  };
}
