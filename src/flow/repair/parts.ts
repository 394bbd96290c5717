import type { Warning } from '../program.ts';
import type { IdMaker } from './ids.ts';

/** What repairing a part needs. */
export interface Repair {
  readonly ids: IdMaker;
  /** The id of the variable that is meant by an id that no variable has. */
  readonly meantVariable: (id: string) => string | undefined;
  /** The type of block that another spelling means. */
  readonly meantType: (type: string) => string | undefined;
  readonly report: (warning: Warning) => void;
}
