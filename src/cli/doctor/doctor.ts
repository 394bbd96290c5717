import type { Config } from '../../config/config.ts';
import { ConfigError } from '../../config/config-error.ts';
import { plainReason } from '../user-error.ts';
import { type Check, type Finding, failed, fine, skipped } from './check.ts';

/** Oldest major version of Node.js that has all that the server needs. */
const oldestNode = 24;

const marks = { ok: '✓', failed: '✗', skipped: '–' } as const;

/** How `repartee doctor` gets at the settings, and how it says what it found. */
export interface DoctorRequest {
  /** Throws ConfigError. */
  readonly readSettings: () => Config;
  /** One JSON object instead of a line for each check. */
  readonly isJson: boolean;
}

/**
 * Checks everything that a server needs, in order, and changes nothing.
 *
 * @returns whether all is well
 */
export async function examine(request: DoctorRequest, write: (line: string) => void): Promise<boolean> {
  const findings: (Finding & { name: string })[] = [];
  const note = (name: string, finding: Finding) => {
    findings.push({ name, ...finding });
    if (!request.isJson) for (const line of linesOf(name, finding)) write(line);
  };
  note('Node.js', nodeVersion(process.versions.node));
  const { config, finding } = settingsOf(request.readSettings);
  note('settings', finding);
  // Loaded late: an old Node.js, named above, may lack what the checks import.
  const { checks } = await import('./checks.ts');
  for (const check of checks) {
    note(check.name, config ? await outcome(check, config) : skipped('not checked: the settings come first'));
  }
  const isFine = findings.every(({ status }) => status !== 'failed');
  if (request.isJson) write(JSON.stringify({ ok: isFine, checks: findings }, null, 2));
  return isFine;
}

/** @example nodeVersion('20.1.0').status // 'failed' */
export function nodeVersion(version: string): Finding {
  if (Number.parseInt(version, 10) >= oldestNode) return fine(`version ${version}`);
  return failed(`version ${version} is too old`, `Install Node.js ${oldestNode} or newer.`);
}

/**
 * What is written about a check.
 *
 * @example linesOf('clock', { status: 'ok', detail: 'steady' }) // ['✓ clock: steady']
 */
export function linesOf(name: string, { status, detail, advice }: Finding): string[] {
  const line = `${marks[status]} ${name}: ${detail}`;
  return advice === undefined ? [line] : [line, `    ${advice}`];
}

function settingsOf(read: () => Config): { config?: Config; finding: Finding } {
  try {
    return { config: read(), finding: fine('can all be used') };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const problems = error.message.replaceAll('\n', ' ');
    return { finding: failed(problems, 'Correct them where they are set: flag, environment or the file .env.') };
  }
}

async function outcome(check: Check, config: Config): Promise<Finding> {
  try {
    return await check.run(config);
  } catch (error) {
    return failed(`the check itself failed: ${plainReason(error)}`, 'Please report this line.');
  }
}
