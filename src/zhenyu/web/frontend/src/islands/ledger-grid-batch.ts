/** What can be done to the ticked rows at once: change their state, or delete them. */

import type { Tabulator } from "tabulator-tables";
import type { Server } from "./ledger-grid-data";
import { askReason, element } from "./ledger-grid-dialogs";
import type { Saving } from "./ledger-grid-saving";
import type { GridConfig, Row, Transition } from "./ledger-grid-types";

export class Batch {
  constructor(
    private readonly bar: HTMLElement,
    private readonly table: Tabulator,
    private readonly server: Server,
    private readonly saving: Saving,
    private readonly config: GridConfig,
    private readonly done: () => void,
  ) {
    table.on("rowSelectionChanged", () => { this.show(); });
  }

  private rows(): Row[] {
    return this.table.getSelectedData() as Row[];
  }

  private show(): void {
    const rows = this.rows();
    this.bar.hidden = rows.length === 0;
    if (!rows.length) return;
    const states = new Set(rows.map(({ state }) => state));
    const open = this.config.transitions.filter(({ from }) => [...states].every((state) => from.includes(state)));
    const buttons = open.map((transition) => this.button(transition.title, "btn-outline-primary", () => this.transition(transition)));
    const none = this.config.transitions.length && !open.length
      ? [element("span", { class: "text-secondary" }, states.size > 1 ? "所选各行状态不同，没有都能做的流转" : "所选的行没有可做的流转")] : [];
    this.bar.replaceChildren(element("strong", {}, `已选 ${rows.length} 行`), ...buttons, ...none,
      this.button("删除", "btn-outline-danger", () => this.remove()),
      this.button("取消选择", "btn-ghost-secondary", () => { this.table.deselectRow(); return Promise.resolve(); }));
  }

  private button(label: string, kind: string, run: () => Promise<void>): HTMLElement {
    const made = element("button", { type: "button", class: `btn btn-sm ${kind}` }, label);
    made.addEventListener("click", () => { this.saving.enqueue(run); });
    return made;
  }

  private async transition(transition: Transition): Promise<void> {
    const rows = this.rows();
    const lacking = this.config.columns.filter(({ name }) => transition.requires.includes(name) && rows.some(({ values }) => !values[name]));
    const reason = await askReason(`${transition.title}：${rows.length} 行`, lacking, false);
    if (!reason) return;
    this.saving.accept(await this.server.transition(rows, transition.name, reason.values, reason.why));
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
