/** Rows and cells of the table, null where there is none: Tabulator then answers false, which its types do not say. */

import type { CellComponent, ColumnComponent, RowComponent, Tabulator } from "tabulator-tables";

export function rowById(table: Tabulator, id: number): RowComponent | null {
  const row: unknown = table.getRow(id);
  return row ? (row as RowComponent) : null;
}

export function cellOf(row: RowComponent, column: ColumnComponent | string): CellComponent | null {
  const cell: unknown = row.getCell(column);
  return cell ? (cell as CellComponent) : null;
}
