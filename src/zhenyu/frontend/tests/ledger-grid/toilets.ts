/** A small ledger of toilets as the server would describe it, and its rows in a grid. */

import "../dom";
import type { ColumnDefinition, Tabulator } from "tabulator-tables";
import { columnDefinitions } from "../../src/islands/ledger-grid/columns";
import { Cursor } from "../../src/islands/ledger-grid/cursor";
import type { Column, FieldType, GridConfig, Page, Row, Value } from "../../src/islands/ledger-grid/shapes";
import { makeTable } from "../../src/islands/ledger-grid/table";

function column(name: string, title: string, type: FieldType, more: Partial<Column> = {}): Column {
  const plain = { unit: "", key: false, required: false, editable: true, sums: false, hidden: false };
  return { name, title, type, ...plain, choices: {}, help: "", ...more };
}

export const COLUMNS = [
  column("head", "户主", "person_name", { key: true }),
  column("kind", "类型", "choice", { choices: { flush: "水冲式", dry: "旱厕" } }),
  column("uses", "用途", "choices", { choices: { home: "自用", shop: "经营", guest: "民宿" } }),
  column("cost", "造价", "money", { unit: "元", sums: true }),
  column("done", "已完工", "boolean"),
  column("card", "身份证号", "id_number"),
  column("photo", "照片", "attachment", { editable: false }),
  column("remarks", "备注", "long_text"),
];

export function row(id: number, values: Record<string, Value> = {}, more: Partial<Row> = {}): Row {
  const blank = Object.fromEntries(COLUMNS.map(({ name }): [string, Value] => [name, null]));
  return {
    id,
    version: 1,
    area: "990101100201",
    area_name: "东湾村",
    state: "built",
    state_title: "已建",
    due: null,
    overdue: false,
    updated_at: "2026-10-31 09:00",
    updated_by: "甲",
    masked: [],
    labels: {},
    values: { ...blank, head: `户主${id}`, ...values },
    ...more,
  };
}

export function rows(count: number, first = 1): Row[] {
  return Array.from({ length: count }, (_, index) => row(first + index));
}

export function page(shown: Row[], more: Partial<Page> = {}): Page {
  return { rows: shown, next: null, previous: null, counts: null, sums: {}, ...more };
}

export function configOf(shown: Row[], more: Partial<GridConfig> = {}): GridConfig {
  return {
    code: "toilets",
    title: "农村改厕",
    level: "村",
    mayWrite: true,
    columns: COLUMNS,
    states: [{ state: "built", title: "已建", tone: "end" }],
    transitions: [],
    areas: {},
    place: null,
    view: null,
    urls: {
      rows: "rows",
      batch: "batch",
      transition: "transition",
      delete: "delete",
      record: "/ledgers/toilets/0/",
    },
    first: page(shown),
    ...more,
  };
}

export interface Grid {
  table: Tabulator;
  config: GridConfig;
  cursor: Cursor;
  /** How often the cursor asked for further rows. */
  wanted: () => number;
}

/** The rows in the table people see, with its cursor on the first cell. */
export async function gridOf(
  shown: Row[],
  more: Partial<GridConfig> = {},
  hidden: string[] = [],
): Promise<Grid> {
  const config = configOf(shown, more);
  const needs = { config, filters: {}, hidden: new Set(hidden), sums: () => ({}), after: () => undefined };
  const table = await tableOf(columnDefinitions({ ...needs, onFilter: () => undefined }), shown);
  let wanted = 0;
  const cursor = new Cursor(table, () => {
    wanted += 1;
  });
  return { table, config, cursor, wanted: () => wanted };
}

/** The table alone, in an empty page. */
export async function tableOf(columns: ColumnDefinition[], shown: Row[]): Promise<Tabulator> {
  const holder = document.createElement("div");
  document.body.replaceChildren(holder);
  const table = makeTable(holder, columns, shown, "");
  await new Promise<void>((built) => {
    table.on("tableBuilt", built);
  });
  return table;
}
