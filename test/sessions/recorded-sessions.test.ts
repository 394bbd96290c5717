import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { blockKinds } from '../../src/blocks/registry.ts';
import { advance } from '../../src/engine/advance.ts';
import type { Program } from '../../src/engine/block.ts';
import { defaultLimits } from '../../src/engine/guards.ts';
import type { Message } from '../../src/engine/message.ts';
import { currentStateVersion, type SessionState } from '../../src/engine/state.ts';
import { upgradeState } from '../../src/engine/upgrade-state.ts';
import { compile } from '../../src/flow/compile.ts';
import type { FlowDocument } from '../../src/flow/document.ts';
import { simulatedEffects } from '../support/running-flow.ts';
import { shown } from '../support/sample-blocks.ts';

/**
 * A session as a release stored it, and how it goes on. Files of earlier releases stay as they are for ever: a release
 * that changes the shape of the state adds new ones beside them.
 */
interface RecordedSession {
  readonly situation: string;
  /** Documents by version id. */
  readonly versions: Readonly<Record<string, FlowDocument>>;
  readonly state: SessionState;
  readonly turns: readonly { readonly message?: Message; readonly shown: string }[];
}

const files = fs.readdirSync(import.meta.dirname).filter((file) => file.endsWith('.json'));
const recorded = files.map((file): [string, RecordedSession] => [
  file,
  JSON.parse(fs.readFileSync(path.join(import.meta.dirname, file), 'utf8')),
]);

describe('sessions of every release load and go on', () => {
  it('every state version is recorded', () => {
    const versions = new Set(recorded.map(([, { state }]) => state.stateVersion));
    expect([...versions].sort()).toEqual(Array.from({ length: currentStateVersion }, (_, i) => i + 1));
  });

  it.each(recorded)('%s', async (_, { versions, state: stored, turns }) => {
    const programs = new Map<string, Program>();
    for (const [versionId, document] of Object.entries(versions)) {
      const identity = { versionId, botId: `bot-of-${versionId}`, workspaceId: 'w1' };
      programs.set(versionId, compile(document, identity, blockKinds));
    }
    const effects = simulatedEffects({ program: async (id) => programs.get(id)! });
    let state = upgradeState(stored);
    for (const { message, shown: expected } of turns) {
      const program = programs.get(state.frames.at(-1)!.versionId)!;
      const result = await advance(program, state, { type: 'message', message }, effects, {
        textFormat: 'richText',
        limits: defaultLimits,
      });
      expect(shown(result)).toBe(expected);
      state = JSON.parse(JSON.stringify(result.state));
    }
  });

  it('a session of a newer release is refused, not misread', () => {
    const [, { state }] = recorded[0]!;
    expect(() => upgradeState({ ...state, stateVersion: currentStateVersion + 1 })).toThrow(/newer release/);
  });
});
