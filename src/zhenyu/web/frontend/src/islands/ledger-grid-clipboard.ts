/** Copy a rectangle out, paste a block in: the two movements by which clerks live between Excel and here. */

import type { RowComponent } from "tabulator-tables";
import { isNumeric, worded } from "./ledger-grid-cells";
import { fieldOf } from "./ledger-grid-columns";
import type { Cursor } from "./ledger-grid-cursor";
import type { Column, Edit, GridConfig, Row, Value } from "./ledger-grid-types";

/** What a pasted block would change, and what of it has no place to go. */
export interface Pasted {
  edits: Edit[];
  cells: number;
  left: string[];
}

export function copied(cursor: Cursor, config: GridConfig): string {
  const { rows, columns } = cursor.rectangle();
  return rows.map((row) => columns.map((column) => textOf(row.getData() as Row, column.getField(), config)).join("\t")).join("\n");
}

function textOf(row: Row, field: string, config: GridConfig): string {
  const column = config.columns.find(({ name }) => name === fieldOf(field));
  if (column) return worded(column, row.values[column.name], config.areas).replace(/[\t\n]/g, " ");
  if (field === "state") return row.state_title;
  return String(row[field as keyof Row] ?? "");
}

/** The cells of a block copied from Excel; a quoted cell may hold line breaks and tabs. */
export function block(text: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  let cell = "";
  let quoted = false;
  const endCell = (): void => { line.push(cell); cell = ""; };
  const endLine = (): void => { endCell(); lines.push(line); line = []; };
  for (let place = 0; place < text.length; place += 1) {
    const sign = text.charAt(place);
    if (quoted) {
      if (sign === '"' && text.charAt(place + 1) === '"') { cell += '"'; place += 1; }
      else if (sign === '"') quoted = false;
      else cell += sign;
    } else if (sign === '"' && cell === "") quoted = true;
    else if (sign === "\t") endCell();
    else if (sign === "\n") endLine();
    else if (sign !== "\r") cell += sign;
  }
  if (cell || line.length) endLine();
  return lines;
}

/** Lay a block over the grid from the active cell. */
export function pasted(text: string, cursor: Cursor, config: GridConfig): Pasted {
  const { rows, columns } = cursor.fromActive();
  const lines = block(text);
  const left: string[] = [];
  if (lines.length > rows.length) left.push(`下面只有 ${rows.length} 行，多出的 ${lines.length - rows.length} 行没有位置（新增请用导入）`);
  const targets = columns.map((column) => config.columns.find(({ name }) => name === fieldOf(column.getField())) ?? null);
  const skipped = new Set<string>();
  let cells = 0;
  const edits = lines.slice(0, rows.length).flatMap((line, index) => {
    const row = (rows[index] as RowComponent).getData() as Row;
    const values: Record<string, Value> = {};
    line.forEach((cell, offset) => {
      const column = targets[offset];
      if (!column?.editable || row.masked.includes(column.name)) {
        if (cell.trim()) skipped.add(columns[offset]?.getDefinition().title ?? "表格右边以外");
        return;
      }
      values[column.name] = valueOf(column, cell, config.areas);
      cells += 1;
    });
    return Object.keys(values).length ? [{ id: row.id, version: row.version, area: null, values }] : [];
  });
  if (skipped.size) left.push(`“${[...skipped].join("”“")}”不能在表格里改，已跳过`);
  return { edits, cells, left };
}

/** Titles become codes where the field has choices; everything else goes as text and the server types it. */
function valueOf(column: Column, cell: string, areas: Record<string, string>): Value {
  const text = cell.trim();
  if (!text) return null;
  const code = (title: string): string => Object.entries(column.type === "area" ? areas : column.choices).find(([, name]) => name === title)?.[0] ?? title;
  if (column.type === "choice" || column.type === "area") return code(text);
  if (column.type === "choices") return text.split(/[、，,;；]/).map((part) => code(part.trim()));
  if (column.type === "boolean") return /^(是|有|对|√|✓|true|1|y)$/i.test(text) ? true : /^(否|无|不|×|false|0|n)$/i.test(text) ? false : text;
  return isNumeric(column.type) ? text.replace(/[,，\s]/g, "") : text;
}
