import assert from "node:assert/strict";
import { test } from "node:test";
import { grouped } from "../src/numbers";

test("thousands stand apart by a thin gap, other digits as they are", () => {
  assert.equal(grouped(1234567), "1\u2009234\u2009567");
  assert.equal(grouped(-4200.5), "-4\u2009200.5");
  assert.equal(grouped(999), "999");
  assert.equal(grouped(0), "0");
});
