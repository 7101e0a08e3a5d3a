/**
 * The stretch of rows the table holds: grows at both ends by cursors as the user scrolls, and lets go of pages at the far
 * end, so that a ledger of a million rows scrolls with the memory of a few thousand.
 */

import type { Tabulator } from "tabulator-tables";
import type { Page, Row } from "./shapes";

const MOST_PAGES = 50;
const FEWEST_PAGES = 30;
const NEAR = 600;

type Edges = Pick<Page, "next" | "previous"> & { size: number };

export class RowWindow {
  private pages: Edges[] = [];
  private loading = false;

  /** `fetch` brings the page after or before a cursor; `moved` hears by how many places the rows shifted down. */
  constructor(
    private readonly table: Tabulator,
    private readonly fetch: (place: Record<string, string>) => Promise<Page | null>,
    private readonly moved: (rows: number) => void,
  ) {}

  /** Begin anew with a page, seen from its top or from its end. */
  async show(page: Page, fromEnd = false): Promise<void> {
    this.loading = true; // moving to the top must not fetch more of the old rows
    await this.table.setData(page.rows);
    this.begin(page);
    const last = page.rows[page.rows.length - 1];
    if (fromEnd && last) await this.table.scrollToRow(last.id, "bottom", false);
    this.loading = false;
    await this.follow();
  }

  /** The table holds this page already. */
  begin(page: Page): void {
    this.pages = [edges(page)];
  }

  /** Fetch what the user is about to see. */
  async follow(): Promise<void> {
    const holder = this.holder();
    if (!holder) return;
    if (holder.scrollHeight - holder.scrollTop - holder.clientHeight < NEAR) await this.down();
    if (holder.scrollTop < NEAR) await this.up();
  }

  async down(): Promise<void> {
    const cursor = this.pages[this.pages.length - 1]?.next;
    const page = cursor ? await this.ask({ after: cursor }) : null;
    if (!page) return;
    this.pages.push(edges(page));
    await this.table.addData(page.rows, false);
    if (this.pages.length <= MOST_PAGES) return;
    const gone = size(this.pages.splice(0, this.pages.length - FEWEST_PAGES));
    await this.replace(this.rows().slice(gone), -gone);
  }

  /** Fetch further pages until enough is there or nothing more comes; false when some could not be fetched. */
  async reach(enough: () => boolean): Promise<boolean> {
    while (!enough() && this.pages[this.pages.length - 1]?.next) {
      const before = this.pages[this.pages.length - 1];
      await this.down();
      if (this.pages[this.pages.length - 1] === before) return false;
    }
    return true;
  }

  async up(): Promise<void> {
    const cursor = this.pages[0]?.previous;
    const page = cursor ? await this.ask({ before: cursor }) : null;
    if (!page) return;
    this.pages.unshift(edges(page));
    let rows = [...page.rows, ...this.rows()];
    if (this.pages.length > MOST_PAGES) {
      this.pages.splice(FEWEST_PAGES);
      rows = rows.slice(0, size(this.pages)); // counted from the top: below the pages stand rows that were pasted
    }
    await this.replace(rows, page.rows.length);
  }

  /** Other rows, seen at the same place: what was there is now `down` rows further. */
  private async replace(rows: Row[], down: number): Promise<void> {
    const holder = this.holder();
    const rowHeight = holder ? holder.scrollHeight / Math.max(1, this.table.getDataCount()) : 0;
    const top = (holder?.scrollTop ?? 0) + down * rowHeight;
    await this.table.replaceData(rows);
    if (holder) holder.scrollTop = top;
    this.moved(down);
  }

  private async ask(place: Record<string, string>): Promise<Page | null> {
    if (this.loading) return null;
    this.loading = true;
    try {
      const asked = this.pages[0];
      const page = await this.fetch(place);
      return this.pages[0] === asked ? page : null; // another question was answered meanwhile
    } finally {
      this.loading = false;
    }
  }

  private rows(): Row[] {
    return this.table.getData() as Row[];
  }

  private holder(): HTMLElement | null {
    return this.table.element.querySelector<HTMLElement>(".tabulator-tableholder");
  }
}

function edges(page: Page): Edges {
  return { next: page.next, previous: page.previous, size: page.rows.length };
}

function size(pages: Edges[]): number {
  return pages.reduce((sum, page) => sum + page.size, 0);
}
