/** How a value looks in a cell. Blank, zero and “not applicable” never look alike. */

import type { Column, FieldType, Row, StateTab, Value } from "./shapes";

const NUMERIC: ReadonlySet<FieldType> = new Set(["integer", "decimal", "money", "percent", "mu", "length"]);
const CODES: ReadonlySet<FieldType> = new Set([
  "id_number",
  "uscc",
  "phone",
  "bank_account",
  "date",
  "month",
]);
const THIN_SPACE = "\u2009";

export function isNumeric(type: FieldType): boolean {
  return NUMERIC.has(type);
}

/** Digits in columns of one width, so that they can be compared by eye. */
export function isTabular(type: FieldType): boolean {
  return NUMERIC.has(type) || CODES.has(type);
}

/** `1234567.80` → `1 234 567.80` with thin spaces; anything that is not a plain number stays as it is. */
export function grouped(text: string): string {
  const parts = /^(-?\d+)(\.\d+)?$/.exec(text);
  if (!parts?.[1]) return text;
  return parts[1].replace(/\B(?=(\d{3})+$)/g, THIN_SPACE) + (parts[2] ?? "");
}

/** The value in words, as a person would write it into the cell. */
export function worded(column: Column, value: Value | undefined, areas: Record<string, string>): string {
  if (value === null || value === undefined || value === "") return "";
  if (Array.isArray(value)) return value.map((code) => column.choices[code] ?? code).join("、");
  if (typeof value === "boolean") return value ? "是" : "否";
  const text = String(value);
  if (column.type === "choice") return column.choices[text] ?? text;
  if (column.type === "area") return areas[text] ?? text;
  return text;
}

export function cellElement(column: Column, row: Row, areas: Record<string, string>): HTMLElement {
  const span = document.createElement("span");
  const text = row.labels[column.name] ?? worded(column, row.values[column.name], areas);
  const together = column.type === "integer" && text.length <= 4; // GB/T 15835: four digits need no gap; a year is such a number
  span.textContent = isNumeric(column.type) && !together ? grouped(text) : text;
  if (row.masked.includes(column.name) && text) {
    span.className = "lg-masked";
    span.title = "敏感信息已遮盖，打开这条记录后填写理由可以查看";
  }
  return span;
}

export function stateElement(row: Row, states: StateTab[]): HTMLElement {
  const badge = document.createElement("span");
  const tone = states.find(({ state }) => state === row.state)?.tone ?? "plain";
  badge.className = `lg-state lg-state--${tone}`;
  badge.textContent = row.state_title;
  return badge;
}

export function dueElement(row: Row): HTMLElement {
  const span = document.createElement("span");
  span.textContent = row.due ?? "";
  if (row.overdue) {
    span.className = "lg-overdue";
    span.textContent = `${row.due ?? ""} 逾期`;
  }
  return span;
}
