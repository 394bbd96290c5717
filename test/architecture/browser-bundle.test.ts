import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import type { blockKinds } from '../../src/blocks/registry.ts';
import type { advance } from '../../src/engine/advance.ts';
import { defaultLimits } from '../../src/engine/guards.ts';
import type { newSession } from '../../src/engine/new-session.ts';
import type { compile } from '../../src/flow/compile.ts';
import { simulatedEffects } from '../support/running-flow.ts';
import { projectRoot } from './source-files.ts';

/** What the bundle offers. */
interface Engine {
  readonly advance: typeof advance;
  readonly newSession: typeof newSession;
  readonly compile: typeof compile;
  readonly blockKinds: typeof blockKinds;
}

const entry = `
  export { advance } from './src/engine/advance.ts';
  export { newSession } from './src/engine/new-session.ts';
  export { compile } from './src/flow/compile.ts';
  export { blockKinds } from './src/blocks/registry.ts';
`;

/** What every browser has and a bare JavaScript context lacks. */
const browserGlobals = { URL, URLSearchParams, TextEncoder, TextDecoder };

async function bundle(): Promise<string> {
  const { outputFiles, warnings } = await build({
    stdin: { contents: entry, resolveDir: projectRoot, loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'browser',
    // A worker of a browser: no page either.
    conditions: ['worker'],
    format: 'iife',
    globalName: 'engine',
    logLevel: 'silent',
  });
  expect(warnings).toEqual([]);
  return outputFiles[0]!.text;
}

describe('the engine in a browser', () => {
  it('takes a turn without anything of Node.js', async () => {
    const context = createContext({ ...browserGlobals });
    runInContext(await bundle(), context);
    const engine = runInContext('engine', context) as Engine;
    const document = JSON.parse(readFileSync(path.join(projectRoot, 'examples/demo/bot.json'), 'utf8'));
    const program = engine.compile(document, { versionId: 'v', botId: 'b', workspaceId: 'w' }, engine.blockKinds);
    const state = engine.newSession(program, { resultId: 'r', streams: false });
    const options = { textFormat: 'markdown', limits: defaultLimits } as const;
    const effects = simulatedEffects({ program: async () => program });
    const { output } = await engine.advance(program, state, { type: 'start' }, effects, options);
    expect(output.messages.map(({ content }) => content)).toMatchObject([
      { markdown: 'Hi! I am a demo bot on your own server.' },
      { markdown: 'What is your name?' },
    ]);
    expect(output.input).toMatchObject({ type: 'text input' });
    expect(output.logs).toEqual([]);
  });
});
