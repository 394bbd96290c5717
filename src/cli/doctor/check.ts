import type { Config } from '../../config/config.ts';

/** What a check found. */
export interface Finding {
  /** `skipped`: there is nothing to check. */
  readonly status: 'ok' | 'failed' | 'skipped';
  /** What was found, or what exactly went wrong. */
  readonly detail: string;
  /** What to do about it. */
  readonly advice?: string;
}

/** One thing that has to be right. It changes nothing. */
export interface Check {
  readonly name: string;
  /** What it throws counts as failed. */
  run(config: Config): Promise<Finding> | Finding;
}

/** A finding that all is well, perhaps with something that could be better. */
export function fine(detail: string, advice?: string): Finding {
  return { status: 'ok', detail, advice };
}

/** A finding that something has to be mended. */
export function failed(detail: string, advice: string): Finding {
  return { status: 'failed', detail, advice };
}

/** A finding that there is nothing to check. */
export function skipped(detail: string): Finding {
  return { status: 'skipped', detail };
}
