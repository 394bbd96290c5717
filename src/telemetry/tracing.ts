import type { Context, Span, SpanContext, Tracer } from '@opentelemetry/api';
import { samplerOf } from './sampler.ts';
import type { TurnNotes, TurnOutcome } from './turn-notes.ts';
import type { SpanFacts } from './turn-trace.ts';

type Api = typeof import('@opentelemetry/api');
type Variables = Readonly<Record<string, string | undefined>>;

/** Collects the spans of turns. */
export interface Tracing {
  /** Begins the span of a turn, within the caller's own trace when it sent one. */
  turn(notes: TurnNotes): NonNullable<TurnNotes['trace']>;
  /** Ends the span of a turn. */
  turnEnded(notes: TurnNotes, outcome: TurnOutcome, code: string | undefined): void;
  /** Sends what was collected and lets go of the connection. */
  close(): Promise<void>;
}

/** Whether the standard variables name a place to send spans to. */
export function isTracingWanted(env: Variables): boolean {
  if (env.OTEL_SDK_DISABLED === 'true' || env.OTEL_TRACES_EXPORTER === 'none') return false;
  return Boolean(env.OTEL_EXPORTER_OTLP_ENDPOINT || env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT);
}

/**
 * Sends spans over OTLP to where the variables of the process say (`OTEL_EXPORTER_OTLP_ENDPOINT` and its relatives,
 * which the exporter reads itself). The packages are loaded only now.
 *
 * @param complain is told why spans could not be sent
 * @throws Error when a variable cannot be used
 */
export async function openTracing(env: Variables, complain: (problem: string) => void): Promise<Tracing> {
  const [api, sdk, { OTLPTraceExporter }, resources] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const sampler = samplerOf(sdk, env.OTEL_TRACES_SAMPLER, env.OTEL_TRACES_SAMPLER_ARG);
  const quiet = () => {};
  const logger = { error: complain, warn: complain, info: quiet, debug: quiet, verbose: quiet };
  api.diag.setLogger(logger, { logLevel: api.DiagLogLevel.WARN, suppressOverrideMessage: true });
  const named = resources.resourceFromAttributes({ 'service.name': 'repartee' });
  const detected = resources.detectResources({ detectors: [resources.envDetector] });
  const provider = new sdk.TracerProvider({
    sampler,
    resource: resources.defaultResource().merge(named).merge(detected),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  });
  // A collector that is gone must not keep the server from closing.
  const close = () => provider.shutdown().catch((error: Error) => complain(error.message));
  return new OtlpTracing(api, provider.getTracer('repartee'), close);
}

class OtlpTracing implements Tracing {
  readonly #api: Api;
  readonly #tracer: Tracer;
  readonly #shutdown: () => Promise<void>;
  readonly #turns = new WeakMap<TurnNotes, Span>();

  constructor(api: Api, tracer: Tracer, shutdown: () => Promise<void>) {
    this.#api = api;
    this.#tracer = tracer;
    this.#shutdown = shutdown;
  }

  turn(notes: TurnNotes): NonNullable<TurnNotes['trace']> {
    const { trace, ROOT_CONTEXT, SpanKind } = this.#api;
    const caller = callerOf(notes.traceparent);
    const parent = caller ? trace.setSpanContext(ROOT_CONTEXT, caller) : ROOT_CONTEXT;
    const span = this.#tracer.startSpan('turn', { kind: SpanKind.SERVER }, parent);
    this.#turns.set(notes, span);
    const within = trace.setSpan(parent, span);
    return { step: (name, facts, run, outcome) => this.#step(within, name, facts, run, outcome) };
  }

  turnEnded(notes: TurnNotes, outcome: TurnOutcome, code: string | undefined): void {
    const span = this.#turns.get(notes);
    if (!span) return;
    const { kind, sessionId, botId, versionId, position, blocks, messages, waitedMs } = notes;
    span.setAttributes({
      'repartee.turn': kind,
      'repartee.outcome': outcome,
      'repartee.session': sessionId,
      'repartee.bot': botId,
      'repartee.version': versionId,
      'repartee.position': position,
      'repartee.blocks': blocks,
      'repartee.messages': messages,
      'repartee.waited_ms': waitedMs,
      'repartee.error': code,
    });
    if (outcome === 'failed') span.setStatus({ code: this.#api.SpanStatusCode.ERROR, message: code ?? 'internal' });
    span.end();
  }

  close(): Promise<void> {
    return this.#shutdown();
  }

  async #step<T>(
    within: Context,
    name: string,
    facts: SpanFacts,
    run: () => Promise<T>,
    outcome?: (value: T) => SpanFacts,
  ): Promise<T> {
    const span = this.#tracer.startSpan(name, { attributes: facts }, within);
    try {
      const value = await run();
      if (outcome) span.setAttributes(outcome(value));
      return value;
    } catch (error) {
      // The name alone: a message could quote what people wrote.
      const message = error instanceof Error ? error.name : 'Error';
      span.setStatus({ code: this.#api.SpanStatusCode.ERROR, message });
      throw error;
    } finally {
      span.end();
    }
  }
}

const traceparentPattern = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-|$)/;

/** The span that a `traceparent` header names; undefined when it names none. */
function callerOf(header: TurnNotes['traceparent']): SpanContext | undefined {
  const [, traceId, spanId, flags] = (typeof header === 'string' && traceparentPattern.exec(header)) || [];
  if (!traceId || !spanId || !flags || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
}
