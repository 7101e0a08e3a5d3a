/** What can be done to the ticked rows at once, or to all rows of the question: fill a column, take a step, delete. */

import type { Tabulator } from "tabulator-tables";
import { Refusal, type Server } from "./data";
import { ask, askReason, element, formInput, settleVerdict, titled } from "./dialogs";
import { read } from "./editors";
import { counted } from "./finding";
import type { Saving } from "./saving";
import type { Change, Question } from "./requests";
import type { Column, Counted, GridConfig, Row, Transition } from "./shapes";

/** What the grid shows: its question, and how many rows that finds. */
export interface Standing {
  question: Question;
  total: Counted;
}

export class Batch {
  private everything = false;

  constructor(
    private readonly bar: HTMLElement,
    private readonly table: Tabulator,
    private readonly server: Server,
    private readonly saving: Saving,
    private readonly config: GridConfig,
    private readonly standing: () => Standing,
    private readonly done: () => void,
  ) {
    table.on("rowSelectionChanged", () => {
      this.everything = false;
      this.show();
    });
  }

  private rows(): Row[] {
    return this.table.getSelectedData() as Row[];
  }

  private show(): void {
    const rows = this.rows();
    this.bar.hidden = rows.length === 0;
    if (!rows.length) return;
    const states = this.everything
      ? new Set([this.standing().question.state])
      : new Set(rows.map(({ state }) => state));
    const open = this.config.transitions.filter(({ from }) =>
      [...states].every((state) => from.includes(state)),
    );
    const none =
      this.config.transitions.length && !open.length
        ? [
            element(
              "span",
              { class: "text-secondary" },
              this.everything || states.size > 1 ? "状态不同，没有都能做的流转" : "没有可做的流转",
            ),
          ]
        : [];
    this.bar.replaceChildren(
      element("strong", {}, `已选 ${this.count()} 行`),
      ...this.wider(rows.length),
      this.button("填一列", "btn-outline-primary", () => this.fill()),
      ...open.map((step) => this.button(step.title, "btn-outline-primary", () => this.step(step))),
      ...none,
      ...(this.everything ? [] : [this.button("删除", "btn-outline-danger", () => this.remove())]),
      this.button("取消选择", "btn-ghost-secondary", () => {
        this.table.deselectRow();
        return Promise.resolve();
      }),
    );
  }

  private count(): string {
    return this.everything ? `符合条件的全部 ${counted(this.standing().total)}` : String(this.rows().length);
  }

  /** With every loaded row ticked, the way to those that are not loaded. */
  private wider(ticked: number): HTMLElement[] {
    const { total } = this.standing();
    if (this.everything || ticked < this.table.getDataCount() || total.number <= ticked) return [];
    return [
      this.button(`改选符合条件的全部 ${counted(total)} 行`, "btn-ghost-secondary", () => {
        this.everything = true;
        this.show();
        return Promise.resolve();
      }),
    ];
  }

  private button(label: string, kind: string, run: () => Promise<void>): HTMLElement {
    const made = element("button", { type: "button", class: `btn btn-sm ${kind}` }, label);
    made.addEventListener("click", () => this.saving.enqueue(run));
    return made;
  }

  private async fill(): Promise<void> {
    const columns = this.config.columns.filter(({ editable, key }) => editable && !key);
    const picker = element("select", { class: "form-select", "aria-label": "填哪一列" }) as HTMLSelectElement;
    picker.append(...columns.map((column) => new Option(titled(column), column.name)));
    const place = element("div");
    const column = (): Column => columns.find(({ name }) => name === picker.value) as Column;
    let input = formInput(column(), this.config.areas);
    const renew = (): void => {
      input = formInput(column(), this.config.areas);
      place.replaceChildren(element("label", { class: "lg-field" }, "填成（留空就是清空）", input));
    };
    picker.addEventListener("change", renew);
    renew();
    const why = element("input", {
      class: "form-control",
      maxlength: "200",
      "aria-label": "理由",
      placeholder: this.everything ? "必须写明理由" : "可以不写",
    }) as HTMLInputElement;
    why.required = this.everything;
    const body = element(
      "div",
      {},
      element("label", { class: "lg-field" }, "填哪一列", picker),
      place,
      element("label", { class: "lg-field" }, "理由", why),
    );
    if (
      (await ask(`填一列：${this.count()} 行`, body, [
        ["go", "先看看会改哪些", "btn-primary"],
        ["", "取消", "btn-quiet"],
      ])) !== "go"
    )
      return;
    await this.apply(
      `填“${column().title}”`,
      { values: { [column().name]: read(input, column()) }, why: why.value.trim() },
      true,
    );
  }

  private async step(step: Transition): Promise<void> {
    const rows = this.rows();
    const lacking = this.config.columns.filter(
      ({ name }) =>
        step.requires.includes(name) && (this.everything || rows.some(({ values }) => values[name] === null)),
    );
    const reason = await askReason(
      `${step.title}：${this.count()} 行`,
      lacking,
      this.everything,
      this.config.areas,
    );
    if (reason) await this.apply(step.title, { ...reason, step: step.name }, this.everything);
  }

  /** Do it; first show what it would do when asked to look, or when some rows are refused. */
  private async apply(title: string, change: Change, look: boolean): Promise<void> {
    const rows = this.everything ? this.standing().question : this.rows();
    if (!look) {
      try {
        this.saving.accept(await this.server.batch(rows, change, {}));
        this.finish();
        return;
      } catch (error) {
        if (!(error instanceof Refusal) || !error.problems.length) throw error;
      }
    }
    const verdict = await this.server.batch(rows, change, { dry_run: true });
    if (
      !(await settleVerdict(
        title,
        verdict,
        this.config.columns,
        (problem) => problem.title || `第 ${problem.row} 行`,
      ))
    )
      return;
    const expected = this.everything ? { expected: verdict.asked } : {};
    this.saving.accept(await this.server.batch(rows, change, { accept_good: true, ...expected }));
    this.finish();
  }

  private async remove(): Promise<void> {
    const rows = this.rows();
    const reason = await askReason(`删除 ${rows.length} 行（会保留在历史里，不再计入数据）`, [], true);
    if (!reason) return;
    await this.server.remove(rows, reason.why);
    this.finish();
  }

  private finish(): void {
    this.table.deselectRow();
    this.done();
  }
}
