import { gridOf, row, rows, type Grid } from "./toilets";

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Row } from "../../src/islands/ledger-grid/shapes";

/** Rows by id and columns by field of the chosen rectangle, without the long tail of equal parts. */
function chosen({ cursor }: Grid): { rows: number[]; columns: string[] } {
  const { rows: shown, columns } = cursor.rectangle();
  return {
    rows: shown.map((one) => (one.getData() as Row).id),
    columns: columns.map((one) => one.getField().replace("values.", "")),
  };
}

function press({ table }: Grid, key: string, more: KeyboardEventInit = {}): KeyboardEvent {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
  table.element.dispatchEvent(event);
  return event;
}

describe("the cursor", () => {
  test("begins on the place of the first row", async () => {
    assert.deepEqual(chosen(await gridOf(rows(3))), { rows: [1], columns: ["area_name"] });
  });

  test("walks by arrows and stays inside at every edge", async () => {
    const grid = await gridOf(rows(2));
    press(grid, "ArrowUp");
    press(grid, "ArrowLeft");
    assert.deepEqual(chosen(grid), { rows: [1], columns: ["area_name"] });
    press(grid, "ArrowDown");
    press(grid, "ArrowRight");
    assert.deepEqual(chosen(grid), { rows: [2], columns: ["head"] });
    for (let step = 0; step < 20; step += 1) {
      press(grid, "ArrowDown");
      press(grid, "ArrowRight");
    }
    assert.deepEqual(chosen(grid), { rows: [2], columns: ["updated_by"] });
  });

  test("goes to the ends of a row with Home and End, of all rows with Ctrl", async () => {
    const grid = await gridOf(rows(30));
    press(grid, "End");
    assert.deepEqual(chosen(grid), { rows: [1], columns: ["updated_by"] });
    press(grid, "End", { ctrlKey: true });
    assert.deepEqual(chosen(grid), { rows: [30], columns: ["updated_by"] });
    press(grid, "Home");
    assert.deepEqual(chosen(grid), { rows: [30], columns: ["area_name"] });
    press(grid, "ArrowRight");
    press(grid, "Home", { ctrlKey: true });
    assert.deepEqual(chosen(grid), { rows: [1], columns: ["area_name"] });
  });

  test("goes by a page of rows and back", async () => {
    const grid = await gridOf(rows(30));
    press(grid, "PageDown");
    assert.deepEqual(chosen(grid).rows, [6]);
    press(grid, "PageUp");
    assert.deepEqual(chosen(grid).rows, [1]);
  });

  test("grows a rectangle from where it stands while Shift is held, and lets go of it afterwards", async () => {
    const grid = await gridOf(rows(5));
    press(grid, "ArrowDown");
    press(grid, "ArrowDown");
    press(grid, "ArrowRight", { shiftKey: true });
    press(grid, "ArrowUp", { shiftKey: true });
    assert.deepEqual(chosen(grid), { rows: [2, 3], columns: ["area_name", "head"] });
    press(grid, "ArrowDown", { shiftKey: true });
    press(grid, "ArrowDown", { shiftKey: true });
    assert.deepEqual(chosen(grid), { rows: [3, 4], columns: ["area_name", "head"] });
    press(grid, "ArrowDown");
    assert.deepEqual(chosen(grid), { rows: [5], columns: ["head"] });
  });

  test("goes sideways with Tab and never grows by it", async () => {
    const grid = await gridOf(rows(1));
    press(grid, "Tab");
    press(grid, "Tab");
    assert.deepEqual(chosen(grid).columns, ["state"]);
    press(grid, "Tab", { shiftKey: true });
    assert.deepEqual(chosen(grid).columns, ["head"]);
  });

  test("passes columns that are hidden", async () => {
    const grid = await gridOf(rows(1), {}, ["kind", "uses"]);
    press(grid, "Tab");
    press(grid, "Tab");
    press(grid, "Tab");
    assert.deepEqual(chosen(grid).columns, ["cost"]);
  });

  test("marks its cell, and all of a rectangle", async () => {
    const grid = await gridOf(rows(2));
    press(grid, "ArrowDown", { shiftKey: true });
    const [first, second] = grid.cursor
      .rectangle()
      .rows.map((one) => one.getCell("area_name").getElement().className);
    assert.match(first ?? "", /lg-chosen/);
    assert.match(second ?? "", /lg-active/);
    press(grid, "ArrowUp");
    assert.doesNotMatch(grid.table.getRows()[1]?.getCell("area_name").getElement().className ?? "", /lg-/);
  });

  test("leaves the browser its own keys and those of an input method", async () => {
    const grid = await gridOf(rows(3));
    const events = [
      press(grid, "c", { ctrlKey: true }),
      press(grid, "ArrowDown", { isComposing: true }),
      press(grid, "F5"),
    ];
    assert.deepEqual(
      events.map(({ defaultPrevented }) => defaultPrevented),
      [false, false, false],
    );
    assert.deepEqual(chosen(grid).rows, [1]);
  });

  test("asks for more rows as it nears the last of them", async () => {
    const grid = await gridOf(rows(20));
    grid.cursor.move(14, 0);
    assert.equal(grid.wanted(), 0);
    press(grid, "ArrowDown");
    assert.equal(grid.wanted(), 1);
  });

  test("stays on its rows when others come above them or go", async () => {
    const grid = await gridOf(rows(5, 11));
    grid.cursor.move(1, 0);
    grid.cursor.move(1, 0, true);
    await grid.table.replaceData([...rows(3, 8), ...rows(5, 11)]);
    grid.cursor.shift(3);
    assert.deepEqual(chosen(grid).rows, [12, 13]);
    await grid.table.replaceData(rows(4, 12));
    grid.cursor.shift(-4);
    assert.deepEqual(chosen(grid).rows, [12, 13]);
  });

  test("comes back to the last row when fewer are shown than before", async () => {
    const grid = await gridOf(rows(9));
    grid.cursor.move(8, 0);
    await grid.table.setData([row(1), row(2)]);
    press(grid, "ArrowUp");
    assert.deepEqual(chosen(grid).rows, [2]);
  });

  test("gives a pasted block the cells from its corner to the ends", async () => {
    const grid = await gridOf(rows(4));
    grid.cursor.move(1, 3);
    grid.cursor.move(1, 1, true);
    const { rows: below, columns } = grid.cursor.fromActive();
    assert.deepEqual(
      below.map((one) => (one.getData() as Row).id),
      [2, 3, 4],
    );
    assert.equal(columns[0]?.getField(), "values.kind");
    assert.equal(columns.length, 10);
  });
});
