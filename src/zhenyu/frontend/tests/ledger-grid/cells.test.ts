import { COLUMNS, row } from "./toilets";

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cellElement, dueElement, grouped, stateElement, worded } from "../../src/islands/ledger-grid/cells";
import type { Column } from "../../src/islands/ledger-grid/shapes";

function named(name: string, more: Partial<Column> = {}): Column {
  const column = COLUMNS.find((one) => one.name === name);
  assert.ok(column);
  return { ...column, ...more };
}

describe("a number in a cell", () => {
  test("has a thin gap at every third digit of its whole part", () => {
    assert.equal(grouped("1234567.80"), "1\u2009234\u2009567.80");
    assert.equal(grouped("-123456"), "-123\u2009456");
    assert.equal(grouped("0.123456"), "0.123456");
    assert.equal(
      grouped("12345678901234567890.01"),
      "12\u2009345\u2009678\u2009901\u2009234\u2009567\u2009890.01",
    );
  });

  test("stays as it is where it is none", () => {
    assert.equal(grouped("约1200"), "约1200");
    assert.equal(grouped("1,200"), "1,200");
    assert.equal(grouped(""), "");
  });

  test("is one run of digits where it may be a year", () => {
    const year = named("cost", { type: "integer" });
    assert.equal(cellElement(year, row(1, { cost: 2026 }), {}).textContent, "2026");
    assert.equal(cellElement(year, row(1, { cost: 12026 }), {}).textContent, "12\u2009026");
    assert.equal(cellElement(named("cost"), row(1, { cost: "2026" }), {}).textContent, "2\u2009026");
  });
});

describe("a value in words", () => {
  test("is the title of its choice, of all of them, of its area", () => {
    assert.equal(worded(named("kind"), "flush", {}), "水冲式");
    assert.equal(worded(named("uses"), ["home", "guest"], {}), "自用、民宿");
    assert.equal(
      worded(named("kind", { type: "area" }), "990101100201", { 990101100201: "东湾村" }),
      "东湾村",
    );
  });

  test("is its code where the choice has gone", () => {
    assert.equal(worded(named("kind"), "pit", {}), "pit");
    assert.equal(worded(named("uses"), ["home", "pit"], {}), "自用、pit");
  });

  test("tells nothing, zero and no apart", () => {
    assert.equal(worded(named("cost"), null, {}), "");
    assert.equal(worded(named("cost"), "0", {}), "0");
    assert.equal(worded(named("done"), false, {}), "否");
    assert.equal(worded(named("done"), undefined, {}), "");
  });
});

describe("a cell", () => {
  test("shows what a record field points to by its title", () => {
    const shown = cellElement(
      named("head", { type: "record" }),
      row(1, { head: "#12" }, { labels: { head: "张三" } }),
      {},
    );
    assert.equal(shown.textContent, "张三");
  });

  test("says of a masked value that it is one, and of a blank nothing", () => {
    const masked = { masked: ["card"] };
    assert.equal(
      cellElement(named("card"), row(1, { card: "3701**1234" }, masked), {}).className,
      "lg-masked",
    );
    assert.equal(cellElement(named("card"), row(1, {}, masked), {}).className, "");
  });

  test("shows text as text", () => {
    const shown = cellElement(named("remarks"), row(1, { remarks: "<b>甲</b>" }), {});
    assert.equal(shown.textContent, "<b>甲</b>");
    assert.equal(shown.children.length, 0);
  });

  test("marks a day that has passed in words, and a state by where it stands in the life cycle", () => {
    assert.equal(dueElement(row(1, {}, { due: "2026-10-01", overdue: true })).textContent, "2026-10-01 逾期");
    assert.equal(dueElement(row(1, {}, { due: "2026-12-01" })).textContent, "2026-12-01");
    assert.equal(dueElement(row(1)).textContent, "");
    const states = [{ state: "built", title: "已建", tone: "end" }];
    assert.equal(stateElement(row(1), states).className, "lg-state lg-state--end");
    assert.equal(stateElement(row(1), []).className, "lg-state lg-state--plain");
  });
});
