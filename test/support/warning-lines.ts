import type { FlowDocument } from '../../src/flow/document.ts';
import type { BlockDescription, Warning } from '../../src/flow/program.ts';
import { validate } from '../../src/flow/validate.ts';
import { describedKinds } from './described-kinds.ts';

/** Warnings about a document as single lines: group / block / field: message. */
export function warningLines(
  document: FlowDocument,
  kinds: ReadonlyMap<string, BlockDescription> = describedKinds,
): string[] {
  return validate(document, kinds).map(line);
}

function line({ group, block, field, message }: Warning): string {
  return `${[group, block, field].filter((part) => part !== undefined).join(' / ')}: ${message}`;
}
