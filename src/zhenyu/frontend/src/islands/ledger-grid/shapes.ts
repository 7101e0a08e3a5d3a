/**
 * What the server tells the grid, printed from the ledgers' views (grid_json.py) by `python -m tests.ledgers.views.grid_types`.
 * Change it there, not here.
 */

export type FieldType =
  | "text"
  | "long_text"
  | "integer"
  | "decimal"
  | "money"
  | "percent"
  | "mu"
  | "length"
  | "date"
  | "month"
  | "boolean"
  | "choice"
  | "choices"
  | "person_name"
  | "id_number"
  | "uscc"
  | "phone"
  | "bank_account"
  | "area"
  | "user"
  | "office"
  | "record"
  | "attachment"
  | "point";

/** Decimals and days come as text, so that no digit is lost on the way. */
export type Value = string | number | boolean | string[] | null;

/** A field as a column; `choices` are titles by code. */
export interface Column {
  name: string;
  title: string;
  type: FieldType;
  unit: string;
  key: boolean;
  required: boolean;
  editable: boolean;
  sums: boolean;
  hidden: boolean;
  choices: Record<string, string>;
  help: string;
}

/** A step out of the states `from` that asks for the fields `requires`. */
export interface Transition {
  name: string;
  title: string;
  from: string[];
  requires: string[];
}

/** A state of the life cycle; `tone`: `start`, `middle` or `end` of it. */
export interface StateTab {
  state: string;
  title: string;
  tone: string;
}

/**
 * What stands in the page for the grid to begin with; `areas` are names by code, where a field holds
 * such codes.
 *
 * `place`: the code of the page's area where rows belong to it directly; new rows of a pasted block then
 * name none.
 */
export interface GridConfig {
  code: string;
  title: string;
  level: string;
  mayWrite: boolean;
  columns: Column[];
  states: StateTab[];
  transitions: Transition[];
  areas: Record<string, string>;
  place: string | null;
  view: GridView | null;
  urls: GridUrls;
  first: Page;
}

/** Where the grid sends what people do. */
export interface GridUrls {
  rows: string;
  batch: string;
  transition: string;
  delete: string;
  record: string;
}

/** The columns a saved view shows, in its order; none: as the ledger shows them itself. */
export interface GridView {
  id: number;
  columns: ViewColumn[];
}

/** A column of a saved view; `width` in pixels, null as wide as it needs. */
export interface ViewColumn {
  name: string;
  width: number | null;
}

/**
 * A row; `labels` are the titles of what record fields point to, `masked` the fields whose values are
 * covered.
 */
export interface Row {
  id: number;
  version: number;
  area: string;
  area_name: string;
  state: string;
  state_title: string;
  due: string | null;
  overdue: boolean;
  updated_at: string;
  updated_by: string;
  masked: string[];
  labels: Record<string, string>;
  values: Record<string, Value>;
}

/** How many; `capped`: at least so many. */
export interface Counted {
  number: number;
  capped: boolean;
}

/**
 * Rows asked for; `whole`, whatever their state; those of each state; those past their day, null where
 * none is kept.
 */
export interface Counts {
  total: Counted;
  whole: Counted;
  states: Record<string, Counted>;
  overdue: Counted | null;
}

/** Rows with the cursors of the pages beside them; `counts` is null where the page was not counted. */
export interface Page {
  rows: Row[];
  next: string | null;
  previous: string | null;
  counts: Counts | null;
  sums: Record<string, string>;
}

/** What was done; `rows` are the rows written. */
export interface Saved {
  rows: Row[];
  added: number;
  changed: number;
  unchanged: number;
}

/** What a batch did or would do. */
export interface Verdict {
  rows: Row[];
  added: number;
  changed: number;
  unchanged: number;
  asked: number;
  refused: number;
  problems: RowProblem[];
}

/**
 * A refused cell; `row` counts the edits of the request from 1, `field` is empty where the whole row
 * is refused.
 */
export interface Problem {
  sheet: string;
  row: number;
  field: string;
  value: string;
  rule: string;
  message: string;
  hint: string;
}

/** A refused cell of a batch, with the row's `id`, null for a new one, and what it is called. */
export interface RowProblem {
  sheet: string;
  row: number;
  field: string;
  value: string;
  rule: string;
  message: string;
  hint: string;
  id: number | null;
  title: string;
}

/** The answer 422: edits that break rules; nothing was written. */
export interface Refused {
  message: string;
  hint: string;
  problems: Problem[];
}

/** The answer 409: rows that somebody changed meanwhile, as they stand now. */
export interface Conflict {
  message: string;
  hint: string;
  theirs: Row[];
}
