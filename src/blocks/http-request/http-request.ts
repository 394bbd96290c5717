import { type BlockContext, type BlockKind, defineBlock, goOn, pause } from '../../engine/block.ts';
import type { ClientAction } from '../../engine/output.ts';
import { ReparteeError } from '../../errors/errors.ts';
import { isObject } from '../../flow/json.ts';
import { parseExactJson } from '../shared/exact-json.ts';
import { withOptions } from '../shared/fields.ts';
import { mappingComplaints } from '../shared/mapping-complaints.ts';
import { headerNamed, requestService } from '../shared/request-service.ts';
import { applyMapping } from '../shared/response-mapping.ts';
import { type PreparedRequest, prepareRequest } from './prepare-request.ts';
import { encodeBody } from './request-body.ts';
import { requestComplaints } from './request-complaints.ts';
import { requestOptions } from './request-options.ts';
import { accountOf, type RequestResult, resultOf } from './request-result.ts';
import { timeLimitMs } from './time-limit.ts';

/** Calls any address (integrations §4). A failing request never stops the flow: authors test the mapped status. */
export const httpRequest = requestBlock('Webhook', 'Calls a web address and saves parts of its response.');
/** The same with an address of Zapier. */
export const zapier = requestBlock('Zapier', 'Starts a Zap with what the person answered.');
/** The same with an address of Make.com. */
export const makeCom = requestBlock('Make.com', 'Starts a scenario of Make.com with what the person answered.');
/** The same with an address of Pabbly Connect. */
export const pabbly = requestBlock('Pabbly', 'Starts a workflow of Pabbly Connect with what the person answered.');

function requestBlock(type: string, summary: string): BlockKind {
  return defineBlock({
    type,
    sort: 'integration',
    schema: withOptions(requestOptions),
    summary,

    complaints({ options }) {
      return [
        ...requestComplaints(options?.webhook, options?.isCustomBody),
        ...mappingComplaints(options?.responseVariableMapping, 'options.responseVariableMapping'),
      ];
    },

    async run({ options }, context) {
      const stored = options?.webhook;
      if (!stored) return goOn;
      const { url } = stored;
      if (!url) {
        // Documents of version 3 kept their requests elsewhere: an export without them says nothing about the author.
        if (Number(context.program.formatVersion) > 3) {
          context.log({ status: 'error', description: "Couldn't parse webhook attributes" });
        }
        return goOn;
      }
      const request = await prepareRequest(context, { ...stored, url }, options.isCustomBody);
      // In a messaging app there is no client that could send it.
      if (options.isExecutedOnClient && !context.channel) {
        context.act(clientRequest(request));
        return pause;
      }
      if (options.proxyCredentialsId) {
        const description = 'Requests through a proxy are not available: this one was sent directly';
        context.diagnose({ status: 'error', description });
      }
      const result = await send(context, request, options.timeout);
      await applyMapping(context, options.responseVariableMapping ?? [], result);
      return goOn;
    },

    async resume({ options }, message, context) {
      if (message?.type !== 'text') return;
      const response = parseResponse(message.text);
      if (isObject(response)) await applyMapping(context, options?.responseVariableMapping ?? [], response);
    },
  });
}

/** The request for the client to send; it answers with the status and the data as JSON text. */
function clientRequest({ url, method, headers, body }: PreparedRequest): ClientAction {
  return {
    type: 'httpRequestToExecute',
    httpRequestToExecute: {
      url,
      method,
      ...(Object.keys(headers).length > 0 && { headers }),
      ...(body && { body: body.kind === 'json' ? body.value : body.text }),
    },
    expectsDedicatedReply: true,
  };
}

async function send(
  context: BlockContext,
  request: PreparedRequest,
  seconds: number | undefined,
): Promise<RequestResult> {
  const { url, method, headers } = request;
  const sent = encodeBody(request.body, headerNamed(headers, 'content-type'));
  const timeoutMs = timeLimitMs(seconds, url, context.effects.elapsedMs());
  const outcome = await context.effects.call(requestService, {
    url,
    method,
    headers: sent?.contentType === undefined ? headers : { ...headers, 'content-type': sent.contentType },
    ...(sent && { body: sent.text }),
    timeoutMs,
  });
  context.waited();
  const { result, log } = resultOf(outcome, accountOf(request, sent, timeoutMs));
  context.log(log);
  return result;
}

/** Throws `invalidClientResponse`, with what the parser said. */
function parseResponse(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch (error) {
    const description = error instanceof Error ? error.message : String(error);
    throw new ReparteeError('invalidClientResponse', { data: { description }, cause: error });
  }
}
