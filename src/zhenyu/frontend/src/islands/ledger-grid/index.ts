/**
 * `<zy-ledger-grid>`: a ledger that feels like a spreadsheet and is safer.
 *
 * The element holds a plain table of the first page (what a browser without JavaScript shows) and a JSON script with the
 * columns and the same first page; further pages come by cursor as the user scrolls.
 */

import "tabulator-tables/dist/css/tabulator.min.css";
import { Batch } from "./batch";
import { hiddenColumns, mountChooser } from "./chooser";
import { copied, linesOf, pasted } from "./clipboard";
import { columnDefinitions, fieldOf, isNarrow } from "./columns";
import { Cursor } from "./cursor";
import { readQuestion, showQuestion } from "./address";
import { Refusal, Server } from "./data";
import { mountFinding, placeHint } from "./finding";
import { Saving } from "./saving";
import { keptQuery, markQuestion, showCounts, slotNamed, stateTabs, tell } from "./slots";
import { makeTable } from "./table";
import { mountExport } from "./export";
import { mountViewForm } from "./views";
import type { Question } from "./requests";
import type { Counted, Counts, GridConfig, Page } from "./shapes";
import { RowWindow } from "./window";
import type { Tabulator } from "tabulator-tables";

class LedgerGrid extends HTMLElement {
  private config!: GridConfig;
  private server!: Server;
  private table!: Tabulator;
  private question: Question = readQuestion(location.search);
  private window!: RowWindow;
  private found: Counted = { number: 0, capped: false };
  private sums: Record<string, string> = {};

  connectedCallback(): void {
    const script = this.querySelector<HTMLScriptElement>('script[type="application/json"]');
    if (!script?.textContent) return;
    this.config = JSON.parse(script.textContent) as GridConfig;
    this.server = new Server(this.config);
    this.sums = this.config.first.sums;
    const holder = document.createElement("div");
    holder.className = "lg-table";
    this.replaceChildren(holder);
    this.classList.add("lg-mounted");
    this.closest(".lg-card")?.classList.add("lg-live");
    this.mount(holder);
  }

  private mount(holder: HTMLElement): void {
    let cursor: Cursor | null = null;
    const after = (move: "down" | "right" | "left" | "stay"): void => {
      const [down, right] = { down: [1, 0], right: [0, 1], left: [0, -1], stay: [0, 0] }[move] as [
        number,
        number,
      ];
      window.setTimeout(() => cursor?.move(down, right));
    };
    const columns = () =>
      columnDefinitions({
        config: this.config,
        filters: this.question.filters,
        hidden: hiddenColumns(this.config),
        sums: () => this.sums,
        after,
        onFilter: (field, text) => this.filter(field, text),
      });
    this.table = makeTable(holder, columns(), this.config.first.rows, this.question.sort);
    let narrow = isNarrow();
    window.addEventListener("resize", () => {
      if (isNarrow() === narrow) return;
      narrow = !narrow;
      this.table.setColumns(columns());
    });
    this.table.on("tableBuilt", () => {
      cursor = new Cursor(this.table, () => void this.window.down());
      this.window = new RowWindow(
        this.table,
        (place) => this.fetch(place),
        (rows) => cursor?.shift(rows),
      );
      this.window.begin(this.config.first);
      const saving = new Saving(this.table, this.server, this.config, tell);
      this.wire(cursor, saving);
      this.show(this.config.first);
      this.setAttribute("ready", "");
    });
  }

  private wire(cursor: Cursor, saving: Saving): void {
    this.table.on("headerClick", (event, column) => {
      if (!(event.target as Element).closest(".tabulator-header-filter")) this.sort(column.getField());
    });
    this.table.on("scrollVertical", () => void this.window.follow());
    mountFinding({
      question: this.question,
      config: this.config,
      slot: slotNamed,
      ask: (place) => void this.ask(false, place),
      count: () => {
        saving.enqueue(() => this.count());
      },
    });
    const bar = slotNamed("batch");
    if (bar)
      new Batch(
        bar,
        this.table,
        this.server,
        saving,
        this.config,
        () => ({ question: this.question, total: this.found }),
        () => void this.ask(true),
      );
    mountViewForm(this.table);
    mountExport(this.table);
    const chooser = slotNamed("chooser");
    if (chooser) mountChooser(chooser, this.table, this.config);
    slotNamed("sums")?.addEventListener("click", () => {
      saving.enqueue(() => this.total());
    });
    slotNamed("undo")?.addEventListener("click", () => saving.undo());
    slotNamed("clear")?.addEventListener("click", () => {
      location.href = location.pathname + keptQuery();
    });
    for (const tab of stateTabs())
      tab.addEventListener("click", (event) => {
        event.preventDefault();
        this.pick(tab);
      });
    this.table.element.addEventListener("copy", (event) => {
      if (event.target instanceof HTMLInputElement) return;
      event.clipboardData?.setData("text/plain", copied(cursor, this.config));
      event.preventDefault();
    });
    this.table.element.addEventListener("paste", (event) => {
      if (event.target instanceof HTMLInputElement || !this.config.mayWrite) return;
      event.preventDefault();
      void this.paste(linesOf(event.clipboardData), cursor, saving);
    });
    this.table.element.addEventListener("keydown", (event) => {
      if (
        (event.ctrlKey || event.metaKey) &&
        event.key.toLowerCase() === "z" &&
        event.target === this.table.element
      ) {
        event.preventDefault();
        saving.undo();
      }
    });
  }

