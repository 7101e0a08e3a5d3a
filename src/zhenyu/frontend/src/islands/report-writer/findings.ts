/** What the auditor questions in the draft: cards in the margin, each beside its words; go there, mend, or leave with a reason. */

import { chipElement } from "./chips";
import { blocksOf } from "./markdown";

export interface Finding {
  number: number;
  key: string;
  severity: string;
  severity_name: string;
  title: string;
  message: string;
  suggestion: string;
  words: string;
  block: number;
  start: number;
  end: number;
  fix: { start: number; end: number; text: string } | null;
  books: { name: string; value: string; address: string }[];
}

const MARK = /^\{\{.*\}\}$/;

/** The stretch of the sheet a finding speaks of; null when the text has moved on since. */
export function rangeOf(
  sheet: HTMLElement,
  finding: Finding,
  start = finding.start,
  end = finding.end,
): Range | null {
  const block = blocksOf(sheet)[finding.block];
  if (!block || (block.textContent ?? "").slice(finding.start, finding.end) !== finding.words) return null;
  const range = document.createRange();
  const first = pointAt(block, start);
  const last = pointAt(block, end);
  if (!first || !last) return null;
  range.setStart(...first);
  range.setEnd(...last);
  return range;
}

function pointAt(block: Node, offset: number): [Node, number] | null {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  let left = offset;
  let last: Node | null = null;
  while (walker.nextNode()) {
    last = walker.currentNode;
    const length = last.textContent?.length ?? 0;
    if (left <= length) return [last, left];
    left -= length;
  }
  return last ? [last, last.textContent?.length ?? 0] : null;
}

/** Put the mended words in; false when the text has moved on since. */
export function mend(sheet: HTMLElement, finding: Finding, trace: string): boolean {
  if (!finding.fix) return false;
  const range = rangeOf(sheet, finding, finding.fix.start, finding.fix.end);
  if (!range) return false;
  range.deleteContents();
  const text = finding.fix.text;
  if (text) range.insertNode(MARK.test(text) ? chipElement(text, trace) : document.createTextNode(text));
  return true;
}

interface Doors {
  show: (finding: Finding) => void;
  mend: (finding: Finding) => void;
  dismiss: (finding: Finding, reason: string) => void;
  trace: string;
}

/** One card of the margin. */
export function card(finding: Finding, reason: string, doors: Doors): HTMLElement {
  const item = document.createElement("li");
  item.className = `ra-card ra-card--${finding.severity}${reason ? " ra-settled" : ""}`;
  item.tabIndex = 0;
  const title = paragraph("ra-title");
  const severity = document.createElement("b");
  severity.className = "ra-severity";
  severity.textContent = finding.severity_name;
  title.append(severity, ` ${finding.title}`);
  item.append(title, paragraph("", finding.message), paragraph("ra-advice", finding.suggestion));
  for (const each of finding.books) {
    const link = document.createElement("a");
    link.href = doors.trace + each.address;
    link.dataset["panel"] = "";
    link.textContent = each.value;
    const told = paragraph("ra-books", `${each.name} `);
    told.append(link);
    item.append(told);
  }
  if (reason) item.append(paragraph("ra-verdict", `不改：${reason}`));
  const buttons = paragraph("ra-forms");
  buttons.append(button("看原文", () => doors.show(finding)));
  if (finding.fix && !reason) {
    const text = MARK.test(finding.fix.text) ? "换成账上的数" : "改正";
    buttons.append(button(text, () => doors.mend(finding)));
  }
  buttons.append(
    reason
      ? button("重新处理", () => doors.dismiss(finding, ""))
      : button("不改…", () => ask(item, finding, doors)),
  );
  item.append(buttons);
  item.addEventListener("keydown", (event) => {
    if (event.target !== item) return;
    if (event.key === "Enter") doors.show(finding);
    else if (event.key === "ArrowDown") (item.nextElementSibling as HTMLElement | null)?.focus();
    else if (event.key === "ArrowUp") (item.previousElementSibling as HTMLElement | null)?.focus();
    else return;
    event.preventDefault();
  });
  return item;
}

function ask(item: HTMLElement, finding: Finding, doors: Doors): void {
  if (item.querySelector("form")) return;
  const form = document.createElement("form");
  const input = document.createElement("input");
  input.className = "form-control form-control-sm";
  input.placeholder = "为什么不改";
  input.required = true;
  input.maxLength = 200;
  input.setAttribute("aria-label", "不改的理由");
  const send = document.createElement("button");
  send.className = "btn btn-sm btn-primary";
  send.textContent = "不改";
  form.append(input, send);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.value.trim()) doors.dismiss(finding, input.value.trim());
  });
  item.append(form);
  input.focus();
}

function paragraph(name: string, text = ""): HTMLElement {
  const made = document.createElement("p");
  if (name) made.className = name;
  made.textContent = text;
  return made;
}

function button(text: string, act: () => void): HTMLElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn btn-sm btn-quiet";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}
