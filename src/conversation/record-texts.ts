import type { TurnRecords } from '../engine/output.ts';

/** Characters that are written between two pauses: some ms. */
const charactersPerBreath = 500_000;

/**
 * The records of a large turn with their JSON texts, made a part at a time: in the transaction that stores them, all of
 * them would be made in one go.
 *
 * @param breathe lets other conversations run
 */
export async function withTexts(records: TurnRecords, breathe: () => Promise<void>): Promise<TurnRecords> {
  let written = 0;
  const write = async (value: unknown): Promise<string> => {
    const text = JSON.stringify(value);
    written += text.length;
    if (written >= charactersPerBreath) {
      written = 0;
      await breathe();
    }
    return text;
  };
  const results: TurnRecords['results'][number][] = [];
  for (const result of records.results) results.push({ ...result, variablesText: await write(result.variables) });
  const history: TurnRecords['history'][number][] = [];
  for (const entry of records.history) history.push({ ...entry, valueText: await write(entry.value) });
  const parts: string[] = [];
  for (const entry of records.timeline) parts.push(await write(entry));
  return { ...records, results, history, timelineText: `[${parts.join(',')}]` };
}
