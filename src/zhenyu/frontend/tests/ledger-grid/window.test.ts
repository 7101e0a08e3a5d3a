import { page, rows, tableOf } from "./toilets";

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Tabulator } from "tabulator-tables";
import type { Page, Row } from "../../src/islands/ledger-grid/shapes";
import { RowWindow } from "../../src/islands/ledger-grid/window";

const SIZE = 2;

/** The page of a ledger with so many pages; its cursors are the numbers of the pages beside it. */
function pageOf(number: number, pages: number): Page {
  return page(rows(SIZE, number * SIZE), {
    next: number + 1 < pages ? String(number + 1) : null,
    previous: number > 0 ? String(number - 1) : null,
  });
}

interface Opened {
  table: Tabulator;
  window: RowWindow;
  /** What was asked of the server, `>3` for the page after a cursor, `<3` for the one before. */
  asked: string[];
  /** How far the rows moved down, each time. */
  moved: number[];
  /** Scroll to so many pixels below the top, of a table that is `height` high. */
  scroll: (top: number, height?: number) => void;
}

/** A window on one page of a ledger, far from both ends of what is loaded. */
async function opened(
  first: number,
  pages: number,
  answer = (number: number) => Promise.resolve<Page | null>(pageOf(number, pages)),
): Promise<Opened> {
  const start = pageOf(first, pages);
  const table = await tableOf([{ title: "", field: "id" }], start.rows);
  const [asked, moved]: [string[], number[]] = [[], []];
  const fetch = (place: Record<string, string>): Promise<Page | null> => {
    asked.push(place["after"] === undefined ? `<${place["before"]}` : `>${place["after"]}`);
    return answer(Number(place["after"] ?? place["before"]));
  };
  const window = new RowWindow(table, fetch, (down) => moved.push(down));
  window.begin(start);
  const holder = table.element.querySelector(".tabulator-tableholder") as HTMLElement;
  const scroll = (top: number, height = 10_000): void => {
    Object.defineProperties(holder, {
      scrollHeight: { value: height, configurable: true },
      clientHeight: { value: 500, configurable: true },
      scrollTop: { value: top, configurable: true, writable: true },
    });
  };
  scroll(5000);
  return { table, window, asked, moved, scroll };
}

function ids(table: Tabulator): number[] {
  return (table.getData() as Row[]).map(({ id }) => id);
}

function numbers(first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, index) => first + index);
}

describe("the window on the rows", () => {
  test("fetches nothing while what is seen is far from both ends", async () => {
    const { window, asked } = await opened(3, 9);
    await window.follow();
    assert.deepEqual(asked, []);
  });

  test("grows below as one scrolls near its end", async () => {
    const { table, window, asked, moved, scroll } = await opened(3, 9);
    scroll(9000);
    await window.follow();
    assert.deepEqual(asked, [">4"]);
    assert.deepEqual(ids(table), [6, 7, 8, 9]);
    assert.deepEqual(moved, []);
  });

  test("grows above as one scrolls near its top, and says how far the rows moved", async () => {
    const { table, window, asked, moved, scroll } = await opened(3, 9);
    scroll(100);
    await window.follow();
    assert.deepEqual(asked, ["<2"]);
    assert.deepEqual(ids(table), [4, 5, 6, 7]);
    assert.deepEqual(moved, [2]);
  });

  test("asks for nothing beyond the first and the last page", async () => {
    const { window, asked } = await opened(0, 1);
    await window.down();
    await window.up();
    assert.deepEqual(asked, []);
  });

  test("begins anew with another page, filled up from both sides", async () => {
    const { table, window, scroll } = await opened(3, 9);
    scroll(0, 400); // all of it is seen at once
    await window.show(pageOf(6, 9));
    assert.deepEqual(ids(table), [10, 11, 12, 13, 14, 15]);
  });

  test("loads as far down as a pasted block reaches", async () => {
    const { table, window } = await opened(0, 9);
    assert.equal(await window.reach(() => table.getDataCount() >= 7), true);
    assert.deepEqual(ids(table), numbers(0, 8));
    assert.equal(await window.reach(() => table.getDataCount() >= 1000), true); // there are no more
    assert.deepEqual(ids(table), numbers(0, 18));
  });

  test("says so where some of those rows did not come", async () => {
    const { table, window } = await opened(0, 9, (number) =>
      Promise.resolve(number === 2 ? null : pageOf(number, 9)),
    );
    assert.equal(await window.reach(() => table.getDataCount() >= 7), false);
    assert.deepEqual(ids(table), [0, 1, 2, 3]);
  });

  test("fetches one page at a time", async () => {
    const { table, window, asked } = await opened(3, 9);
    await Promise.all([window.down(), window.down(), window.up()]);
    assert.deepEqual(asked, [">4"]);
    assert.deepEqual(ids(table), [6, 7, 8, 9]);
  });

  test("goes on after a page that did not come", async () => {
    let lost = true;
    const { table, window } = await opened(3, 9, (number) =>
      Promise.resolve(lost ? null : pageOf(number, 9)),
    );
    await window.down();
    lost = false;
    await window.down();
    assert.deepEqual(ids(table), [6, 7, 8, 9]);
  });

  test("drops an answer to the question before", async () => {
    const late: ((page: Page) => void)[] = [];
    const { table, window } = await opened(0, 9, () => new Promise((resolve) => late.push(resolve)));
    const down = window.down();
    await window.show(page(rows(1, 100)));
    late.forEach((resolve) => {
      resolve(pageOf(1, 9));
    });
    await down;
    assert.deepEqual(ids(table), [100]);
  });

  test("lets go of the far end of a long walk, and finds it again on the way back", async () => {
    const { table, window, moved } = await opened(0, 60);
    for (let step = 1; step < 60; step += 1) await window.down();
    const kept = ids(table);
    assert.ok(kept.length <= 50 * SIZE, `${kept.length} rows are kept`);
    assert.deepEqual(kept, numbers(120 - kept.length, 120));
    assert.equal(
      moved.reduce((sum, down) => sum + down, 0),
      kept.length - 120,
    );
    for (let step = 1; step < 60; step += 1) await window.up();
    const back = ids(table);
    assert.ok(back.length <= 50 * SIZE);
    assert.deepEqual(back, numbers(0, back.length));
    await window.down();
    assert.deepEqual(ids(table).slice(back.length), [back.length, back.length + 1]);
  });

  test("shows no row twice on the way back to rows that were added at the end", async () => {
    const { table, window } = await opened(59, 60);
    await table.addData(rows(1, 900), false); // as a pasted block does
    for (let step = 1; step < 52; step += 1) await window.up();
    await window.down();
    const shown = ids(table);
    assert.deepEqual(shown, numbers(shown[0] ?? 0, (shown[0] ?? 0) + shown.length));
  });
});
