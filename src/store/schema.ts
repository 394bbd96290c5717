import type { ColumnType, Generated } from 'kysely';

/**
 * Tables as every database of this server has them. To stay the same everywhere: times are integers (milliseconds since
 * 1970 UTC), flags are 0 or 1, structured values are JSON text.
 */
export interface Tables {
  users: UserTable;
  workspaces: WorkspaceTable;
  members: MemberTable;
  api_tokens: ApiTokenTable;
  bots: BotTable;
  bot_versions: BotVersionTable;
  sessions: SessionTable;
  gone_sessions: GoneSessionTable;
  kept_answers: IdempotentAnswerTable;
  results: ResultTable;
  answers: AnswerTable;
  set_variable_history: HistoryTable;
  visited_edges: VisitedEdgeTable;
  logs: LogTable;
  timeline: TimelineTable;
  jobs: JobTable;
  uploads: UploadTable;
}

export interface UserTable {
  id: string;
  email: string;
  name: string | null;
  created_at: number;
}

export interface WorkspaceTable {
  id: string;
  name: string;
  icon: string | null;
  created_at: number;
}

export interface MemberTable {
  user_id: string;
  workspace_id: string;
  /** A `Role`. */
  role: string;
}

export interface ApiTokenTable {
  id: string;
  user_id: string;
  name: string;
  hash: string;
  created_at: number;
}

export interface BotTable {
  id: string;
  workspace_id: string;
  name: string;
  icon: string | null;
  folder_id: string | null;
  public_id: string | null;
  is_closed: number;
  is_archived: number;
  published_version_id: string | null;
  /** JSON of a flow document. */
  document: string;
  created_at: number;
  updated_at: number;
}

/** Has no foreign key to `bots`: a preview may run a draft that was never stored. */
export interface BotVersionTable {
  id: string;
  bot_id: string;
  workspace_id: string;
  number: number | null;
  /** JSON of a flow document. */
  document: string;
  created_at: number;
}

export interface SessionTable {
  id: string;
  bot_id: string;
  /** Result of the bot that was started; null in a preview. */
  result_id: string | null;
  /** JSON of a session state. */
  state: string;
  revision: number;
  created_at: number;
  updated_at: number;
  expires_at: number;
  /** The hour of `expires_at`, which changes seldom enough for an index. */
  expires_hour: number;
  is_waiting: number;
}

export interface GoneSessionTable {
  id: string;
  bot_id: string;
  gone_at: number;
}

/** Named as in the first release: a server of the version before goes on with the table while a new one starts. */
export interface IdempotentAnswerTable {
  scope: string;
  key: string;
  fingerprint: string;
  status: number;
  body: string;
  expires_at: number;
}

export interface ResultTable {
  id: string;
  bot_id: string;
  /** JSON list of `{id, name, value}`. */
  variables: string;
  has_started: number;
  is_completed: number;
  is_archived: number;
  last_session_id: string | null;
  created_at: number;
}

/** Rows are only added; `attempt` counts the answers to one block within a result from 1. */
export interface AnswerTable {
  id: Generated<number>;
  result_id: string;
  block_id: string;
  attempt: number;
  content: string;
  /** JSON list of URLs. */
  attached_file_urls: string | null;
  created_at: number;
}

export interface HistoryTable {
  result_id: string;
  sequence: number;
  block_sequence: number;
  block_id: string;
  variable_id: string;
  /** JSON of a variable's value. */
  value: string;
}

export interface VisitedEdgeTable {
  result_id: string;
  sequence: number;
  edge_id: string;
}

export interface LogTable {
  id: Generated<number>;
  result_id: string;
  status: string;
  description: string;
  details: string | null;
  context: string | null;
  created_at: number;
}

/** One row per turn in which something happened. */
export interface TimelineTable {
  id: Generated<number>;
  session_id: string;
  /** Null in a preview; such rows go with their session. */
  result_id: string | null;
  at: number;
  /** JSON list of timeline entries. */
  entries: string;
}

export interface JobTable {
  id: Generated<number>;
  kind: string;
  key: string | null;
  lane: string | null;
  session_id: string | null;
  /** JSON. */
  payload: string;
  due_at: number;
  /** Times that it was begun since it last succeeded. */
  attempts: number;
  /** The process that has taken it. */
  owner: ColumnType<string | null, null | undefined, string | null>;
  claimed_until: ColumnType<number | null, null | undefined, number | null>;
  /** When it was given up. */
  failed_at: ColumnType<number | null, null | undefined, number | null>;
  /** Why the last attempt failed. */
  error: ColumnType<string | null, null | undefined, string | null>;
  created_at: number;
}

/** Files that people may send or have sent, while the conversation they belong to lasts. */
export interface UploadTable {
  /** Key of the file. */
  key: string;
  session_id: string;
  /** Null in a preview. */
  result_id: string | null;
  /** 0 until the file arrives. */
  bytes: number;
  announced_at: number;
  /** When it is looked whether an answer names the file. */
  due_at: number;
}
