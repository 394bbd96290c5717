import type { Effects } from '../engine/block.ts';
import type { TurnTrace } from '../telemetry/turn-trace.ts';

/** The same effects, each within a span of its own. Spans hold ids, hosts and counts, no texts and no addresses. */
export function tracedEffects(effects: Effects, trace: TurnTrace): Effects {
  return {
    ...effects,
    runScripts: (requests) =>
      trace.step('scripts', { 'repartee.scripts': requests.length }, () => effects.runScripts(requests)),
    program: (versionId) => trace.step('program', { 'repartee.version': versionId }, () => effects.program(versionId)),
    linkedProgram: (botId, from, isPreview) =>
      trace.step('linked program', { 'repartee.bot': botId }, () => effects.linkedProgram(botId, from, isPreview)),
    timeline: () => trace.step('timeline', {}, () => effects.timeline()),
    call: (service, request) =>
      trace.step(
        service.name,
        service.requestFacts?.(request) ?? {},
        () => effects.call(service, request),
        (outcome) => service.outcomeFacts?.(outcome) ?? {},
      ),
  };
}
