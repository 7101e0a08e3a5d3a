/** What the grid sends: the question a page answers, and what people changed. What comes back stands in shapes.ts. */

import type { Value } from "./shapes";

/** What the grid asks for; also what stands in the page's address. */
export interface Question {
  state: string;
  overdue: boolean;
  sort: string;
  filters: Record<string, string>;
  /** What any searched column holds. */
  words: string;
}

/** Values for a row, based on the version that was seen; a new row has neither id nor version but an area. */
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
