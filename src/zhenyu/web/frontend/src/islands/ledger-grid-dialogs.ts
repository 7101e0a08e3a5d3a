/** Small native dialogs: a conflict side by side, refused cells, a reason. Each resolves with the user's answer. */

import { worded } from "./ledger-grid-cells";
import type { Column, Edit, GridConfig, Problem, Row } from "./ledger-grid-types";

type Child = Node | string;

export function element(tag: string, attributes: Record<string, string> = {}, ...children: Child[]): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Show `body` with one button per answer, the first being what Enter gives; Escape gives nothing. */
function ask(title: string, body: HTMLElement, answers: [value: string, label: string, kind: string][]): Promise<string> {
  const dialog = element("dialog", { class: "lg-dialog", "aria-label": title }) as HTMLDialogElement;
  const form = element("form", { method: "dialog" }, element("h2", { class: "lg-dialog__title" }, title), body);
  const buttons = element("div", { class: "lg-dialog__buttons" });
  for (const [value, label, kind] of answers) {
    const button = element("button", { class: `btn ${kind}`, value }, label) as HTMLButtonElement;
    button.formNoValidate = !value;
    buttons.append(button);
  }
  form.append(buttons);
  dialog.append(form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue);
      dialog.remove();
    });
  });
}

/** Somebody changed the row meanwhile: their value and ours beside each other. True: write ours over it. */
export async function settleConflict(mine: Edit, theirs: Row, before: Row, config: GridConfig): Promise<boolean> {
  const names = new Set([...Object.keys(mine.values), ...changedBetween(before, theirs)]);
  const rows = [...names].map((name) => {
    const column = config.columns.find((one) => one.name === name);
    const say = (row: Row): string => (column ? worded(column, row.values[name], config.areas) : "") || "（空）";
    const ours = name in mine.values && column ? worded(column, mine.values[name], config.areas) || "（空）" : "（没有改）";
    return element("tr", {}, element("th", { scope: "row" }, column?.title ?? name), element("td", {}, say(before)),
      element("td", { class: "lg-theirs" }, say(theirs)), element("td", { class: "lg-ours" }, ours));
  });
  const table = element("table", { class: "table lg-compare" },
    element("thead", {}, element("tr", {}, ...["", "您看到的", `${theirs.updated_by || "别人"}改成`, "您改成"].map((text) => element("th", {}, text)))),
    element("tbody", {}, ...rows));
  const note = element("p", {}, `您打开以后，${theirs.updated_by || "别人"}在 ${theirs.updated_at} 改过这一行。请比较后决定，哪一种都会留在历史里。`);
  const choice = await ask("这一行刚被别人改过", element("div", {}, note, element("div", { class: "table-responsive" }, table)),
    [["theirs", "采用对方的", "btn-primary"], ["mine", "仍用我的", "btn-outline-danger"]]);
  return choice === "mine";
}

function changedBetween(before: Row, after: Row): string[] {
  return Object.keys(after.values).filter((name) => JSON.stringify(before.values[name] ?? null) !== JSON.stringify(after.values[name] ?? null));
}

/** Refused cells of a block, each with its reason. True: write the rows that passed. */
export async function settleProblems(problems: Problem[], columns: Column[], good: number): Promise<boolean> {
  const items = problems.slice(0, 100).map((problem) => element("tr", {}, element("td", { class: "text-end" }, String(problem.row)),
    element("td", {}, columns.find(({ name }) => name === problem.field)?.title ?? problem.field), element("td", {}, problem.value),
    element("td", {}, problem.message, ...(problem.hint ? [element("div", { class: "text-secondary small" }, problem.hint)] : []))));
  const table = element("table", { class: "table lg-compare" },
    element("thead", {}, element("tr", {}, ...["第几行", "字段", "粘贴的内容", "为什么不行"].map((text) => element("th", {}, text)))),
    element("tbody", {}, ...items));
  const rows = new Set(problems.map(({ row }) => row)).size;
  const note = element("p", {}, `有 ${problems.length} 个单元格没有通过，涉及 ${rows} 行；现在什么都还没有写入。`);
  const answers: [string, string, string][] = [["none", "都不写入", "btn-primary"]];
  if (good) answers.push(["good", `只写入通过的 ${good} 行`, "btn-quiet"]);
  return (await ask("粘贴的内容有问题", element("div", {}, note, element("div", { class: "table-responsive" }, table)), answers)) === "good";
}

export interface Reason {
  why: string;
  values: Record<string, string>;
}

/** Why, and the fields a transition requires. Null when the user turned away. */
export async function askReason(title: string, needs: Column[], must: boolean): Promise<Reason | null> {
  const why = element("textarea", { class: "form-control", rows: "2", "aria-label": "理由", placeholder: must ? "必须写明理由" : "可以不写" }) as HTMLTextAreaElement;
  why.required = must;
  const fields = needs.map((column) => {
    const type = column.type === "date" ? "date" : column.type === "month" ? "month" : "text";
    return [column.name, element("input", { class: "form-control", type, required: "", "aria-label": column.title })] as const;
  });
  const body = element("div", {},
    ...fields.map(([name, input]) => element("label", { class: "lg-field" }, needs.find((one) => one.name === name)?.title ?? name, input)),
    element("label", { class: "lg-field" }, "理由", why));
  const answer = await ask(title, body, [["go", "确定", "btn-primary"], ["", "取消", "btn-quiet"]]);
  if (answer !== "go") return null;
  return { why: why.value.trim(), values: Object.fromEntries(fields.map(([name, input]) => [name, (input as HTMLInputElement).value])) };
}
