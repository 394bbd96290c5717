import { type BlockContext, defineBlock, goOn } from '../../engine/block.ts';
import { clientScript } from '../shared/client-script.ts';
import { flag, text, withOptions } from '../shared/fields.ts';
import { runCode } from '../shared/run-code.ts';

export const script = defineBlock({
  type: 'Code',
  sort: 'logic',
  schema: withOptions({
    name: text,
    content: text,
    isExecutedOnClient: flag,
    isUnsafe: flag,
    shouldExecuteInParentContext: flag,
  }),
  summary: 'Runs code in the web page of the person, or on the server, where it may set variables.',

  async run({ options }, context) {
    if (!options?.content) return goOn;
    const { content, isExecutedOnClient = true, isUnsafe } = options;
    if (!isExecutedOnClient) {
      await runOnServer(content, context);
    } else if (context.channel) {
      context.diagnose({ status: 'info', description: 'A script for web pages was left out: there is none here' });
    } else {
      context.act({ type: 'scriptToExecute', scriptToExecute: await clientScript(context, content, isUnsafe) });
    }
    return goOn;
  },
});

async function runOnServer(content: string, context: BlockContext): Promise<void> {
  const outcome = await runCode(context, content, true);
  if (!outcome.ok) {
    context.log({ description: outcome.message, context: 'While executing function' });
    return;
  }
  const writes = outcome.assigned.flatMap(([name, value]) => {
    const variable = context.variables.named(name);
    return variable ? [{ variableId: variable.id, value, isComputed: true }] : [];
  });
  context.write(writes);
}
