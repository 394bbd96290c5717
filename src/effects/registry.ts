import { requestService } from '../blocks/shared/request-service.ts';
import { type Provided, provide } from '../engine/service.ts';
import type { HttpClient } from './http/client.ts';
import { requestEffect } from './http/request-effect.ts';

/** Every service that a server provides; blocks are told of all others that they are not available. */
export function providedServices(client: HttpClient): readonly Provided[] {
  return [provide(requestService, requestEffect(client))];
}