  /** Load the rows a block reaches, then lay it over them. */
  private async paste(
    { lines, merged }: ReturnType<typeof linesOf>,
    cursor: Cursor,
    saving: Saving,
  ): Promise<void> {
    if (lines.length > cursor.fromActive().rows.length) tell("正在载入下面的行…", "busy");
    if (!(await this.window.reach(() => cursor.fromActive().rows.length >= lines.length))) {
      tell("下面的行没有载入完，什么都没有粘贴。请稍后再粘贴一次", "bad");
      return;
    }
    const block = pasted(lines, cursor, this.config);
    if (merged) block.left.push("合并单元格已在它盖住的每一格填上同样的内容");
    if (block.edits.length) saving.block(block);
    else tell(block.left.join("；") || "剪贴板里没有可以粘贴的内容", "bad");
  }

  private filter(field: string, text: string): void {
    if ((this.question.filters[field] ?? "") === text) return;
    if (text) this.question.filters[field] = text;
    else delete this.question.filters[field];
    void this.ask();
  }

  private sort(columnField: string): void {
    if (columnField.startsWith("_")) return;
    const field = columnField === "area_name" ? "area" : fieldOf(columnField);
    const { sort } = this.question;
    this.question.sort = sort === field ? `-${field}` : sort === `-${field}` ? "" : field;
    for (const header of this.table.element.querySelectorAll<HTMLElement>(
      ".tabulator-col[tabulator-field]",
    )) {
      const own = header.getAttribute("tabulator-field") === columnField;
      header.setAttribute(
        "aria-sort",
        !own || !this.question.sort
          ? "none"
          : this.question.sort.startsWith("-")
            ? "descending"
            : "ascending",
      );
    }
    void this.ask();
  }

  private pick(tab: HTMLElement): void {
    this.question.state = tab.dataset["state"] ?? "";
    this.question.overdue = tab.dataset["overdue"] === "1";
    void this.ask();
  }

  /** Ask anew, from the first row or from another place, and put the question into the address. */
  private async ask(quietly = false, place: Record<string, string> = {}): Promise<void> {
    showQuestion(this.question);
    if (!quietly) tell("正在查询…", "busy");
    try {
      const page = await this.server.page(this.question, place);
      this.sums = {};
      this.show(page);
      await this.window.show(page, "last" in place);
      this.shown();
      if (!quietly) tell("", "ok");
    } catch (error) {
      if (error instanceof DOMException) return;
      tell(error instanceof Refusal ? `${error.message}。${error.hint}` : "查询没有完成，请重试", "bad");
    }
  }

  /** A page beside those shown; null when it did not come, which is told. */
  private async fetch(place: Record<string, string>): Promise<Page | null> {
    try {
      const page = await this.server.page(this.question, place);
      window.setTimeout(() => this.shown());
      return page;
    } catch (error) {
      if (error instanceof Refusal) tell(error.message, "bad");
      return null;
    }
  }

  private shown(): void {
    slotNamed("shown")?.replaceChildren(String(this.table.getDataCount()));
  }

  /** Count exactly; the rows stay as they are. */
  private async count(): Promise<void> {
    tell("正在统计…", "busy");
    this.showCounts(await this.server.counts(this.question, "all"));
    tell("", "ok");
  }

  /** A page is counted only so far that it comes at once; what is more is counted while its reader looks at the rows. */
  private async countFurther(): Promise<void> {
    try {
      this.showCounts(await this.server.counts(this.question, "further"));
    } catch {
      // a newer question was asked, or the server did not answer: the first counts stay, and say that there are more
    }
  }

  private async total(): Promise<void> {
    tell("正在合计…", "busy");
    this.sums = await this.server.sums(this.question);
    this.table.recalc();
    this.classList.add("lg-summed");
    this.table.redraw();
    tell("", "ok");
  }

  private show(page: Page): void {
    this.classList.toggle("lg-empty", page.rows.length === 0);
    if (page.counts) {
      this.showCounts(page.counts);
      if (page.counts.whole.capped) void this.countFurther();
    }
    slotNamed("goto")?.setAttribute("placeholder", placeHint(this.question, this.config));
    this.shown();
    markQuestion(this.question);
  }

  private showCounts(counts: Counts): void {
    this.found = counts.total;
    showCounts(counts);
  }
}

customElements.define("zy-ledger-grid", LedgerGrid);
