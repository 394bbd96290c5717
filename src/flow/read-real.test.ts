import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { describedKinds } from '../../test/support/described-kinds.ts';
import { sharedFolder } from '../../test/support/shared-folder.ts';
import { compile } from './compile.ts';
import { type BotFile, readBotFile } from './read.ts';

const read = (file: unknown): BotFile => readBotFile(file, { newId: () => 'new', kinds: describedKinds });
const identity = { versionId: 'v', botId: 'b', workspaceId: 'w' };

const folders = ['templates', 'assets'].map((name) => sharedFolder(name, 'bots'));

describe.skipIf(folders.includes(undefined))('readBotFile: real bots (skipped without the recordings)', () => {
  const files = folders.flatMap((folder) => (folder ? readdirSync(folder).map((name) => path.join(folder, name)) : []));
  it.each(files.map((file) => [path.basename(file), file]))('%s', (_name, file) => {
    const source = readFileSync(file, 'utf8');
    const original = JSON.parse(source);
    const { document, name, id, report } = read(source);
    expect({ name, id }).toEqual({ name: original.name, id: original.id });
    const isOld = Number(original.version ?? '3') < 6;
    expect([document.version, document.importedVersion]).toEqual(
      isOld ? ['6.1', original.version ?? '3'] : [original.version, undefined],
    );
    expect(report.filter(({ message }) => /left out/.test(message))).toEqual([]);
    expect(compile(document, identity, describedKinds).startEdgeId).toBeDefined();
  });
});
