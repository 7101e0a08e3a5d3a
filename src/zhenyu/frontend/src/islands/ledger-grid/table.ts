/** The Tabulator table itself: only the modules the grid uses; sorting and filtering are left to the server. */

import {
  ColumnCalcsModule,
  EditModule,
  FilterModule,
  FormatModule,
  FrozenColumnsModule,
  InteractionModule,
  MoveColumnsModule,
  ResizeColumnsModule,
  ResizeTableModule,
  SelectRowModule,
  Tabulator,
  TooltipModule,
  type ColumnDefinition,
} from "tabulator-tables";
import type { Row } from "./shapes";

Tabulator.registerModule([
  ColumnCalcsModule,
  EditModule,
  FilterModule,
  FormatModule,
  FrozenColumnsModule,
  InteractionModule,
  MoveColumnsModule,
  ResizeColumnsModule,
  ResizeTableModule,
  SelectRowModule,
  TooltipModule,
]);

export function makeTable(
  holder: HTMLElement,
  columns: ColumnDefinition[],
  rows: Row[],
  sort: string,
): Tabulator {
  const table = new Tabulator(holder, {
    data: rows,
    columns,
    index: "id",
    layout: "fitDataFill",
    height: "100%",
    rowHeight: 34,
    editTriggerEvent: "dblclick",
    movableColumns: true,
    columnDefaults: { resizable: "header" },
    placeholder: "这里没有符合条件的行",
  });
  table.on("tableBuilt", () => {
    for (const header of table.element.querySelectorAll<HTMLElement>(".tabulator-col[tabulator-field]")) {
      const field =
        header.getAttribute("tabulator-field")?.replace("values.", "").replace("area_name", "area") ?? "";
      header.setAttribute(
        "aria-sort",
        field !== sort.replace("-", "") ? "none" : sort.startsWith("-") ? "descending" : "ascending",
      );
    }
  });
  return table;
}
