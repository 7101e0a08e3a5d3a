import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readQuestion, withQuestion } from "../../src/islands/ledger-grid/address";
import type { Question } from "../../src/islands/ledger-grid/requests";

const ALL: Question = { state: "", overdue: false, sort: "", filters: {}, words: "" };
const NARROW: Question = {
  state: "built",
  overdue: true,
  sort: "-cost",
  filters: { kind: "=flush", remarks: "东街&12号=甲" },
  words: "张三 改厕",
};

describe("a question in an address", () => {
  test("is read back as it was asked", () => {
    assert.deepEqual(readQuestion(`?${withQuestion("", NARROW)}`), NARROW);
    assert.deepEqual(readQuestion(`?${withQuestion("", ALL)}`), ALL);
  });

  test("adds nothing to an address where it asks for all rows", () => {
    assert.equal(withQuestion("", ALL).toString(), "");
  });

  test("leaves area, period and what else is asked as they are", () => {
    const address = withQuestion("?area=990101100&period=2026-10&f.kind=%3Ddry", NARROW);
    assert.equal(address.get("area"), "990101100");
    assert.equal(address.get("period"), "2026-10");
    assert.deepEqual(address.getAll("f.kind"), ["=flush"]);
  });

  test("takes the place of the question before, and of where that had scrolled to", () => {
    const address = withQuestion(
      "?q=%E7%94%B2&f.kind=x&state=built&overdue=1&sort=cost&after=9&before=8&last=1",
      ALL,
    );
    assert.equal(address.toString(), "");
  });

  test("asks for every state where a saved view would bring its own back", () => {
    const address = withQuestion("?view=12", ALL);
    assert.equal(address.toString(), "view=12&state=*");
    assert.equal(readQuestion("?view=12&state=*").state, "");
  });

  test("has no condition that is blank", () => {
    assert.deepEqual(readQuestion("?f.kind=%20&f.cost=%20%3E100%20").filters, { cost: ">100" });
  });
});
