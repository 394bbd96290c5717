import fs from 'node:fs';
import path from 'node:path';

/** One request of a recorded conversation and what came back. */
export interface RecordedTurn {
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string | null>>;
    readonly body?: unknown;
    readonly rawBody?: string;
  };
  readonly sleepMs?: number;
  readonly captureHeaders?: readonly string[];
  readonly response: unknown;
  readonly mockRequests?: unknown;
}

/** A route of the local server that plays the outside world. */
export interface MockRoute {
  readonly method?: string;
  readonly path: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly delayMs?: number;
  readonly mirror?: boolean;
  readonly echo?: boolean;
  readonly drop?: boolean;
}

export type RecordedBot = { readonly id: string; readonly publicId?: string } & Readonly<Record<string, unknown>>;

/** A recorded conversation. */
export interface RecordedCase {
  readonly name: string;
  readonly tags: readonly string[];
  readonly publicId?: string;
  readonly bot: RecordedBot | undefined;
  readonly linkedBots: readonly RecordedBot[];
  readonly botOptions: { readonly isClosed?: boolean; readonly isArchived?: boolean; readonly published?: boolean };
  readonly routes: readonly MockRoute[];
  readonly turns: readonly RecordedTurn[];
  readonly volatile: readonly string[];
  readonly volatilePatterns: Readonly<Record<string, string>>;
}

/** A place where an answer is meant to differ from the recording, with the rule that asks for it. */
export interface Difference {
  readonly reason: string;
  readonly paths: readonly string[];
}

/** Reads every case of a folder, in order of file names. */
export function readCases(folder: string): RecordedCase[] {
  const files = fs.readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files.sort().flatMap((file) => {
    const raw = JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8'));
    if (!Array.isArray(raw.turns)) return [];
    const load = (bot: string | RecordedBot): RecordedBot =>
      typeof bot === 'string' ? JSON.parse(fs.readFileSync(path.resolve(folder, bot), 'utf8')) : bot;
    return [
      {
        name: raw.name,
        tags: [...(raw.tags ?? []), ...(raw.requires ?? [])],
        publicId: raw.publicId,
        bot: raw.bot ? load(raw.bot) : undefined,
        linkedBots: (raw.linkedBots ?? []).map(load),
        botOptions: raw.botOptions ?? {},
        routes: raw.mocks?.routes ?? [],
        turns: raw.turns,
        volatile: raw.volatile ?? [],
        volatilePatterns: raw.volatilePatterns ?? {},
      },
    ];
  });
}

/** The value with every text inside it mapped. */
export function mapTexts(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === 'string') return map(value);
  if (Array.isArray(value)) return value.map((entry) => mapTexts(entry, map));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, mapTexts(entry, map)]));
}
