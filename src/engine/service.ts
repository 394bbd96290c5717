/** What may be said of a call where others read it: ids, hosts and counts, no texts and no addresses. */
export type CallFacts = Readonly<Record<string, string | number | boolean>>;

/** A call that nobody outside has answered. */
export interface CallFailure {
  /** `not available`: nobody here provides the service; `unknown`: whether the call came through cannot be told. */
  readonly reason: 'not available' | 'unknown';
  /** A sentence for the log of the block. */
  readonly message: string;
}

/** A request that tells the outside by a key when it is one that it has had before. */
export interface KeyedRequest<Request> {
  readonly key: string;
  readonly request: Request;
}

/**
 * Something outside that blocks may ask, declared beside the block that needs it. Who answers is chosen elsewhere
 * (`effects/registry.ts`). Requests and outcomes are JSON-like.
 *
 * @example
 * export const rateService: Service<{ readonly currency: string }, number | undefined> = {
 *   name: 'rate',
 *   failed: () => undefined,
 *   ending: (rate) => (rate === undefined ? 'failed' : 'ok'),
 * };
 */
export interface Service<Request, Outcome> {
  /** Names it in metrics, spans and the journal; no other service has it. */
  readonly name: string;
  /** True when the call changes something outside, so that it must not be made twice. Absent: calls only read. */
  changes?(request: Request): boolean;
  /**
   * What tells calls of one turn that runs again from other calls: all of the request that does not follow from clock or
   * chance. Absent: the whole request.
   */
  identity?(request: Request): unknown;
  /**
   * The request as the outside takes it only once; undefined when it cannot be told so. Absent: it never can.
   *
   * @param key to be used when the request has none of its own; the same whenever the turn runs again
   */
  withKey?(request: Request, key: string): KeyedRequest<Request> | undefined;
  /** False when the outcome leaves open what became of the call outside. Absent: none does. */
  isAnswered?(outcome: Outcome): boolean;
  /** What the block gets when nobody has answered. */
  failed(failure: CallFailure): Outcome;
  /** How a call ended, in one or two words out of few. */
  ending(outcome: Outcome): string;
  requestFacts?(request: Request): CallFacts;
  outcomeFacts?(outcome: Outcome): CallFacts;
}

/** Asks a service. Rejects only by a fault of ours: what goes wrong outside is an outcome. */
export type Call = <Request, Outcome>(service: Service<Request, Outcome>, request: Request) => Promise<Outcome>;

/** A service with whoever answers for it. */
export interface Provided {
  readonly service: object;
  answer(request: never): Promise<unknown>;
}

/** Ties a service to whoever answers for it. */
export function provide<Request, Outcome>(
  service: Service<Request, Outcome>,
  answer: (request: Request) => Promise<Outcome>,
): Provided {
  return { service, answer };
}

/**
 * Makes the call that asks the given services; all others are not available.
 *
 * @example const call = callOf([provide(rateService, async ({ currency }) => rates.get(currency))])
 */
export function callOf(provided: readonly Provided[]): Call {
  const answers = new Map(provided.map(({ service, answer }) => [service, answer]));
  return async <Request, Outcome>(service: Service<Request, Outcome>, request: Request) => {
    // `provide` has seen to it that both belong together.
    const answer = answers.get(service) as ((request: Request) => Promise<Outcome>) | undefined;
    if (answer) return answer(request);
    return service.failed({ reason: 'not available', message: `This server has no service "${service.name}"` });
  };
}
