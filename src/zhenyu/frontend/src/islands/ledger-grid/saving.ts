/** Save cells as they are edited: one request at a time, refusals shown in the cell, the last edits undoable. */

import type { CellComponent, Tabulator } from "tabulator-tables";
import { FIELD_PREFIX, fieldOf } from "./columns";
import { Refusal, type Server } from "./data";
import { settleConflicts } from "./conflict";
import { settleVerdict } from "./dialogs";
import { cellOf, rowById } from "./lookup";
import type { Pasted } from "./clipboard";
import type { Edit } from "./requests";
import type { GridConfig, Problem, Row, Saved, Value, Verdict } from "./shapes";
import type { Tone } from "./slots";

const UNDO_DEPTH = 50;

/** How to take one row's change back: the values before, or null for a row that was new. */
interface Step {
  id: number;
  values: Record<string, Value> | null;
}

const FEW = 20;

export class Saving {
  private queue: Promise<void> = Promise.resolve();
  private readonly undoable: Step[][] = [];

  constructor(
    private readonly table: Tabulator,
    private readonly server: Server,
    private readonly config: GridConfig,
    private readonly tell: (message: string, tone: Tone) => void,
  ) {
    table.on("cellEdited", (cell) => this.cell(cell));
  }

  /** Save one edited cell; the row's version is read when its turn comes, so quick edits of one row follow each other. */
  private cell(cell: CellComponent): void {
    const field = fieldOf(cell.getField());
    const before = {
      ...(cell.getData() as Row),
      values: { ...(cell.getData() as Row).values, [field]: cell.getOldValue() as Value },
    };
    const value = cell.getValue() as Value;
    this.enqueue(async () => {
      const row = this.rowOf(before.id);
      if (row)
        await this.saveCell(
          { id: row.id, version: row.version, area: null, values: { [field]: value } },
          before,
        );
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
      this.verdict(
        before.id,
        field,
        [problem?.message ?? error.message, problem?.hint ?? error.hint].filter(Boolean).join("。"),
      );
      this.tell(`没有保存：${problem?.message ?? error.message}`, "bad");
    }
  }

  private async settle(edit: Edit, theirs: Row, before: Row): Promise<void> {
    const [mine] = await settleConflicts([{ mine: edit, theirs, before }], this.config);
    this.put([theirs]);
    if (mine) await this.saveCell(mine, theirs);
    else this.tell("已采用对方的内容", "ok");
  }

  /** Save a pasted block: a few good cells at once; many rows, new ones or refused ones after a look at what would happen. */
  block(pasted: Pasted): void {
    this.enqueue(async () => {
      const before = new Map(
        pasted.edits.flatMap(({ id }) => (id === null ? [] : [[id, structured(this.rowOf(id))] as const])),
      );
      this.tell(`正在核对 ${pasted.edits.length} 行…`, "busy");
      let edits = pasted.edits;
      for (;;) {
        try {
          await this.write(edits, pasted, before);
          return;
        } catch (error) {
          if (!(error instanceof Refusal) || error.status !== 409 || !error.theirs.length) throw error;
          edits = await this.settleAll(edits, error.theirs, before);
          if (!edits.length) {
            this.tell("已采用对方的内容，没有写入", "ok");
            return;
          }
        }
      }
    });
  }

  private async write(edits: Edit[], pasted: Pasted, before: Map<number, Row | null>): Promise<void> {
    const lineOf = ({ row }: Problem): string =>
      `第 ${pasted.lines[pasted.edits.findIndex((edit) => edit === edits[row - 1] || (edit.id !== null && edit.id === edits[row - 1]?.id))] ?? row} 行`;
    if (edits.length > FEW || edits.some(({ id }) => id === null)) {
      await this.afterLook(edits, pasted, before, lineOf);
      return;
    }
    try {
      this.written(await this.server.save(edits, "粘贴"), edits, before, pasted.left);
    } catch (error) {
      if (!(error instanceof Refusal) || !error.problems.length) throw error;
      await this.afterLook(edits, pasted, before, lineOf);
    }
  }

  private async afterLook(
    edits: Edit[],
    pasted: Pasted,
    before: Map<number, Row | null>,
    lineOf: (problem: Problem) => string,
  ): Promise<void> {
    const verdict = await this.server.check(edits);
    if (!(await settleVerdict("粘贴的内容", verdict, this.config.columns, lineOf, pasted.left))) {
      this.tell("已撤销粘贴，没有写入任何内容", "ok");
      return;
    }
    this.tell(`正在写入 ${verdict.added + verdict.changed} 行…`, "busy");
    this.written(await this.server.saveGood(edits, "粘贴"), edits, before, pasted.left);
  }

  /** Show what was written, and remember how to take it back. */
  private written(saved: Verdict, edits: Edit[], before: Map<number, Row | null>, left: string[]): void {
    const known = new Set(edits.map(({ id }) => id));
    const born = saved.rows.filter(({ id }) => !known.has(id));
    const changed = new Set(saved.rows.map(({ id }) => id));
    const steps: Step[] = edits.flatMap(({ id, values }) =>
      id !== null && changed.has(id)
        ? [
            {
              id,
              values: Object.fromEntries(
                Object.keys(values).map((name) => [name, before.get(id)?.values[name] ?? null]),
              ),
            },
          ]
        : [],
    );
    if (born.length) void this.table.addData(born, false);
    this.accept(saved, left);
    this.remember([...steps, ...born.map(({ id }) => ({ id, values: null }))]);
  }

  private async settleAll(edits: Edit[], theirs: Row[], before: Map<number, Row | null>): Promise<Edit[]> {
    const now = new Map(theirs.map((row) => [row.id, row]));
    const clashes = edits.flatMap((mine) => {
      const [their, was] = [now.get(mine.id ?? 0), before.get(mine.id ?? 0)];
      return their && was ? [{ mine, theirs: their, before: was }] : [];
    });
    const settled = await settleConflicts(clashes, this.config);
    this.put(theirs);
    for (const row of theirs) before.set(row.id, row);
    return [...edits.filter(({ id }) => !now.has(id ?? 0)), ...settled];
  }

  /** Put the values before the last edit back, and take new rows away; a normal edit with its own place in history. */
  undo(): void {
    const steps = this.undoable.pop();
    if (!steps) {
      this.tell("没有可以撤销的改动", "ok");
      return;
    }
    this.enqueue(async () => {
      const edits = steps.flatMap(({ id, values }) => {
        const row = this.rowOf(id);
        return row && values ? [{ id, version: row.version, area: null, values }] : [];
      });
      const born = steps
        .flatMap(({ id, values }) => (values ? [] : [this.rowOf(id)]))
        .filter((row): row is Row => row !== null);
      if (edits.length) this.accept(await this.server.save(edits, "撤销"));
      if (born.length) {
        await this.server.remove(born, "撤销粘贴");
        for (const { id } of born) void this.table.deleteRow(id);
      }
      this.tell("已撤销", "ok");
    });
  }

  /** Run after everything that waits; whatever goes wrong is told, nothing is lost silently. */
  enqueue(work: () => Promise<void>): void {
    this.queue = this.queue.then(work).catch((error: unknown) => {
      if (!(error instanceof Refusal)) console.error(error);
      const refusal =
        error instanceof Refusal
          ? `${error.message}${error.hint ? `。${error.hint}` : ""}`
          : "出错了，请刷新后重试";
      this.tell(refusal, "bad");
    });
  }

  accept(saved: Saved, left: string[] = []): void {
    this.put(saved.rows);
    const born = saved.added ? `，新增 ${saved.added} 行` : "";
    const counts =
      saved.changed > 1 || saved.unchanged || born
        ? `：改 ${saved.changed} 行${born}，未变 ${saved.unchanged} 行`
        : "";
    this.tell(`已保存${counts}${left.length ? `。${left.join("；")}` : ""}`, "ok");
  }

  put(rows: Row[]): void {
    for (const fresh of rows) void rowById(this.table, fresh.id)?.update(fresh);
  }

  private rowOf(id: number): Row | null {
    return (rowById(this.table, id)?.getData() as Row | undefined) ?? null;
  }

  private remember(steps: Step[]): void {
    this.undoable.push(steps);
    if (this.undoable.length > UNDO_DEPTH) this.undoable.shift();
  }

  /** Say in the cell why it was refused; the cell is looked up anew, as columns may have been rebuilt meanwhile. */
  private verdict(id: number, field: string, text: string): void {
    const row = rowById(this.table, id);
    const cell = row && cellOf(row, FIELD_PREFIX + field);
    if (!cell) return;
    const element = cell.getElement();
    element.classList.toggle("lg-refused", text !== "");
    element.dataset["verdict"] = text;
    element.title = text;
  }
}

/** A row as it stands, whatever the table makes of its own copy later. */
function structured(row: Row | null): Row | null {
  return row && { ...row, values: { ...row.values } };
}
