import type { Call } from '../call.ts';
import { health } from './health.ts';
import { showMetrics } from './metrics.ts';
import { readiness } from './readiness.ts';

/** The calls of those who run the server, in the order of the reference. */
export const operationCalls: readonly Call[] = [health, readiness, showMetrics];
