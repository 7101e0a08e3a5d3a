/**
 * The cell cursor: one active cell, a rectangle grown with Shift, movement as in a spreadsheet.
 *
 * Tabulator's own range module is not used: with frozen columns it warns of unpredictable behaviour, and it jumps back
 * to the first cell whenever more rows are loaded.
 */

import type { CellComponent, ColumnComponent, RowComponent, Tabulator } from "tabulator-tables";
import { typed } from "./editors";
import { cellOf } from "./lookup";

const ACTIVE = "lg-active";
const CHOSEN = "lg-chosen";

export class Cursor {
  private row = 0;
  private column = 0;
  private anchorRow = 0;
  private anchorColumn = 0;
  private marked: HTMLElement[] = [];

  constructor(
    private readonly table: Tabulator,
    private readonly wantMore: () => void,
  ) {
    table.element.tabIndex = 0;
    table.element.addEventListener("keydown", (event) => this.onKey(event));
    table.on("cellClick", (event, cell) => this.onClick(event as MouseEvent, cell));
    table.on("cellDblClick", (_event, cell) => this.edit(cell));
    table.on("renderComplete", () => this.mark());
  }

  /** Rows and columns of the chosen rectangle. */
  rectangle(): { rows: RowComponent[]; columns: ColumnComponent[] } {
    const [top, bottom] = [Math.min(this.row, this.anchorRow), Math.max(this.row, this.anchorRow)];
    const [left, right] = [
      Math.min(this.column, this.anchorColumn),
      Math.max(this.column, this.anchorColumn),
    ];
    return { rows: this.rows().slice(top, bottom + 1), columns: this.columns().slice(left, right + 1) };
  }

  /** Rows and columns from the active cell to the ends: where a pasted block may go. */
  fromActive(): { rows: RowComponent[]; columns: ColumnComponent[] } {
    const top = Math.min(this.row, this.anchorRow);
    const left = Math.min(this.column, this.anchorColumn);
    return { rows: this.rows().slice(top), columns: this.columns().slice(left) };
  }

  move(down: number, right: number, grow = false): void {
    this.row = clamp(this.row + down, this.rows().length);
    this.column = clamp(this.column + right, this.columns().length);
    if (!grow) [this.anchorRow, this.anchorColumn] = [this.row, this.column];
    if (this.row >= this.rows().length - 5) this.wantMore();
    this.reveal();
    this.mark();
    this.table.element.focus({ preventScroll: true });
  }

  /** The rows moved down by some places: stay on the same ones. */
  shift(rows: number): void {
    this.row = Math.max(0, this.row + rows);
    this.anchorRow = Math.max(0, this.anchorRow + rows);
    this.mark();
  }

  private rows(): RowComponent[] {
    return this.table.getRows("active");
  }

  private columns(): ColumnComponent[] {
    return this.table
      .getColumns()
      .filter((column) => column.isVisible() && !column.getField().startsWith("_"));
  }

  private active(): CellComponent | null {
    const field = this.columns()[this.column]?.getField();
    const row = this.rows()[this.row];
    return field && row ? cellOf(row, field) : null;
  }

  private edit(cell: CellComponent | null, seed = ""): void {
    if (!cell?.getColumn().getDefinition().editor) return;
    typed.seed = seed;
    cell.edit();
  }

  private onClick(event: MouseEvent, cell: CellComponent): void {
    const column = this.columns().findIndex((one) => one.getField() === cell.getField());
    if (column < 0) return;
    const row = this.rows().findIndex(
      (one) => one === cell.getRow() || one.getIndex() === cell.getRow().getIndex(),
    );
    this.move(row - this.row, column - this.column, event.shiftKey);
  }

  private onKey(event: KeyboardEvent): void {
    if (event.isComposing || event.target !== this.table.element) return;
    if ((event.ctrlKey || event.metaKey) && event.key !== "Home" && event.key !== "End") return;
    const step = steps(event, Math.max(5, Math.floor(this.table.element.clientHeight / 34) - 4));
    if (step) {
      event.preventDefault();
      this.move(step[0], step[1], event.shiftKey && event.key !== "Tab");
    } else if (event.key === "Enter" || event.key === "F2") {
      event.preventDefault();
      this.edit(this.active());
    } else if (event.key.length === 1 && event.key !== " " && !event.altKey) {
      event.preventDefault();
      this.edit(this.active(), event.key);
    }
  }

  private reveal(): void {
    const cell = this.active();
    if (!cell) return;
    const holder = this.table.element.querySelector<HTMLElement>(".tabulator-tableholder");
    if (!cell.getElement().isConnected)
      void this.table.scrollToRow(cell.getRow(), "center", false).catch(() => undefined);
    if (!holder) return;
    const box = cell.getElement().getBoundingClientRect();
    const view = holder.getBoundingClientRect();
    const frozen = this.frozenWidth();
    if (box.bottom > view.top + holder.clientHeight)
      holder.scrollTop += box.bottom - view.top - holder.clientHeight;
    if (box.top < view.top) holder.scrollTop -= view.top - box.top;
    if (this.columns()[this.column]?.getDefinition().frozen) return;
    if (box.right > view.left + holder.clientWidth)
      holder.scrollLeft += box.right - view.left - holder.clientWidth;
    if (box.left < view.left + frozen) holder.scrollLeft -= view.left + frozen - box.left;
  }

  private frozenWidth(): number {
    return this.table
      .getColumns()
      .filter((column) => column.isVisible() && column.getDefinition().frozen)
      .reduce((sum, column) => sum + column.getWidth(), 0);
  }

  private mark(): void {
    for (const element of this.marked) element.classList.remove(ACTIVE, CHOSEN);
    const { rows, columns } = this.rectangle();
    const cells = rows.slice(0, 400).flatMap((row) => columns.flatMap((column) => cellOf(row, column) ?? []));
    this.marked = cells.map((cell) => cell.getElement());
    if (this.marked.length > 1) for (const element of this.marked) element.classList.add(CHOSEN);
    this.active()?.getElement().classList.add(ACTIVE);
    const active = this.active()?.getElement();
    if (active) this.marked.push(active);
  }
}

function clamp(place: number, length: number): number {
  return Math.max(0, Math.min(place, length - 1));
}

/** [down, right] for a movement key, or null. */
function steps(event: KeyboardEvent, page: number): [number, number] | null {
  const far = 1_000_000;
  switch (event.key) {
    case "ArrowDown":
      return [1, 0];
    case "ArrowUp":
      return [-1, 0];
    case "ArrowLeft":
      return [0, -1];
    case "ArrowRight":
      return [0, 1];
    case "Tab":
      return [0, event.shiftKey ? -1 : 1];
    case "PageDown":
      return [page, 0];
    case "PageUp":
      return [-page, 0];
    case "Home":
      return event.ctrlKey ? [-far, -far] : [0, -far];
    case "End":
      return event.ctrlKey ? [far, 0] : [0, far];
    default:
      return null;
  }
}
