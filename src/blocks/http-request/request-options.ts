import { z } from 'zod';
import { flag, text } from '../shared/fields.ts';
import { responseMappingSchema } from '../shared/response-mapping.ts';

const pairs = z.array(z.object({ id: text, key: text, value: text })).optional();

/** What is sent where; `method` is `POST` when absent. */
const requestSchema = z.object({
  id: text,
  url: text,
  method: z.enum(['POST', 'GET', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'CONNECT', 'OPTIONS', 'TRACE']).optional(),
  headers: pairs,
  queryParams: pairs,
  body: text,
});
export type StoredRequest = z.infer<typeof requestSchema>;

/** Fields of the options of blocks that send a request (integrations §4.1). */
export const requestOptions = {
  webhook: requestSchema.optional(),
  isCustomBody: flag,
  isExecutedOnClient: flag,
  responseVariableMapping: responseMappingSchema.optional(),
  /** Seconds, 1 to 120. */
  timeout: z.number().optional(),
  proxyCredentialsId: text,
};
