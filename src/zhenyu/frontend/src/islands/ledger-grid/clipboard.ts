/** Copy a rectangle out, paste a block in: the two movements by which clerks live between Excel and here. */

import { isNumeric, worded } from "./cells";
import { fieldOf } from "./columns";
import type { Cursor } from "./cursor";
import type { Edit } from "./requests";
import type { Column, GridConfig, Row, Value } from "./shapes";

/** What a pasted block would change, with the line of the block each edit comes from, and what of it has no place to go. */
export interface Pasted {
  edits: Edit[];
  lines: number[];
  left: string[];
}

/** Rows one paste may bring; the server takes no more at once. */
const MOST_LINES = 2000;

export function copied(cursor: Cursor, config: GridConfig): string {
  const { rows, columns } = cursor.rectangle();
  return rows
    .map((row) => columns.map((column) => textOf(row.getData() as Row, column.getField(), config)).join("\t"))
    .join("\n");
}

function textOf(row: Row, field: string, config: GridConfig): string {
  const column = config.columns.find(({ name }) => name === fieldOf(field));
  if (column)
    return (row.labels[column.name] ?? worded(column, row.values[column.name], config.areas)).replace(
      /[\t\n]/g,
      " ",
    );
  if (field === "state") return row.state_title;
  const value = row[field as keyof Row];
  return typeof value === "string" ? value : "";
}

/** The cells of a block copied from Excel, which quotes a cell that holds a line break or a tab. */
export function block(text: string): string[][] {
  const signs = text.replace(/\r/g, "");
  const lines: string[][] = [];
  let line: string[] = [];
  let place = 0;
  while (place < signs.length || line.length) {
    const { cell, end } = quotedAt(signs, place) ?? plainAt(signs, place);
    line.push(cell);
    place = end + 1;
    if (signs.charAt(end) === "\t") continue;
    lines.push(line);
    line = [];
  }
  return lines;
}

interface Cell {
  cell: string;
  end: number;
}

