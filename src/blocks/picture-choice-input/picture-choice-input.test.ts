import { describe, expect, it } from 'vitest';
import { flowDocument, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { pictureChoiceInput } from './picture-choice-input.ts';

const kinds = new Map([[pictureChoiceInput.type, pictureChoiceInput]]);

interface Asked {
  readonly items?: readonly object[];
  readonly options?: object;
  readonly pictures?: unknown;
  readonly titles?: unknown;
  readonly descriptions?: unknown;
}

const dynamicItems = {
  isEnabled: true,
  pictureSrcsVariableId: 'vPictures',
  titlesVariableId: 'vTitles',
  descriptionsVariableId: 'vDescriptions',
};

/** A conversation with one picture choice; the edges e0 and e1 lead from items. */
function ask({ items = [], options, pictures, titles, descriptions }: Asked) {
  const block = { id: 'b1', type: 'picture choice input', items, options: { variableId: 'vAnswer', ...options } };
  return new SimulatedConversation(
    flowDocument({
      groups: [
        { id: 'g1', title: 'Group 1', blocks: [block] },
        { id: 'g2', title: 'Group 2', blocks: [] },
      ],
      edges: [
        { id: 'to-start', from: { eventId: 'start' }, to: { groupId: 'g1' } },
        { id: 'e0', from: {}, to: { groupId: 'g2' } },
        { id: 'e1', from: {}, to: { groupId: 'g2' } },
      ],
      variables: [
        { id: 'vAnswer', name: 'Answer' },
        { id: 'vName', name: 'Name', value: 'Ann' },
        { id: 'vPictures', name: 'Pictures', value: pictures },
        { id: 'vTitles', name: 'Titles', value: titles },
        { id: 'vDescriptions', name: 'Descriptions', value: descriptions },
      ],
    }),
    kinds,
  );
}

async function reply(asked: Asked, text: string, replyId?: string) {
  const conversation = ask(asked);
  await conversation.start();
  const { output, records } = await conversation.send({
    type: 'text',
    text,
    ...(replyId && { metadata: { replyId } }),
  });
  return {
    content: output.kind === 'retried' ? undefined : conversation.value('Answer'),
    edge: records.visitedEdges[0]?.edgeId,
  };
}

const hidden = {
  displayCondition: {
    isEnabled: true,
    condition: { comparisons: [{ variableId: 'vName', comparisonOperator: 'Equal to', value: 'Bob' }] },
  },
};

describe('items sent', () => {
  it('sends visible stored items with variables filled in', async () => {
    const { output } = await ask({
      items: [
        { id: 'i0', title: 'For {{Name}}', pictureSrc: 'https://a/{{Name}}.png', description: '{{Name}}', value: 'v' },
        { id: 'i1', title: 'Hidden', ...hidden },
      ],
      options: { isSearchable: true, dynamicItems: { isEnabled: false, pictureSrcsVariableId: 'vPictures' } },
      pictures: ['p'],
    }).start();
    expect(output.input).toEqual({
      id: 'b1',
      type: 'picture choice input',
      items: [{ id: 'i0', title: 'For Ann', pictureSrc: 'https://a/Ann.png', description: 'Ann', value: 'v' }],
      options: {
        variableId: 'vAnswer',
        isSearchable: true,
        dynamicItems: { isEnabled: false, pictureSrcsVariableId: 'vPictures' },
      },
    });
  });

  const picture = (id: string, pictureSrc: string, title = '', description = '') => ({
    id,
    pictureSrc,
    title,
    description,
  });
  it.each<[string, Asked, object[]]>([
    [
      'lists of the same length',
      { pictures: ['p', 'q'], titles: ['P', 'Q'], descriptions: ['dp', 'dq'] },
      [picture('0', 'p', 'P', 'dp'), picture('1', 'q', 'Q', 'dq')],
    ],
    ['shorter lists', { pictures: ['p', 'q'], titles: ['P'] }, [picture('0', 'p', 'P'), picture('1', 'q')]],
    ['texts', { pictures: 'p', titles: 'P', descriptions: 'd' }, [picture('0', 'p', 'P', 'd')]],
    ['JSON text, which is one picture', { pictures: '["p"]' }, [picture('0', '["p"]')]],
    [
      'a missing picture, which shifts the titles',
      { pictures: ['p', null, 'q'], titles: ['P', 'X', 'Q'] },
      [picture('0', 'p', 'P'), picture('1', 'q', 'X')],
    ],
    ['a missing title', { pictures: ['p', 'q'], titles: [null, 'Q'] }, [picture('0', 'p'), picture('1', 'q', 'Q')]],
    ['an empty list', { pictures: [] }, []],
    [
      'placeholders in values',
      { pictures: ['{{Name}}'], titles: ['{{Name}}'] },
      [picture('0', '{{Name}}', '{{Name}}')],
    ],
  ])('dynamic items from %s', async (_title, variables, items) => {
    const asked = { items: [{ id: 'i0', title: 'Stored' }], options: { dynamicItems }, ...variables };
    const { output } = await ask(asked).start();
    expect(output.input?.items).toEqual(items);
  });

  it.each<[string, object, string[]]>([
    ['no variable for pictures', { isEnabled: true }, ['Hi Ann']],
    ['a variable without value: hidden items too', dynamicItems, ['Hi Ann', 'Hidden']],
  ])('shows the stored items with %s', async (_title, dynamic, titles) => {
    const items = [
      { id: 'i0', title: 'Hi {{Name}}' },
      { id: 'i1', title: 'Hidden', ...hidden },
    ];
    const { output } = await ask({ items, options: { dynamicItems: dynamic } }).start();
    expect(output.input?.items?.map(({ title }) => title)).toEqual(titles);
  });
});

describe('replies', () => {
  const cat = { id: 'i0', title: 'Cat', pictureSrc: 'https://a/cat.png', outgoingEdgeId: 'e0' };
  const dog = { id: 'i1', title: 'Dog', pictureSrc: 'https://a/dog.png', value: 'd', outgoingEdgeId: 'e1' };
  const untitled = { id: 'i2', pictureSrc: 'https://a/untitled.png' };
  const emptyTitle = { id: 'i3', title: '', pictureSrc: 'https://a/empty.png' };
  const items = [cat, dog, untitled, emptyTitle];

  it.each<[string, string | undefined, string | undefined, string | undefined]>([
    ['Cat', undefined, 'Cat', 'e0'],
    [' cat ', undefined, 'Cat', 'e0'],
    ['Dog', undefined, 'd', 'e1'],
    ['d', undefined, 'd', 'e1'],
    ['i0', undefined, 'Cat', 'e0'],
    ['anything', 'i1', 'd', 'e1'],
    ['https://a/untitled.png', undefined, 'https://a/untitled.png', undefined],
    ['https://a/empty.png', undefined, 'https://a/empty.png', undefined],
    ['i2', undefined, 'https://a/untitled.png', undefined],
    ['https://a/cat.png', undefined, undefined, undefined],
    ['zebra', undefined, undefined, undefined],
    ['', undefined, undefined, undefined],
    ['1', undefined, undefined, undefined],
  ])('single: %j with id %j', async (text, replyId, content, edge) => {
    expect(await reply({ items }, text, replyId)).toEqual({ content, edge });
  });

  it.each([
    ['Cat, Dog', 'Cat, d'],
    ['dog and cat', 'Cat, d'],
    ['https://a/untitled.png and 1', 'Cat, https://a/untitled.png'],
    ['x', undefined],
  ])('multiple: %j', async (text, content) => {
    expect(await reply({ items, options: { isMultipleChoice: true } }, text)).toEqual({ content, edge: undefined });
  });

  it.each([false, true])('a number is the id of a dynamic picture, multiple: %j', async (isMultipleChoice) => {
    const asked = { options: { dynamicItems, isMultipleChoice }, pictures: ['p', 'q'], titles: ['P', 'Q'] };
    expect(await reply(asked, '1')).toMatchObject({ content: 'Q' });
  });

  it('sends dynamic pictures the way of the stored item with the same title', async () => {
    const stored = [{ id: 'i', title: 'For {{Name}}', outgoingEdgeId: 'e1' }];
    const asked = { items: stored, options: { dynamicItems }, pictures: ['p', 'q'], titles: ['P', 'For Ann'] };
    expect(await reply(asked, 'For Ann')).toEqual({ content: 'For Ann', edge: 'e1' });
    expect(await reply(asked, 'P')).toEqual({ content: 'P', edge: undefined });
  });

  it('refuses an audio reply and none', async () => {
    const conversation = ask({ items });
    await conversation.start();
    expect((await conversation.say()).output.kind).toBe('retried');
    expect((await conversation.send({ type: 'audio', url: 'Cat' })).output.kind).toBe('retried');
  });
});

it('never takes the message that starts a conversation', async () => {
  const items = [{ id: 'i0', title: 'Cat' }];
  const { output } = await ask({ items }).start({ message: { type: 'text', text: 'Cat' } });
  expect(output.input).toMatchObject({ id: 'b1' });
});
