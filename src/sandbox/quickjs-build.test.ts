import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { WasmModule } from '../../test/support/wasm-module.ts';
import { harmlessImports, importModule, initialPages, stackPointerExport, withSmallMemory } from './quickjs-build.ts';

const file = fileURLToPath(import.meta.resolve('@jitl/quickjs-wasmfile-release-sync/wasm'));
const glue = fileURLToPath(import.meta.resolve('@jitl/quickjs-wasmfile-release-sync/emscripten-module'));
const bytes = readFileSync(file);
const build = new WasmModule(bytes);

/**
 * What can differ between two moments of an instance: its memory, its changeable globals, its table. These facts about
 * the build are why bytes and stack pointer are all that has to be put back or looked at.
 */
describe('the build of QuickJS', () => {
  it('imports nothing but functions and its memory', () => {
    expect(build.imports.filter(({ kind }) => kind !== 'function')).toEqual([
      { module: importModule, name: 'a', kind: 'memory', pages: [256, 32_768] },
    ]);
    expect(new Set(build.imports.map(({ module }) => module))).toEqual(new Set([importModule]));
  });

  it('has one global, and an export that returns it', () => {
    expect(build.globals).toMatchObject([{ type: 'i32', isChangeable: true }]);
    expect(build.globals).toHaveLength(1);
    // No locals, global.get 0, end.
    expect(build.bodyOf(stackPointerExport)).toEqual([0x00, 0x23, 0x00, 0x0b]);
  });

  it('accepts the memory that it is given, and its data and stack fit in', () => {
    const stackTop = build.globals[0]?.start ?? Number.NaN;
    expect(stackTop).toBeLessThanOrEqual((initialPages - 32) * 65_536);
    expect(stackTop).toBeGreaterThan(5 * 2 ** 20);
    const changed = Buffer.from(withSmallMemory(bytes));
    const differing = [...changed.keys()].filter((at) => changed[at] !== bytes[at]);
    expect(differing).toHaveLength(1);
    expect(build.imports.find(({ kind }) => kind === 'memory')?.pages).toEqual([256, 32_768]);
    expect(new WasmModule(changed).imports).toEqual(
      build.imports.map((one) => (one.kind === 'memory' ? { ...one, pages: [initialPages, 32_768] } : one)),
    );
    expect(() => withSmallMemory(changed as Buffer)).toThrow('unknown');
  });

  it('exports functions only, and has no instruction that changes its table', () => {
    expect(build.exports.every(({ kind }) => kind === 'function')).toBe(true);
    const used = build.instructions();
    expect(used.has('call_indirect')).toBe(true);
    const changing = ['table.set', 'table.init', 'elem.drop', 'table.copy', 'table.grow', 'table.fill'];
    expect(changing.filter((name) => used.has(name))).toEqual([]);
  });

  it('gives the harmless functions of the host the names that are known', () => {
    const source = readFileSync(glue, 'utf8');
    for (const [name, pattern] of Object.entries({
      s: /\bs:function\((\w,?)+\)\{return d\.callbacks\.callFunction\(void 0,/,
      i: /\bi:function\(a\)\{return d\.callbacks\.shouldInterrupt\(void 0,a\)\}/,
      p: /\bp:\(\)=>Date\.now\(\)/,
      m: /\bm:function\(a,c\)\{[^}]*a=new Date\(1E3\*a\);L\[c>>2\]=a\.getSeconds\(\)/,
      n: /\bn:\(a,c,b,e\)=>\{var f=\(new Date\)\.getFullYear\(\)/,
    })) {
      expect(source).toMatch(pattern);
      expect(harmlessImports.has(name)).toBe(true);
    }
    expect(harmlessImports.size).toBe(5);
  });
});
