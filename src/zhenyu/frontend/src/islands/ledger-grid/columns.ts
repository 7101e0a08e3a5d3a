/** The grid's columns from the ledger's fields: place first and frozen, then keys, fields, state and term. */

import type { CellComponent, ColumnDefinition } from "tabulator-tables";
import { cellElement, dueElement, grouped, isNumeric, isTabular, stateElement, worded } from "./cells";
import { editorFor, type AfterEdit } from "./editors";
import { filtered, type FilterNeeds } from "./filters";
import type { Column, GridConfig, Row } from "./shapes";

const LETTER = 13.2;
const PADDING = 22;
const NARROWEST = 76;
const WIDEST = 260;
const NARROW_SCREEN = 640;

export interface ColumnNeeds extends FilterNeeds {
  hidden: ReadonlySet<string>;
  sums: () => Record<string, string>;
  after: AfterEdit;
}

export const FIELD_PREFIX = "values.";

export function fieldOf(name: string): string {
  return name.startsWith(FIELD_PREFIX) ? name.slice(FIELD_PREFIX.length) : name;
}

export function columnDefinitions(needs: ColumnNeeds): ColumnDefinition[] {
  const { config } = needs;
  const narrow = isNarrow();
  const keys = config.columns.filter(({ key }) => key);
  const others = config.columns.filter(({ key }) => !key);
  const shown = (config.view?.columns ?? []).map(({ name }) => name);
  const placed = (name: string): number => (shown.includes(name) ? shown.indexOf(name) : shown.length);
  others.sort((one, other) => placed(one.name) - placed(other.name));
  return [
    ...(config.mayWrite ? [tickColumn()] : []),
    openColumn(config),
    { ...placeColumn(needs), frozen: true, width: narrow ? 84 : placeWidth(config) },
    ...keys.map((column) => ({ ...fieldColumn(column, needs), frozen: !narrow })),
    ...(config.states.length ? [stateColumn(needs)] : []),
    ...others.map((column) => fieldColumn(column, needs)),
    ...systemColumns(needs),
  ];
}

export function isNarrow(): boolean {
  return window.innerWidth < NARROW_SCREEN;
}

function rowOf(cell: CellComponent): Row {
  return cell.getData() as Row;
}

/** A formatter of ledger rows; in the row of sums, which is none, it draws nothing. */
function forRows(draw: (row: Row) => HTMLElement): (cell: CellComponent) => HTMLElement | string {
  return (cell) => (rowOf(cell).version ? draw(rowOf(cell)) : "");
}

function tickColumn(): ColumnDefinition {
  return {
    title: "",
    field: "_tick",
    formatter: "rowSelection",
    titleFormatter: "rowSelection",
    width: 38,
    hozAlign: "center",
    headerHozAlign: "center",
    frozen: true,
    resizable: false,
    cssClass: "lg-tick",
    titleFormatterParams: { rowRange: "active" },
    cellClick: (event) => event.stopPropagation(),
  };
}

function openColumn(config: GridConfig): ColumnDefinition {
  return {
    title: "",
    field: "_open",
    width: 40,
    hozAlign: "center",
    frozen: true,
    resizable: false,
    cssClass: "lg-open",
    formatter: forRows((row) => {
      const link = document.createElement("a");
      link.href = config.urls.record.replace("/0/", `/${row.id}/`);
      link.textContent = "›";
      link.title = "打开这条记录";
      link.setAttribute("aria-label", "打开这条记录");
      return link;
    }),
  };
}

function placeColumn(needs: ColumnNeeds): ColumnDefinition {
  return {
    title: needs.config.level,
    field: "area_name",
    ...filtered("area", needs),
    tooltip: (_event, cell) => rowOf(cell).area,
  };
}

function stateColumn(needs: ColumnNeeds): ColumnDefinition {
  return {
    title: "状态",
    field: "state",
    width: 96,
    formatter: forRows((row) => stateElement(row, needs.config.states)),
  };
}

function fieldColumn(column: Column, needs: ColumnNeeds): ColumnDefinition {
  const { config } = needs;
  const definition: ColumnDefinition = {
    title: column.unit ? `${column.title}（${column.unit}）` : column.title,
    field: FIELD_PREFIX + column.name,
    minWidth: 60,
    width: config.view?.columns.find(({ name }) => name === column.name)?.width ?? widthOf(column, config),
    visible: !needs.hidden.has(column.name),
    hozAlign: isNumeric(column.type) ? "right" : "left",
    headerHozAlign: isNumeric(column.type) ? "right" : "left",
    cssClass: isTabular(column.type) ? "lg-tabular" : "",
    headerTooltip: column.help || column.title,
    formatter: forRows((row) => cellElement(column, row, config.areas)),
    tooltip: (_event, cell) => cell.getElement().dataset["verdict"] ?? "",
    ...filtered(column.name, needs),
  };
  if (column.sums) {
    definition.bottomCalc = () => needs.sums()[column.name] ?? "";
    definition.bottomCalcFormatter = (cell) => sumElement(cell);
  }
  if (config.mayWrite && column.editable) {
    definition.editor = editorFor(column, config.areas, needs.after) as NonNullable<
      ColumnDefinition["editor"]
    >;
    definition.editable = (cell) => rowOf(cell).version > 0 && !rowOf(cell).masked.includes(column.name);
  }
  return definition;
}

function placeWidth(config: GridConfig): number {
  const widths = config.first.rows.map((row) => textWidth(row.area_name));
  return Math.round(Math.min(170, Math.max(110, ...widths) + PADDING));
}

/** Wide enough for the title and for nine in ten of the first rows. */
function widthOf(column: Column, config: GridConfig): number {
  const texts = config.first.rows.map((row) => worded(column, row.values[column.name], config.areas));
  const widths = texts.map(textWidth).sort((one, other) => one - other);
  const title = textWidth(column.title + (column.unit ? `（${column.unit}）` : "")) + PADDING + 8;
  const usual = (widths[Math.floor(widths.length * 0.9)] ?? 0) + PADDING;
  return Math.round(Math.min(WIDEST, Math.max(NARROWEST, title, usual)));
}

function textWidth(text: string): number {
  return [...text].reduce((width, sign) => width + (sign.charCodeAt(0) < 256 ? LETTER * 0.58 : LETTER), 0);
}

function sumElement(cell: CellComponent): HTMLElement {
  const span = document.createElement("span");
  span.textContent = grouped(String(cell.getValue() ?? ""));
  return span;
}

function systemColumns(needs: ColumnNeeds): ColumnDefinition[] {
  const plain = { headerFilter: undefined, cssClass: "lg-tabular lg-system" };
  return [
    {
      title: "时限",
      field: "due",
      width: 130,
      formatter: forRows(dueElement),
      ...plain,
      visible: !needs.hidden.has("due"),
    },
    {
      title: "最后修改",
      field: "updated_at",
      width: 140,
      ...plain,
      visible: !needs.hidden.has("updated_at"),
    },
    { title: "修改人", field: "updated_by", width: 90, ...plain, visible: !needs.hidden.has("updated_by") },
  ];
}
