import { defineBlock, goOn, pause } from '../../engine/block.ts';
import { parseJsonOr } from '../../flow/values.ts';
import { clientScript } from '../shared/client-script.ts';
import { clientCode } from './client-code.ts';
import { type Options, schema } from './options.ts';
import { writesOf } from './writes-of.ts';

export const setVariable = defineBlock({
  type: 'Set variable',
  sort: 'logic',
  schema,
  summary: 'Sets a variable to a value, the result of code, a date, a list, or a fact about the conversation.',

  async run({ options: given }, context) {
    const variableId = context.variables.find(given?.variableId)?.id;
    if (variableId === undefined) return goOn;
    const options: Options = { ...given, variableId };
    const code = context.channel ? undefined : clientCode(options);
    if (code === undefined) {
      context.write(await writesOf(options, context));
      return goOn;
    }
    const script = await clientScript(context, code, options.isUnsafe);
    context.act({
      type: 'setVariable',
      setVariable: { scriptToExecute: { ...script, isCode: isCustom(options) && options.isCode === true } },
      expectsDedicatedReply: true,
    });
    return pause;
  },

  async resume({ options }, message, context) {
    if (message?.type !== 'text' || options?.variableId === undefined) return;
    context.write([{ variableId: options.variableId, value: parseJsonOr(message.text) }]);
  },
});

function isCustom({ type }: Options): boolean {
  return type === undefined || type === 'Custom';
}
