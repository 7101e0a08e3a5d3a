import "./dom";
import "../src/islands/target-sum";

import assert from "node:assert/strict";
import { describe, test } from "node:test";

/** The form of a split target with parts as they stand when the page comes. */
function open(
  total: string,
  parts: string[],
  attributes = 'data-adds-up data-unit="户" data-whose="各村"',
): void {
  const fields = parts.map(
    (value, place) =>
      `<input name="part.${place}" value="${value}"><input type="checkbox" name="lock" value="${place}">`,
  );
  const holder = document.createElement("div");
  holder.innerHTML = `<form id="propose"></form><form><zy-target-sum data-total="${total}" ${attributes}>
    <p class="sum-check">as the server said</p>${fields.join("")}</zy-target-sum><button data-with-locks></button></form>`;
  document.body.replaceChildren(holder); // the element finds its parts in it, as in a page that was read to its end
}

function type(place: number, text: string): void {
  const field = document.querySelector(`input[name="part.${place}"]`) as HTMLInputElement;
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** What the check says, and whether it says that something is off. */
function check(): [text: string, off: boolean] {
  const told = document.querySelector(".sum-check") as HTMLElement;
  return [told.textContent, told.classList.contains("off")];
}

describe("the sum check of a split target", () => {
  test("says that parts add up as soon as they do", () => {
    open("100", ["60", "30"]);
    assert.deepEqual(check(), ["各村合计差 10 户", true]);
    type(1, "40");
    assert.deepEqual(check(), ["各村合计等于总目标", false]);
    type(0, "75");
    assert.deepEqual(check(), ["各村合计超 15 户", true]);
  });

  test("adds decimals without a rest", () => {
    open("0.3", ["0.1", "0.2"]);
    assert.deepEqual(check(), ["各村合计等于总目标", false]);
    open("1", ["0.7", "0.1", "0.1", "0.1"]);
    assert.equal(check()[1], false);
    open("10.005", ["9.5", "0.505"]);
    assert.equal(check()[1], false);
  });

  test("adds amounts larger than any float keeps", () => {
    open("9007199254740993.01", ["9007199254740992", "1"]);
    assert.deepEqual(check(), ["各村合计差 0.01 户", true]);
  });

  test("writes the difference as short as it is, with all its digits", () => {
    open("100.50", ["99.4500"]);
    assert.equal(check()[0], "各村合计差 1.05 户");
    open("100.00", ["40.00", "50.000"]);
    assert.equal(check()[0], "各村合计差 10 户");
    open("0.001", [""]);
    assert.equal(check()[0], "各村合计差 0.001 户");
  });

  test("counts parts below zero, and a blank one as nothing", () => {
    open("10", ["15.5", "-5.5", "", "-0"]);
    assert.deepEqual(check(), ["各村合计等于总目标", false]);
    open("-0.5", ["-0.25", "-0.5"]);
    assert.equal(check()[0], "各村合计差 0.25 户");
  });

  test("names what is not a number, and counts it as nothing meanwhile", () => {
    open("100", ["100", ""]);
    type(1, "约三十");
    assert.deepEqual(check(), ["“约三十”不是一个数", true]);
    type(1, "1e3");
    assert.equal(check()[0], "“1e3”不是一个数");
    type(1, " 0. ");
    assert.equal(check()[1], false);
  });

  test("leaves a target alone whose parts need not add up", () => {
    open("100", ["60"], 'data-unit="户"');
    type(0, "70");
    assert.deepEqual(check(), ["as the server said", false]);
  });

  test("carries locked parts with what stands in them into a new proposal, once", () => {
    open("100", ["60", "30", "10"]);
    type(2, "15");
    for (const lock of document.querySelectorAll<HTMLInputElement>("input[name=lock]"))
      lock.checked = lock.value !== "1";
    const button = document.querySelector("[data-with-locks]") as HTMLElement;
    button.click();
    button.click();
    const carried = [...new FormData(document.querySelector("#propose") as HTMLFormElement)];
    assert.deepEqual(carried, [
      ["lock", "0"],
      ["part.0", "60"],
      ["lock", "2"],
      ["part.2", "15"],
    ]);
  });
});