const QUOTED = /"([^"]*(?:""[^"]*)*)"(?=[\t\n]|$)/y;

/** A cell whose quotation marks are Excel's; those of a cell that needs none, or that nothing closes, are the writer's. */
function quotedAt(text: string, place: number): Cell | null {
  QUOTED.lastIndex = place;
  const inner = QUOTED.exec(text)?.[1] ?? "";
  return /[\t\n]|""/.test(inner) ? { cell: inner.replace(/""/g, '"'), end: QUOTED.lastIndex } : null;
}

function plainAt(text: string, place: number): Cell {
  const length = text.slice(place).search(/[\t\n]/);
  const end = length < 0 ? text.length : place + length;
  return { cell: text.slice(place, end), end };
}

/** The lines of what was copied: merged cells of Excel filled in, blank lines at the end left out. */
export function linesOf(clipboard: DataTransfer | null): { lines: string[][]; merged: boolean } {
  const spread = unmerged(clipboard?.getData("text/html") ?? "");
  const lines = spread ?? block(clipboard?.getData("text/plain") ?? "");
  while (lines.length && lines[lines.length - 1]?.every((cell) => !cell.trim())) lines.pop();
  return { lines, merged: spread !== null };
}

/** The cells of a copied table whose merged cells stand in every place they cover; null where none is merged. */
function unmerged(html: string): string[][] | null {
  if (!/(?:row|col)span/i.test(html)) return null;
  const table = new DOMParser().parseFromString(html, "text/html").querySelector("table");
  if (!table) return null;
  const lines: (string | undefined)[][] = [...table.rows].map(() => []); // a short line leaves gaps
  [...table.rows].forEach((row, top) => {
    let left = 0;
    for (const cell of row.cells) {
      while (lines[top]?.[left] !== undefined) left += 1;
      const text = textIn(cell);
      for (let down = 0; down < cell.rowSpan; down += 1) {
        for (let right = 0; right < cell.colSpan; right += 1) {
          const line = lines[top + down];
          if (line) line[left + right] = text;
        }
      }
      left += cell.colSpan;
    }
  });
  return lines.map((line) => Array.from(line, (cell) => cell ?? ""));
}

const LINE_END = "\u2028";

/** The words of a cell as Excel shows them: only `<br>` ends a line, the source is wrapped wherever it got long. */
function textIn(cell: HTMLTableCellElement): string {
  for (const end of cell.querySelectorAll("br")) end.replaceWith(LINE_END);
  const lines = cell.textContent.replace(/[ \t\r\n]+/g, " ").split(LINE_END);
  return lines
    .map((line) => line.trim())
    .join("\n")
    .trim();
}

/** Lay a block over the grid from the active cell; what reaches below the last row becomes new rows. */
export function pasted(lines: string[][], cursor: Cursor, config: GridConfig): Pasted {
  const { rows, columns } = cursor.fromActive();
  const left: string[] = [];
  if (lines.length > MOST_LINES)
    left.push(
      `一次最多粘贴 ${MOST_LINES} 行，后面 ${lines.length - MOST_LINES} 行没有粘贴（更多的行请用“从 Excel 导入”）`,
    );
  const targets = columns.map((column) => column.getField());
  const skipped = new Set<string>();
  const homeless: number[] = [];
  const placed = lines.slice(0, MOST_LINES).flatMap((line, index) => {
    if (line.every((cell) => !cell.trim())) return [];
    const row = rows[index]?.getData() as Row | undefined;
    const edit = row ? changed(line, row, targets, config, skipped) : fresh(line, targets, config, skipped);
    if (!edit) homeless.push(index + 1);
    return edit && Object.keys(edit.values).length ? [{ edit, line: index + 1 }] : [];
  });
  if (homeless.length)
    left.push(
      `下面没有行了，多出的 ${homeless.length} 行要新增，但没有写明${config.level}：请从“${config.level}”一列开始粘贴，或先在左上角选定一个${config.level}`,
    );
  if (skipped.size) left.push(`“${[...skipped].join("”“")}”不能在表格里改，已跳过`);
  return { edits: placed.map(({ edit }) => edit), lines: placed.map(({ line }) => line), left };
}

function changed(
  line: string[],
  row: Row,
  targets: string[],
  config: GridConfig,
  skipped: Set<string>,
): Edit {
  const values: Record<string, Value> = {};
  line.forEach((cell, offset) => {
    const field = targets[offset] ?? "";
    const column = config.columns.find(({ name }) => name === fieldOf(field));
    if (column?.editable && !row.masked.includes(column.name))
      values[column.name] = valueOf(column, cell, config.areas);
    else if (cell.trim() && cell.trim() !== textOf(row, field, config))
      skipped.add(column?.title ?? WORDS[field] ?? "表格右边以外");
  });
  return { id: row.id, version: row.version, area: null, values };
}

/** A line below the last row as a new row; null where nothing says which place it belongs to. */
function fresh(line: string[], targets: string[], config: GridConfig, skipped: Set<string>): Edit | null {
  const area = line[targets.indexOf("area_name")]?.trim() || config.place;
  if (!area) return null;
  const values: Record<string, Value> = {};
  line.forEach((cell, offset) => {
    const column = config.columns.find(({ name }) => name === fieldOf(targets[offset] ?? ""));
    if (column?.editable) values[column.name] = valueOf(column, cell, config.areas);
    else if (cell.trim() && targets[offset] !== "area_name")
      skipped.add(column?.title ?? WORDS[targets[offset] ?? ""] ?? "表格右边以外");
  });
  return { id: null, version: null, area, values };
}

const WORDS: Record<string, string> = {
  area_name: "所在区划",
  state: "状态",
  due: "时限",
  updated_at: "最后修改",
  updated_by: "修改人",
};

/** Titles become codes where the field has choices; everything else goes as text and the server types it. */
function valueOf(column: Column, cell: string, areas: Record<string, string>): Value {
  const text = cell.trim();
  if (!text) return null;
  const code = (title: string): string =>
    Object.entries(column.type === "area" ? areas : column.choices).find(([, name]) => name === title)?.[0] ??
    title;
  if (column.type === "choice" || column.type === "area") return code(text);
  if (column.type === "choices") return text.split(/[、，,;；]/).map((part) => code(part.trim()));
  if (column.type === "boolean")
    return /^(是|有|对|√|✓|true|1|y)$/i.test(text)
      ? true
      : /^(否|无|不|×|false|0|n)$/i.test(text)
        ? false
        : text;
  return isNumeric(column.type) ? text.replace(/[,，\s]/g, "") : text;
}
