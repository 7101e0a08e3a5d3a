/** What the server tells the grid: the shapes of ledgers/views/rows.py. */

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

export interface Transition {
  name: string;
  title: string;
  from: string[];
  requires: string[];
}

export interface StateTab {
  state: string;
  title: string;
  tone: string;
}

export interface GridConfig {
  code: string;
  title: string;
  level: string;
  mayWrite: boolean;
  columns: Column[];
  states: StateTab[];
  transitions: Transition[];
  areas: Record<string, string>;
  /** The code of the page's area where rows belong to it directly; new rows of a pasted block then need no place. */
  place: string | null;
  view: GridView | null;
  urls: { rows: string; batch: string; transition: string; delete: string; record: string };
  first: Page;
}

/** The columns a saved view shows, in its order; none: as the ledger shows them itself. */
export interface GridView {
  id: number;
  columns: { name: string; width: number | null }[];
}

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
  /** What record fields point to, by title. */
  labels: Record<string, string>;
  values: Record<string, Value>;
}

/** Decimals come as text so that no digit is lost on the way. */
export type Value = string | number | boolean | string[] | null;

/** `capped`: at least so many. */
export interface Counted {
  number: number;
  capped: boolean;
}

/** Rows asked for; `whole`, whatever their state; those of each state; those past their day, null where none is kept. */
export interface Counts {
  total: Counted;
  whole: Counted;
  states: Record<string, Counted>;
  overdue: Counted | null;
}

export interface Page {
  rows: Row[];
  next: string | null;
  previous: string | null;
  /** null where the page was not counted. */
  counts: Counts | null;
  sums: Record<string, string>;
}

export interface Edit {
  id: number | null;
  version: number | null;
  area: string | null;
  values: Record<string, Value>;
}

/** The same change for many rows: values, or a step of the life cycle with the values it requires. */
export interface Change {
  values: Record<string, Value>;
  step?: string;
  why: string;
}

/** One refused cell; `row` counts the edits of the request from 1. */
export interface Problem {
  row: number;
  /** The row's id, where the refusal is of a batch. */
  id?: number | null;
  /** What that row is called. */
  title?: string;
  field: string;
  value: string;
  message: string;
  hint: string;
}

/** What a batch did or would do; `rows` are the rows written. */
export interface Verdict extends Saved {
  asked: number;
  refused: number;
  problems: Problem[];
}

export interface Saved {
  rows: Row[];
  added: number;
  changed: number;
  unchanged: number;
}

/** What the grid asks for; also what stands in the page's address. */
export interface Question {
  state: string;
  overdue: boolean;
  sort: string;
  filters: Record<string, string>;
  /** What any searched column holds. */
  words: string;
}
