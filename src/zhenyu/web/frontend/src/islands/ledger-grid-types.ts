/** What the server tells the grid: the shapes of ledgers/views/rows.py. */

export type FieldType =
  | "text" | "long_text" | "integer" | "decimal" | "money" | "percent" | "mu" | "length"
  | "date" | "month" | "boolean" | "choice" | "choices" | "person_name" | "id_number" | "uscc"
  | "phone" | "bank_account" | "area" | "user" | "office" | "record" | "attachment" | "point";

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
  urls: { rows: string; transition: string; delete: string; record: string };
  first: Page;
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
  values: Record<string, Value>;
}

/** Decimals come as text so that no digit is lost on the way. */
export type Value = string | number | boolean | string[] | null;

/** `capped`: at least so many. */
export interface StateCount {
  state: string;
  title: string;
  count: number;
  capped: boolean;
}

export interface Page {
  rows: Row[];
  next: string | null;
  previous: string | null;
  /** null, and no states, where the page was not counted. */
  total: number | null;
  total_capped: boolean;
  states: StateCount[];
  overdue: number;
  overdue_capped: boolean;
  sums: Record<string, string>;
}

export interface Edit {
  id: number | null;
  version: number | null;
  area: string | null;
  values: Record<string, Value>;
}

/** One refused cell; `row` counts the edits of the request from 1. */
export interface Problem {
  row: number;
  field: string;
  value: string;
  message: string;
  hint: string;
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
