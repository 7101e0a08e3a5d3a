import { COLUMNS, configOf, row, rows } from "./toilets";

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CellComponent, ColumnDefinition } from "tabulator-tables";
import { columnDefinitions, fieldOf } from "../../src/islands/ledger-grid/columns";
import type { GridConfig, Row } from "../../src/islands/ledger-grid/shapes";

function columnsOf(config: GridConfig, hidden: string[] = []): Map<string, ColumnDefinition> {
  const needs = { config, filters: {}, hidden: new Set(hidden), sums: () => ({ cost: "1200.50" }) };
  const made = columnDefinitions({ ...needs, after: () => undefined, onFilter: () => undefined });
  return new Map(made.map((one) => [one.field ?? "", one]));
}

function mayEdit(definition: ColumnDefinition | undefined, shown: Row): boolean {
  const editable = definition?.editable;
  const cell = { getData: () => shown } as unknown as CellComponent;
  return (
    definition?.editor !== undefined && (typeof editable === "function" ? editable(cell) : editable === true)
  );
}

describe("the columns of a grid", () => {
  test("are the place, the keys, the state, the fields and what the system keeps", () => {
    assert.deepEqual([...columnsOf(configOf(rows(1))).keys()].map(fieldOf), [
      "_tick",
      "_open",
      "area_name",
      "head",
      "state",
      "kind",
      "uses",
      "cost",
      "done",
      "card",
      "photo",
      "remarks",
      "due",
      "updated_at",
      "updated_by",
    ]);
  });

  test("stand in the order of the view that is open, keys before all", () => {
    const view = {
      id: 1,
      columns: ["cost", "head", "kind"].map((name) => ({ name, width: name === "cost" ? 222 : null })),
    };
    const columns = columnsOf(configOf(rows(1), { view }));
    assert.deepEqual([...columns.keys()].map(fieldOf).slice(3, 7), ["head", "state", "cost", "kind"]);
    assert.equal(columns.get("values.cost")?.width, 222);
  });

  test("have no state where the ledger keeps none, and nothing to tick where one may only read", () => {
    const names = [...columnsOf(configOf(rows(1), { states: [], mayWrite: false })).keys()];
    assert.ok(!names.includes("state"));
    assert.ok(!names.includes("_tick"));
  });

  test("are hidden as chosen", () => {
    const columns = columnsOf(configOf(rows(1)), ["kind", "due"]);
    assert.equal(columns.get("values.kind")?.visible, false);
    assert.equal(columns.get("due")?.visible, false);
    assert.equal(columns.get("values.cost")?.visible, true);
  });

  test("can be edited where the field can, the value is seen and one may write", () => {
    const columns = columnsOf(configOf(rows(1)));
    assert.equal(mayEdit(columns.get("values.cost"), row(1)), true);
    assert.equal(mayEdit(columns.get("values.photo"), row(1)), false);
    assert.equal(mayEdit(columns.get("values.card"), row(1, {}, { masked: ["card"] })), false);
    assert.equal(
      mayEdit(columnsOf(configOf(rows(1), { mayWrite: false })).get("values.cost"), row(1)),
      false,
    );
  });

  test("cannot be edited in the row of sums", () => {
    assert.equal(
      mayEdit(columnsOf(configOf(rows(1))).get("values.cost"), { version: 0, masked: [] } as unknown as Row),
      false,
    );
  });

  test("name the unit, keep numbers to the right, and sum what can be summed", () => {
    const columns = columnsOf(configOf(rows(1)));
    const cost = columns.get("values.cost");
    assert.equal(cost?.title, "造价（元）");
    assert.equal(cost.hozAlign, "right");
    assert.equal(typeof cost.bottomCalc === "function" ? cost.bottomCalc([], [], {}) : "", "1200.50");
    assert.equal(columns.get("values.kind")?.bottomCalc, undefined);
  });

  test("are wide enough for what stands in them, within limits", () => {
    const wide = rows(20).map((one) => ({
      ...one,
      values: { ...one.values, remarks: "很长的备注".repeat(30) },
    }));
    const columns = columnsOf(configOf(wide));
    assert.equal(columns.get("values.remarks")?.width, 260);
    assert.equal(columns.get("values.kind")?.width, 76);
    const oneLong = wide.map((one, place) => (place ? row(one.id) : one));
    assert.equal(columnsOf(configOf(oneLong)).get("values.remarks")?.width, 76);
  });

  test("know their field", () => {
    assert.equal(fieldOf("values.cost"), "cost");
    assert.equal(fieldOf("updated_at"), "updated_at");
    assert.equal(COLUMNS.length, 8);
  });
});
