/** A typed editor for each field type, built on the browser's own inputs so that keyboard and input method behave. */

import type { CellComponent } from "tabulator-tables";
import { isNumeric } from "./cells";
import type { Column, Value } from "./shapes";

export type Input = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
type Editor = (
  cell: CellComponent,
  onRendered: (run: () => void) => void,
  success: (value: Value) => void,
  cancel: (value: Value) => void,
) => HTMLElement;

/** What follows an edit that ended by a key: the cursor moves on as in a spreadsheet. */
export type AfterEdit = (move: "down" | "right" | "left" | "stay") => void;

/** The character that opened the editor, when the user simply began to type. */
export const typed = { seed: "" };

export function editorFor(column: Column, areas: Record<string, string>, after: AfterEdit): Editor {
  return (cell, onRendered, success, cancel) => {
    const before = (cell.getValue() as Value | undefined) ?? null;
    const input = inputFor(column, areas);
    input.classList.add("lg-editor");
    input.setAttribute("aria-label", column.title);
    show(input, before);
    const seed = typed.seed;
    typed.seed = "";
    onRendered(() => {
      input.focus({ preventScroll: true });
      if (input instanceof HTMLSelectElement) return;
      if (seed && !isPicker(input)) input.value = seed;
      else if (input instanceof HTMLInputElement && !isPicker(input)) input.select();
    });
    let ended = false;
    const end = (keep: boolean): void => {
      if (ended) return;
      ended = true;
      const value = read(input, column);
      if (keep && !same(value, before)) success(value);
      else cancel(before);
    };
    input.addEventListener("blur", () => end(true));
    input.addEventListener("keydown", (event) => {
      const press = event as KeyboardEvent;
      if (press.isComposing) return;
      press.stopPropagation();
      const move = ending(press, input);
      if (!move) return;
      press.preventDefault();
      end(press.key !== "Escape");
      after(move);
    });
    return input;
  };
}

function ending(press: KeyboardEvent, input: Input): "down" | "right" | "left" | "stay" | null {
  if (press.key === "Escape") return "stay";
  if (press.key === "Tab") return press.shiftKey ? "left" : "right";
  if (press.key === "Enter" && !(input instanceof HTMLTextAreaElement && (press.shiftKey || press.altKey)))
    return "down";
  return null;
}

function isPicker(input: Input): boolean {
  return input.type === "date" || input.type === "month";
}

export function inputFor(column: Column, areas: Record<string, string>): Input {
  switch (column.type) {
    case "choice":
      return selectFrom(column.choices, false);
    case "choices":
      return selectFrom(column.choices, true);
    case "boolean":
      return selectFrom({ true: "是", false: "否" }, false);
    case "area":
      return selectFrom(areas, false);
    case "long_text":
      return document.createElement("textarea");
    default:
      return lineFor(column);
  }
}

function lineFor(column: Column): HTMLInputElement {
  const input = document.createElement("input");
  input.type = column.type === "date" ? "date" : column.type === "month" ? "month" : "text";
  if (isNumeric(column.type)) input.inputMode = "decimal";
  if (column.type === "phone") input.inputMode = "tel";
  input.autocomplete = "off";
  return input;
}

function selectFrom(choices: Record<string, string>, several: boolean): HTMLSelectElement {
  const select = document.createElement("select");
  select.multiple = several;
  if (several) select.size = Math.min(8, Object.keys(choices).length);
  else select.append(new Option("（空）", ""));
  for (const [code, title] of Object.entries(choices)) select.append(new Option(title, code));
  return select;
}

function show(input: Input, value: Value): void {
  if (input instanceof HTMLSelectElement && input.multiple) {
    const chosen = Array.isArray(value) ? value : [];
    for (const option of input.options) option.selected = chosen.includes(option.value);
    return;
  }
  input.value = value === null ? "" : String(value);
}

export function read(input: Input, column: Column): Value {
  if (input instanceof HTMLSelectElement && input.multiple)
    return [...input.selectedOptions].map(({ value }) => value);
  const text = input.value.trim();
  if (text === "") return null;
  if (column.type === "boolean") return text === "true";
  return isNumeric(column.type) ? text.replace(/[,，\s\u2009]/g, "") : text;
}

function same(one: Value, other: Value): boolean {
  return (
    JSON.stringify(one ?? null) === JSON.stringify(other ?? null) || String(one ?? "") === String(other ?? "")
  );
}
