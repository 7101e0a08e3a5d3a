/** The grid's columns from the ledger's fields: place first and frozen, then keys, fields, state and term. */

import type { CellComponent, ColumnDefinition } from "tabulator-tables";
import { cellElement, dueElement, grouped, isNumeric, isTabular, stateElement, worded } from "./cells";
import { editorFor, type AfterEdit } from "./editors";
import type { Column, FieldType, GridConfig, Row } from "./types";

const LETTER = 13.2;
const PADDING = 22;
const NARROWEST = 76;
const WIDEST = 260;
const FILTER_HINTS: Partial<Record<FieldType, string>> = {
  date: "如 本月",
  month: "如 2026-10",
  id_number: "完整号码",
  bank_account: "完整号码",
  user: "如 我",
};
const FILTER_HELP: Partial<Record<FieldType, string>> = {
  date: "可写 2026-10-31、2026-10、2026-Q3、本月、上季度、今年、近30天、早于2026-10、2026-01..2026-06、空、非空",
  month: "可写 2026-10、2026-Q3、本月、今年、2026-01..2026-06、空、非空",
  choice: "一个或几个选项，如 甲、乙；不要的写 !甲",
  choices: "任一：甲、乙；同时有：甲+乙；都没有：!甲、乙",
  user: "姓名的一部分，或写 我",
  area: "名称、代码或拼音首字母，含其下各地；除外写 !名称",
  id_number: "要写完整号码",
  bank_account: "要写完整号码",
};
const NUMBER_HELP = "可写 100、>100、100..200、1万以上、空、非空";
const TEXT_HELP = "写其中几个字；全部相同写 =甲，不含写 !甲，开头写 甲*；或 空、非空";
const OWN_WORDS = "…";
const NARROW_SCREEN = 640;

export interface ColumnNeeds {
  config: GridConfig;
  filters: Record<string, string>;
  hidden: ReadonlySet<string>;
  sums: () => Record<string, string>;
  after: AfterEdit;
  onFilter: (field: string, text: string) => void;
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
    cellClick: (event) => {
      event.stopPropagation();
    },
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
    ...filtered("area", needs, "名称或代码"),
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
    ...filtered(column.name, needs, FILTER_HINTS[column.type] ?? (isNumeric(column.type) ? "如 >100" : "")),
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

/** The filter box under a header. It asks the server, 300 ms after the last key. */
function filtered(
  field: string,
  needs: ColumnNeeds,
  hint: string,
): Pick<ColumnDefinition, "headerFilter" | "headerFilterFunc" | "headerFilterPlaceholder"> {
  const column = needs.config.columns.find(({ name }) => name === field);
  const choices =
    column?.type === "boolean"
      ? { true: "是", false: "否" }
      : column?.type.startsWith("choice")
        ? column.choices
        : null;
  const help = column
    ? (FILTER_HELP[column.type] ?? (isNumeric(column.type) ? NUMBER_HELP : TEXT_HELP))
    : (FILTER_HELP.area ?? "");
  return {
    headerFilter: () =>
      choices ? choiceFilter(field, choices, needs, help) : textBox(field, hint, needs, help),
    headerFilterFunc: () => true,
    headerFilterPlaceholder: hint || " ",
  };
}

/** A list of the choices; for several of them, or all but some, it becomes a box to write in. */
function choiceFilter(
  field: string,
  choices: Record<string, string>,
  needs: ColumnNeeds,
  help: string,
): HTMLElement {
  const holder = document.createElement("span");
  const write = (): HTMLInputElement => {
    const box = textBox(field, "如 甲、乙", needs, help);
    holder.replaceChildren(box);
    return box;
  };
  const select = document.createElement("select");
  select.append(new Option("", ""));
  for (const [code, title] of Object.entries(choices)) select.append(new Option(title, `=${code}`));
  select.append(new Option("（空）", "空"), new Option("（非空）", "非空"));
  if (Object.keys(choices).length > 2) select.append(new Option("几个、除外…", OWN_WORDS));
  const present = needs.filters[field] ?? "";
  select.value = present;
  select.title = help;
  select.setAttribute("aria-label", `按${field}筛选`);
  select.addEventListener("change", () => {
    if (select.value === OWN_WORDS) write().focus();
    else needs.onFilter(field, select.value);
  });
  if (present && select.value !== present) write();
  else holder.append(select);
  return holder;
}

function textBox(field: string, hint: string, needs: ColumnNeeds, help: string): HTMLInputElement {
  const input = document.createElement("input");
  input.type = "search";
  input.placeholder = hint;
  input.title = help;
  input.value = needs.filters[field] ?? "";
  input.setAttribute("aria-label", `按${field}筛选`);
  let pending = 0;
  const ask = (): void => {
    needs.onFilter(field, input.value.trim());
  };
  input.addEventListener("input", () => {
    window.clearTimeout(pending);
    pending = window.setTimeout(ask, 300);
  });
  input.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter" && !event.isComposing) {
      window.clearTimeout(pending);
      ask();
    }
  });
  return input;
}
