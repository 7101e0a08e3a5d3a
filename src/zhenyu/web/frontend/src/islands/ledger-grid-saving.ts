/** Save cells as they are edited: one request at a time, refusals shown in the cell, the last edits undoable. */

import type { CellComponent, Tabulator } from "tabulator-tables";
import { FIELD_PREFIX, fieldOf } from "./ledger-grid-columns";
import { Refusal, type Server } from "./ledger-grid-data";
import { settleConflict, settleProblems } from "./ledger-grid-dialogs";
import type { Edit, GridConfig, Row, Saved, Value } from "./ledger-grid-types";

const UNDO_DEPTH = 50;

export type Tell = (message: string, tone: "ok" | "busy" | "bad") => void;

interface Step {
  id: number;
  values: Record<string, Value>;
}

export class Saving {
  private queue: Promise<void> = Promise.resolve();
  private readonly undoable: Step[][] = [];

  constructor(
    private readonly table: Tabulator,
    private readonly server: Server,
    private readonly config: GridConfig,
    private readonly tell: Tell,
  ) {
    table.on("cellEdited", (cell) => { this.cell(cell); });
  }

  /** Save one edited cell; the row's version is read when its turn comes, so quick edits of one row follow each other. */
  private cell(cell: CellComponent): void {
    const field = fieldOf(cell.getField());
    const before = { ...(cell.getData() as Row), values: { ...(cell.getData() as Row).values, [field]: cell.getOldValue() as Value } };
    const value = cell.getValue() as Value;
    this.enqueue(async () => {
      const row = this.rowOf(before.id);
      if (row) await this.saveCell({ id: row.id, version: row.version, area: null, values: { [field]: value } }, before);
    });
  }

  private async saveCell(edit: Edit, before: Row): Promise<void> {
    const [field] = Object.keys(edit.values);
    if (field === undefined) return;
    try {
      this.tell("正在保存…", "busy");
      this.accept(await this.server.save([edit]));
      this.remember([{ id: before.id, values: { [field]: before.values[field] ?? null } }]);
      this.verdict(before.id, field, "");
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const [theirs] = error.theirs;
      if (error.status === 409 && theirs) {
        await this.settle(edit, theirs, before);
        return;
      }
      const problem = error.problems[0];
      this.verdict(before.id, field, [problem?.message ?? error.message, problem?.hint ?? error.hint].filter(Boolean).join("。"));
      this.tell(`没有保存：${problem?.message ?? error.message}`, "bad");
    }
  }

  private async settle(edit: Edit, theirs: Row, before: Row): Promise<void> {
    const mine = await settleConflict(edit, theirs, before, this.config);
    this.put([theirs]);
    if (mine) await this.saveCell({ ...edit, version: theirs.version }, theirs);
    else this.tell("已采用对方的内容", "ok");
  }

  /** Save a pasted block: all of it, or after a look at the refused cells the rows that passed. */
  block(edits: Edit[], left: string[]): void {
    this.enqueue(async () => {
      const before = edits.map((edit) => ({ id: edit.id ?? 0, values: this.valuesBefore(edit) }));
      this.tell(`正在写入 ${edits.length} 行…`, "busy");
      try {
        this.accept(await this.server.save(edits, "粘贴"), left);
        this.remember(before);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        await this.partly(edits, error, left, before);
      }
    });
  }

  private async partly(edits: Edit[], refusal: Refusal, left: string[], before: Step[]): Promise<void> {
    if (refusal.status === 409) this.put(refusal.theirs);
    if (!refusal.problems.length) {
      this.tell(`没有写入：${refusal.message}。${refusal.hint}`, "bad");
      return;
    }
    const refused = new Set(refusal.problems.map(({ row }) => row - 1));
    const good = edits.filter((_edit, index) => !refused.has(index));
    if (!(await settleProblems(refusal.problems, this.config.columns, good.length)) || !good.length) {
      this.tell("没有写入任何内容", "ok");
      return;
    }
    this.accept(await this.server.save(good, "粘贴"), left);
    this.remember(before.filter((_step, index) => !refused.has(index)));
  }

  /** Put the values before the last edit back; a normal edit with its own place in history. */
  undo(): void {
    const steps = this.undoable.pop();
    if (!steps) {
      this.tell("没有可以撤销的改动", "ok");
      return;
    }
    this.enqueue(async () => {
      const edits = steps.flatMap(({ id, values }) => {
        const row = this.rowOf(id);
        return row ? [{ id, version: row.version, area: null, values }] : [];
      });
      this.accept(await this.server.save(edits, "撤销"));
      this.tell("已撤销", "ok");
    });
  }

  /** Run after everything that waits; whatever goes wrong is told, nothing is lost silently. */
  enqueue(work: () => Promise<void>): void {
    this.queue = this.queue.then(work).catch((error: unknown) => {
      if (!(error instanceof Refusal)) console.error(error);
      const refusal = error instanceof Refusal ? `${error.message}${error.hint ? `。${error.hint}` : ""}` : "出错了，请刷新后重试";
      this.tell(refusal, "bad");
    });
  }

  accept(saved: Saved, left: string[] = []): void {
    this.put(saved.rows);
    const counts = saved.changed > 1 || saved.unchanged ? `：改 ${saved.changed} 行，未变 ${saved.unchanged} 行` : "";
    this.tell(`已保存${counts}${left.length ? `。${left.join("；")}` : ""}`, "ok");
  }

  put(rows: Row[]): void {
    for (const fresh of rows) {
      const row = this.table.getRow(fresh.id);
      if (!row) continue;
      void row.update(fresh);
    }
  }

  private rowOf(id: number): Row | null {
    const row = this.table.getRow(id);
    return row ? (row.getData() as Row) : null;
  }

  private valuesBefore(edit: Edit): Record<string, Value> {
    const row = edit.id === null ? null : this.rowOf(edit.id);
    return Object.fromEntries(Object.keys(edit.values).map((name) => [name, row?.values[name] ?? null]));
  }

  private remember(steps: Step[]): void {
    this.undoable.push(steps);
    if (this.undoable.length > UNDO_DEPTH) this.undoable.shift();
  }

  /** Say in the cell why it was refused; the cell is looked up anew, as columns may have been rebuilt meanwhile. */
  private verdict(id: number, field: string, text: string): void {
    const row = this.table.getRow(id);
    const cell = row ? row.getCell(FIELD_PREFIX + field) : null;
    if (!cell) return;
    const element = cell.getElement();
    element.classList.toggle("lg-refused", text !== "");
    element.dataset["verdict"] = text;
    element.title = text;
  }
}
