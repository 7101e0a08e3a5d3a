/** Small native dialogs: a choice, what a batch would do, a reason. Each resolves with the user's answer. */

import { inputFor, read, type Input } from "./editors";
import type { Column, RowProblem, Value, Verdict } from "./shapes";

type Child = Node | string;

export function element(
  tag: string,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Show `body` with one button per answer, the first being what Enter gives; Escape gives nothing. */
export function ask(
  title: string,
  body: HTMLElement,
  answers: [value: string, label: string, kind: string][],
): Promise<string> {
  const dialog = element("dialog", { class: "lg-dialog", "aria-label": title }) as HTMLDialogElement;
  const form = element(
    "form",
    { method: "dialog" },
    element("h2", { class: "lg-dialog__title" }, title),
    body,
  );
  const buttons = element("div", { class: "lg-dialog__buttons" });
  for (const [value, label, kind] of answers) {
    const button = element("button", { class: `btn ${kind}`, value }, label) as HTMLButtonElement;
    button.formNoValidate = !value;
    buttons.append(button);
  }
  form.append(buttons);
  dialog.append(form);
  document.body.append(dialog);
  dialog.addEventListener("keydown", (event) => {
    const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z" && !typing) dialog.close("");
  });
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue);
      dialog.remove();
    });
  });
}

/** One of several things to do; null when the user turned away. */
export async function choose(
  title: string,
  options: [value: string, label: string][],
): Promise<string | null> {
  const answers = options.map(([value, label], place): [string, string, string] => [
    value,
    label,
    place ? "btn-outline-primary" : "btn-primary",
  ]);
  return (await ask(title, element("div"), [...answers, ["", "取消", "btn-quiet"]])) || null;
}

/** What a batch would do and what of it cannot be done, each with its reason. True: write what passed. */
export async function settleVerdict(
  title: string,
  verdict: Verdict,
  columns: Column[],
  rowName: (problem: RowProblem) => string,
  notes: string[] = [],
): Promise<boolean> {
  const good = verdict.added + verdict.changed;
  const parts = [
    verdict.changed ? `修改 ${verdict.changed} 行` : "",
    verdict.added ? `新增 ${verdict.added} 行` : "",
    verdict.unchanged ? `${verdict.unchanged} 行本来就是这样` : "",
  ].filter(Boolean);
  const told = [
    `共 ${verdict.asked} 行：${parts.length ? `将${parts.join("，")}` : "没有一行会变"}${verdict.refused ? `；${verdict.refused} 行没有通过` : ""}。现在什么都还没有写入。`,
    ...notes,
  ];
  const body = element(
    "div",
    {},
    ...told.map((text) => element("p", {}, text)),
    ...(verdict.problems.length ? [problemTable(verdict.problems, columns, rowName)] : []),
  );
  const label = verdict.refused ? `只写入通过的 ${good} 行` : `写入 ${good} 行`;
  const answers: [string, string, string][] = good
    ? [["good", label, verdict.refused ? "btn-outline-primary" : "btn-primary"]]
    : [];
  return (await ask(title, body, [...answers, ["", "都不写入（Ctrl+Z）", "btn-quiet"]])) === "good";
}

const MOST_TOLD = 100;

function problemTable(
  problems: RowProblem[],
  columns: Column[],
  rowName: (problem: RowProblem) => string,
): HTMLElement {
  const items = problems
    .slice(0, MOST_TOLD)
    .map((problem) =>
      element(
        "tr",
        {},
        element("td", {}, rowName(problem)),
        element("td", {}, columns.find(({ name }) => name === problem.field)?.title ?? problem.field),
        element("td", {}, problem.value),
        element(
          "td",
          {},
          problem.message,
          ...(problem.hint ? [element("div", { class: "text-secondary small" }, problem.hint)] : []),
        ),
      ),
    );
  const table = element(
    "table",
    { class: "table lg-compare" },
    element(
      "thead",
      {},
      element("tr", {}, ...["哪一行", "栏目", "内容", "为什么不行"].map((text) => element("th", {}, text))),
    ),
    element("tbody", {}, ...items),
  );
  const rest =
    problems.length > MOST_TOLD
      ? [element("p", { class: "muted small" }, `只列出前 ${MOST_TOLD} 处，共 ${problems.length} 处`)]
      : [];
  return element("div", { class: "table-responsive lg-verdict" }, table, ...rest);
}

/** The input of a field as a form shows it. */
export function formInput(column: Column, areas: Record<string, string>): Input {
  const input = inputFor(column, areas);
  input.classList.add(input instanceof HTMLSelectElement ? "form-select" : "form-control");
  input.setAttribute("aria-label", column.title);
  return input;
}

export function titled(column: Column): string {
  return column.unit ? `${column.title}（${column.unit}）` : column.title;
}

export interface Reason {
  why: string;
  values: Record<string, Value>;
}

/** Why, and the fields a transition requires. Null when the user turned away. */
export async function askReason(
  title: string,
  needs: Column[],
  must: boolean,
  areas: Record<string, string> = {},
): Promise<Reason | null> {
  const why = element("textarea", {
    class: "form-control",
    rows: "2",
    "aria-label": "理由",
    placeholder: must ? "必须写明理由" : "可以不写",
  }) as HTMLTextAreaElement;
  why.required = must;
  const fields = needs.map((column) => [column, formInput(column, areas)] as const);
  for (const [, input] of fields) input.required = true;
  const body = element(
    "div",
    {},
    ...fields.map(([column, input]) => element("label", { class: "lg-field" }, titled(column), input)),
    element("label", { class: "lg-field" }, "理由", why),
  );
  const answer = await ask(title, body, [
    ["go", "确定", "btn-primary"],
    ["", "取消", "btn-quiet"],
  ]);
  if (answer !== "go") return null;
  return {
    why: why.value.trim(),
    values: Object.fromEntries(fields.map(([column, input]) => [column.name, read(input, column)])),
  };
}
