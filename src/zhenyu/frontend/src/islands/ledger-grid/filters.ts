/** The boxes under the headers in which people write what a column shall hold. */

import type { ColumnDefinition } from "tabulator-tables";
import { isNumeric } from "./cells";
import type { FieldType, GridConfig } from "./shapes";

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

export interface FilterNeeds {
  config: GridConfig;
  filters: Record<string, string>;
  onFilter: (field: string, text: string) => void;
}

/** The filter box under a header, of a field or of the place of rows. It asks the server, 300 ms after the last key. */
export function filtered(
  field: string,
  needs: FilterNeeds,
): Pick<ColumnDefinition, "headerFilter" | "headerFilterFunc" | "headerFilterPlaceholder"> {
  const column = needs.config.columns.find(({ name }) => name === field);
  const choices =
    column?.type === "boolean"
      ? { true: "是", false: "否" }
      : column?.type.startsWith("choice")
        ? column.choices
        : null;
  const hint = column
    ? (FILTER_HINTS[column.type] ?? (isNumeric(column.type) ? "如 >100" : ""))
    : "名称或代码";
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
  needs: FilterNeeds,
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

function textBox(field: string, hint: string, needs: FilterNeeds, help: string): HTMLInputElement {
  const input = document.createElement("input");
  input.type = "search";
  input.placeholder = hint;
  input.title = help;
  input.value = needs.filters[field] ?? "";
  input.setAttribute("aria-label", `按${field}筛选`);
  let pending = 0;
  const ask = (): void => needs.onFilter(field, input.value.trim());
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
