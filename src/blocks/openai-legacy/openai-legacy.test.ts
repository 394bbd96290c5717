import { expect, it } from 'vitest';
import { oneGroup, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { openaiLegacy } from './openai-legacy.ts';

const account = 'Make sure to select an OpenAI account';
const speech = 'Make sure to enter an input, select a voice and select a variable to save the URL in';
const toSpeech = { task: 'Create speech', model: 'tts-1', input: 'Hi', voice: 'nova', saveUrlInVariableId: 'v1' };

it.each<[options: object | undefined, description: string | undefined]>([
  [undefined, undefined],
  [{}, undefined],
  [{ credentialsId: 'c1', baseUrl: 'https://ai.test/v1', apiVersion: '1' }, undefined],
  [{ task: 'Create image', credentialsId: 'c1' }, undefined],
  [{ task: 'Create chat completion' }, account],
  [
    {
      task: 'Create chat completion',
      credentialsId: 'c1',
      model: 'gpt-4o',
      advancedSettings: { temperature: '{{T}}' },
      messages: [
        { id: 'm1', role: 'user', content: 'Hi', name: 'Ann' },
        { id: 'm2', role: 'Messages sequence ✨', content: { assistantMessagesVariableId: 'v1' } },
        { id: 'm3', role: 'Dialogue', dialogueVariableId: 'v1', startsBy: 'user' },
      ],
      responseMapping: [{ id: 'r1', valueToExtract: 'Total tokens', variableId: 'v1' }],
    },
    account,
  ],
  [toSpeech, account],
  [{ ...toSpeech, input: '' }, speech],
  [{ ...toSpeech, voice: undefined }, speech],
  [{ ...toSpeech, saveUrlInVariableId: undefined }, speech],
])('The old OpenAI block with %j', async (options, description) => {
  const block = { id: 'b1', type: 'OpenAI', ...(options && { options }) };
  const conversation = new SimulatedConversation(
    oneGroup([block], { variables: [{ id: 'v1', name: 'T' }] }),
    new Map([[openaiLegacy.type, openaiLegacy]]),
  );
  const { output } = await conversation.start();
  expect(output.logs).toEqual(
    description === undefined ? [] : [{ origin: 'wire', log: { status: 'error', description } }],
  );
  expect(conversation.program.warnings).toEqual([]);
});
