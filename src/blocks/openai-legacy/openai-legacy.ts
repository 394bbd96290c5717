import { defineBlock, goOn } from '../../engine/block.ts';
import { withOptions } from '../shared/fields.ts';
import { openaiOptions } from './openai-options.ts';

/**
 * The first block for language models, spelled with capitals (ai §12). No account can be connected in this release,
 * so the logs ask for one, and the flow goes on. Creating images never did anything.
 */
export const openaiLegacy = defineBlock({
  type: 'OpenAI',
  sort: 'integration',
  schema: withOptions(openaiOptions),
  summary:
    'Asks a language model of OpenAI. Accounts cannot be connected yet, so the block logs an error and the flow goes on.',

  async run({ options }, context) {
    const { task, input, voice, saveUrlInVariableId } = options ?? {};
    if (!task || task === 'Create image') return goOn;
    const isComplete = task !== 'Create speech' || (input && voice && saveUrlInVariableId);
    const description = isComplete
      ? 'Make sure to select an OpenAI account'
      : 'Make sure to enter an input, select a voice and select a variable to save the URL in';
    context.log({ status: 'error', description });
    return goOn;
  },
});
