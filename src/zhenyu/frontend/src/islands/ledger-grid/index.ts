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
import { counted, mountFinding, placeHint } from "./finding";
import { Saving, type Tell } from "./saving";
import { makeTable } from "./table";
import { mountExport } from "./export";
import { mountViewForm } from "./views";
import type { Counted, Counts, GridConfig, Page, Question } from "./types";
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
      window.setTimeout(() => {
        cursor?.move(down, right);
      });
    };
    const columns = () =>
      columnDefinitions({
        config: this.config,
        filters: this.question.filters,
        hidden: hiddenColumns(this.config),
        sums: () => this.sums,
        after,
        onFilter: (field, text) => {
          this.filter(field, text);
        },
      });
    this.table = makeTable(holder, columns(), this.config.first.rows, this.question.sort);
    let narrow = isNarrow();
    window.addEventListener("resize", () => {
      if (isNarrow() === narrow) return;
      narrow = !narrow;
      this.table.setColumns(columns());
    });
    this.table.on("tableBuilt", () => {
      cursor = new Cursor(this.table, () => {
        void this.window.down();
      });
      this.window = new RowWindow(
        this.table,
        (place) => this.fetch(place),
        (rows) => {
          cursor?.shift(rows);
        },
      );
      this.window.begin(this.config.first);
      const saving = new Saving(this.table, this.server, this.config, this.tell);
      this.wire(cursor, saving);
      this.show(this.config.first);
      this.setAttribute("ready", "");
    });
  }

  private wire(cursor: Cursor, saving: Saving): void {
    this.table.on("headerClick", (event, column) => {
      if (!(event.target as Element).closest(".tabulator-header-filter")) this.sort(column.getField());
    });
    this.table.on("scrollVertical", () => {
      void this.window.follow();
    });
    mountFinding({
      question: this.question,
      config: this.config,
      slot: (name) => this.slotNamed(name),
      ask: (place) => {
        void this.ask(false, place);
      },
      count: () => {
        saving.enqueue(() => this.count());
      },
    });
    const bar = this.slotNamed("batch");
    if (bar)
      new Batch(
        bar,
        this.table,
        this.server,
        saving,
        this.config,
        () => ({ question: this.question, total: this.found }),
        () => {
          void this.ask(true);
        },
      );
    mountViewForm(this.table);
    mountExport(this.table);
    const chooser = this.slotNamed("chooser");
    if (chooser) mountChooser(chooser, this.table, this.config);
    this.slotNamed("sums")?.addEventListener("click", () => {
      saving.enqueue(() => this.total());
    });
    this.slotNamed("undo")?.addEventListener("click", () => {
      saving.undo();
    });
    this.slotNamed("clear")?.addEventListener("click", () => {
      location.href = location.pathname + this.keptQuery();
    });
    for (const tab of this.tabs())
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
    if (lines.length > cursor.fromActive().rows.length) this.tell("正在载入下面的行…", "busy");
    if (!(await this.window.reach(() => cursor.fromActive().rows.length >= lines.length))) {
      this.tell("下面的行没有载入完，什么都没有粘贴。请稍后再粘贴一次", "bad");
      return;
    }
    const block = pasted(lines, cursor, this.config);
    if (merged) block.left.push("合并单元格已在它盖住的每一格填上同样的内容");
    if (block.edits.length) saving.block(block);
    else this.tell(block.left.join("；") || "剪贴板里没有可以粘贴的内容", "bad");
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
    if (!quietly) this.tell("正在查询…", "busy");
    try {
      const page = await this.server.page(this.question, place);
      this.sums = {};
      this.show(page);
      await this.window.show(page, "last" in place);
      this.shown();
      if (!quietly) this.tell("", "ok");
    } catch (error) {
      if (error instanceof DOMException) return;
      this.tell(error instanceof Refusal ? `${error.message}。${error.hint}` : "查询没有完成，请重试", "bad");
    }
  }

  /** A page beside those shown; null when it did not come, which is told. */
  private async fetch(place: Record<string, string>): Promise<Page | null> {
    try {
      const page = await this.server.page(this.question, place);
      window.setTimeout(() => {
        this.shown();
      });
      return page;
    } catch (error) {
      if (error instanceof Refusal) this.tell(error.message, "bad");
      return null;
    }
  }

  private shown(): void {
    this.slotNamed("shown")?.replaceChildren(String(this.table.getDataCount()));
  }

  /** Count exactly; the rows stay as they are. */
  private async count(): Promise<void> {
    this.tell("正在统计…", "busy");
    this.showCounts(await this.server.counts(this.question, "all"));
    this.tell("", "ok");
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
    this.tell("正在合计…", "busy");
    this.sums = await this.server.sums(this.question);
    this.table.recalc();
    this.classList.add("lg-summed");
    this.table.redraw();
    this.tell("", "ok");
  }

  private show(page: Page): void {
    this.classList.toggle("lg-empty", page.rows.length === 0);
    if (page.counts) {
      this.showCounts(page.counts);
      if (page.counts.whole.capped) void this.countFurther();
    }
    const place = this.slotNamed("goto");
    place?.setAttribute("placeholder", placeHint(this.question, this.config));
    this.shown();
    for (const tab of this.tabs()) {
      const { state = "", overdue } = tab.dataset;
      const current =
        overdue === "1" ? this.question.overdue : !this.question.overdue && state === this.question.state;
      tab.toggleAttribute("aria-current", current);
    }
    for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-carries-query]")) {
      const query = new URLSearchParams(location.search);
      if (!query.has("view")) query.set("view", "0");
      link.href = `${link.pathname}?${query}`;
    }
    const clear = this.slotNamed("clear");
    if (clear)
      clear.hidden =
        !this.question.state &&
        !this.question.overdue &&
        !this.question.words &&
        !Object.keys(this.question.filters).length;
  }

  private showCounts(counts: Counts): void {
    this.found = counts.total;
    this.slotNamed("total")?.replaceChildren(counted(counts.total));
    const exact = this.slotNamed("exact");
    if (exact) exact.hidden = !counts.total.capped;
    for (const tab of this.tabs()) {
      const { state = "", overdue } = tab.dataset;
      const count = overdue === "1" ? counts.overdue : state ? counts.states[state] : counts.whole;
      tab.querySelector("[data-count]")?.replaceChildren(count ? counted(count) : "");
    }
  }

  private keptQuery(): string {
    const parameters = new URLSearchParams(location.search);
    const kept = ["area", "period"].flatMap((name) =>
      parameters.get(name) ? [`${name}=${parameters.get(name)}`] : [],
    );
    return kept.length ? `?${kept.join("&")}` : "";
  }

  private tabs(): NodeListOf<HTMLElement> {
    return document.querySelectorAll<HTMLElement>("[data-grid-tab]");
  }

  private slotNamed(name: string): HTMLElement | null {
    return document.querySelector<HTMLElement>(`[data-grid="${name}"]`);
  }

  private readonly tell: Tell = (message, tone) => {
    const place = this.slotNamed("message");
    if (!place) return;
    place.textContent = message;
    place.dataset["tone"] = tone;
  };
}

customElements.define("zy-ledger-grid", LedgerGrid);
