import { describe, expect, it } from 'vitest';
import { oneGroup, SimulatedConversation } from '../../../test/support/running-flow.ts';
import { fileInput, mostFiles } from './file-input.ts';
import { fileExtension, isFileUrl } from './file-urls.ts';

const kinds = new Map([[fileInput.type, fileInput]]);

function ask(options: object | undefined, held?: unknown) {
  const block = { id: 'b1', type: 'file input', ...(options && { options: { variableId: 'vFiles', ...options } }) };
  const variables = [
    { id: 'vFiles', name: 'Files', value: held },
    { id: 'vName', name: 'Name', value: 'Ann' },
  ];
  return new SimulatedConversation(oneGroup([block], { variables }), kinds);
}

async function reply(options: object, text: string) {
  const conversation = ask(options);
  await conversation.start();
  const { output } = await conversation.say(text);
  return output.kind === 'retried' ? undefined : conversation.value('Files');
}

describe('present', () => {
  it('fills in the labels and leaves out the size limit, unknown keys and list entries', async () => {
    const options = {
      labels: { placeholder: '<b>{{Name}}</b>', success: { single: 'Thanks {{Name}}' } },
      allowedFileTypes: { isEnabled: true, types: ['.{{Name}}'] },
      visibility: 'Private',
      capture: 'user',
      sizeLimit: 5,
      other: 1,
    };
    const { output } = await ask(options).start();
    expect(output.input).toEqual({
      id: 'b1',
      type: 'file input',
      options: {
        variableId: 'vFiles',
        labels: { placeholder: '<b>Ann</b>', success: { single: 'Thanks Ann' } },
        allowedFileTypes: { isEnabled: true, types: ['.{{Name}}'] },
        visibility: 'Private',
        capture: 'user',
      },
    });
  });

  it('sends a block without options as it is', async () => {
    expect((await ask(undefined).start()).output.input).toEqual({ id: 'b1', type: 'file input' });
  });

  it.each([
    ['https://f.example/{{Name}}.pdf', 'https://f.example/{{Name}}.pdf'],
    [['https://f.example/a.pdf'], undefined],
    [undefined, undefined],
  ])('the held value %j prefills %j', async (held, prefilledValue) => {
    expect((await ask({}, held).start()).output.input?.prefilledValue).toBe(prefilledValue);
  });
});

describe('replies', () => {
  const [a, b] = ['https://f.example/a.pdf', 'https://f.example/b.pdf'];
  const types = (...entries: string[]) => ({ allowedFileTypes: { isEnabled: true, types: entries } });
  it.each<[object, string, string | undefined]>([
    [{}, a, a],
    [{}, `${a}, ${b}`, a],
    [{ isMultipleAllowed: true }, `${a}, ${b}`, `${a}, ${b}`],
    [{}, 'https://f.example/a,b.pdf', 'https://f.example/a,b.pdf'],
    [{}, `${a},${b}`, `${a},${b}`],
    [{ isMultipleAllowed: true }, `foo, ${b}`, `foo, ${b}`],
    [{}, 'foo', undefined],
    [{}, 'skip', undefined],
    [{ isRequired: false }, 'Skip', undefined],
    [{ isRequired: false }, '', undefined],
    [{}, 'http://localhost:3001/x.png', 'http://localhost:3001/x.png'],
    [{}, 'http://unknownhost/x.png', undefined],
    [{}, 'https://example.com/no-extension', 'https://example.com/no-extension'],
    [types('.png'), a, undefined],
    [types('.pdf', 'image/png'), a, a],
    [types('.pdf'), 'https://f.example/a.PDF', 'https://f.example/a.PDF'],
    [types('.png'), 'https://f.example/a.png?sig=1', 'https://f.example/a.png?sig=1'],
    [types('.jpeg'), 'https://f.example/a.JPG', 'https://f.example/a.JPG'],
    [types('image/*'), 'https://f.example/a.webp', 'https://f.example/a.webp'],
    [types('.csv'), 'https://f.example/a.csv', 'https://f.example/a.csv'],
    [types('.com'), 'https://f.com', undefined],
    [{ ...types('.pdf'), isMultipleAllowed: true }, `${a}, ${b}`, `${a}, ${b}`],
    [{ ...types('.pdf'), isMultipleAllowed: true }, `${a}, https://f.example/b.exe`, undefined],
    [types(), a, a],
    [{ allowedFileTypes: { isEnabled: false, types: ['.png'] } }, a, a],
    [types('capture=camera'), a, undefined],
  ])('%j: %j', async (options, text, content) => {
    expect(await reply(options, text)).toBe(content);
  });

  it.each([
    [{}, 'retried'],
    [{ isRequired: true }, 'retried'],
    [{ isRequired: false }, 'idle'],
  ])('%j: no message', async (options, kind) => {
    const conversation = ask(options);
    await conversation.start();
    const { output, records } = await conversation.say();
    expect(output.kind).toBe(kind);
    expect(records.answers).toEqual([]);
    expect(conversation.value('Files')).toBeUndefined();
  });

  it.each([
    [a, 'idle'],
    ['foo', 'retried'],
  ])('an audio reply %j is judged like a text and never fills the variable', async (url, kind) => {
    const conversation = ask({});
    await conversation.start();
    const { output, records } = await conversation.send({ type: 'audio', url });
    expect(output.kind).toBe(kind);
    expect(records.answers.map(({ content }) => content)).toEqual(kind === 'idle' ? [url] : []);
    expect(conversation.value('Files')).toBeUndefined();
  });

  it('adds the reply to a list as one entry', async () => {
    const conversation = ask({ isMultipleAllowed: true }, ['before']);
    await conversation.start();
    await conversation.say(`${a}, ${b}`);
    expect(conversation.value('Files')).toEqual(['before', `${a}, ${b}`]);
  });

  it('refuses more files than anybody chooses', async () => {
    const some = (count: number) => Array.from({ length: count }, () => a).join(', ');
    expect(await reply({}, some(mostFiles))).toBe(a);
    expect(await reply({}, some(mostFiles + 1))).toBeUndefined();
    expect(await reply({}, 'x, '.repeat(300_000))).toBeUndefined();
  });
});

describe('isFileUrl', () => {
  it.each([
    ['https://f.example/a.pdf', true],
    ['HTTP://F.EXAMPLE/a', true],
    ['https://1.2.3.4/a', true],
    ['https://f.example:8080/a?b=c#d', true],
    ['http://localhost:3000/a', true],
    ['http://files/a', true],
    ['http://others/a', false],
    ['f.example/a.pdf', false],
    ['//f.example/a.pdf', false],
    ['ftp://f.example/a.pdf', false],
    ['data:text/plain,a', false],
    ['javascript:alert(1)', false],
    ['http://localhost@unknownhost/a', false],
    ['https://f.example/a b.pdf', false],
    ['', false],
  ])('%j: %j', (url, isUrl) => {
    expect(isFileUrl(url, ['files'])).toBe(isUrl);
  });
});

describe('fileExtension', () => {
  it.each([
    ['https://f.example/a.png', 'png'],
    ['https://f.example/a.tar.GZ', 'GZ'],
    ['https://f.example/a.png?name=b.exe#c.sh', 'png'],
    ['https://f.example/dir.d/file', ''],
    ['https://f.example', ''],
    ['a.png', 'png'],
    ['', ''],
  ])('%j: %j', (url, extension) => {
    expect(fileExtension(url)).toBe(extension);
  });
});
