/** Ways to rows that are far: words in any column, a value in the order, the first and the last page, the exact count. */

import { grouped } from "../../numbers";
import type { Question } from "./requests";
import type { Counted, GridConfig } from "./shapes";

export interface Finding {
  question: Question;
  config: GridConfig;
  slot: (name: string) => HTMLElement | null;
  ask: (place?: Record<string, string>) => void;
  count: () => void;
}

export function mountFinding({ question, config, slot, ask, count }: Finding): void {
  const words = slot("words") as HTMLInputElement | null;
  words?.form?.addEventListener("submit", (event) => {
    event.preventDefault();
    question.words = words.value.trim();
    ask();
  });
  words?.addEventListener("search", () => {
    if (!words.value && question.words) {
      question.words = "";
      ask();
    }
  });
  const place = slot("goto") as HTMLInputElement | null;
  place?.form?.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = place.value.trim();
    if (!text) return;
    if (!question.sort) question.sort = config.columns.find(({ key }) => key)?.name ?? "";
    ask({ at: text });
  });
  slot("first")?.addEventListener("click", () => ask());
  slot("last")?.addEventListener("click", () => {
    ask({ last: "1" });
  });
  slot("exact")?.addEventListener("click", count);
}

/** What the place box goes to: a value of the sorted column, or of the key. */
export function placeHint(question: Question, config: GridConfig): string {
  const name = question.sort.replace("-", "");
  const title =
    { area: config.level, due: "时限", updated_at: "最后修改", state: "状态" }[name] ??
    config.columns.find((column) => (name ? column.name === name : column.key))?.title ??
    "";
  return title ? `定位到${title}…` : "";
}

export function counted({ number, capped }: Counted): string {
  if (capped && !number) return "";
  return `${grouped(number)}${capped ? "+" : ""}`;
}
