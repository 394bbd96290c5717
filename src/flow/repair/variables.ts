import { isObject, type JsonObject } from '../json.ts';
import type { Warning } from '../program.ts';
import { uniqueReference } from '../template.ts';
import type { IdMaker } from './ids.ts';

/** Variables as a list of objects with ids; those that are only a name, or have no id, get one. */
export function repairVariables(stored: unknown, ids: IdMaker, report: (warning: Warning) => void): unknown {
  if (!Array.isArray(stored)) return stored;
  return stored.map((variable, index) => {
    const written = typeof variable === 'string' ? { name: variable } : variable;
    if (!isObject(written) || typeof written.id === 'string' || typeof written.name !== 'string') return written;
    const id = ids.make(`v${index + 1}`);
    const message = `The variable "${written.name}" has no id: it got "${id}".`;
    report({ field: `variables[${index}]`, message });
    return { id, ...written };
  });
}

/** Finds the variable that is meant by its name, alone or as `{{Name}}`, where an id belongs. */
export function variableReader(variables: unknown): (written: string) => string | undefined {
  const declared: JsonObject[] = Array.isArray(variables) ? variables.filter(isObject) : [];
  const ids = new Set(declared.map(({ id }) => id));
  const byName = new Map(declared.toReversed().map(({ name, id }) => [name, id]));
  return (written) => {
    if (ids.has(written)) return undefined;
    const id = byName.get(uniqueReference(written) ?? written);
    return typeof id === 'string' ? id : undefined;
  };
}
