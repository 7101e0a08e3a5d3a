/** What stands on the page around the grid and follows it: tabs, counts, links that carry the question, the message. */

import { counted } from "./finding";
import type { Question } from "./requests";
import type { Counts } from "./shapes";

export type Tone = "ok" | "busy" | "bad";

export function slotNamed(name: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-grid="${name}"]`);
}

export function stateTabs(): NodeListOf<HTMLElement> {
  return document.querySelectorAll<HTMLElement>("[data-grid-tab]");
}

export function tell(message: string, tone: Tone): void {
  const place = slotNamed("message");
  if (!place) return;
  place.textContent = message;
  place.dataset["tone"] = tone;
}

/** Mark the tab of the question, let links carry it, offer to clear it. */
export function markQuestion(question: Question): void {
  for (const tab of stateTabs()) {
    const { state = "", overdue } = tab.dataset;
    const current = overdue === "1" ? question.overdue : !question.overdue && state === question.state;
    tab.toggleAttribute("aria-current", current);
  }
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-carries-query]")) {
    const query = new URLSearchParams(location.search);
    if (!query.has("view")) query.set("view", "0");
    link.href = `${link.pathname}?${query}`;
  }
  const clear = slotNamed("clear");
  const { state, overdue, words, filters } = question;
  if (clear) clear.hidden = !state && !overdue && !words && !Object.keys(filters).length;
}

export function showCounts(counts: Counts): void {
  slotNamed("total")?.replaceChildren(counted(counts.total));
  const exact = slotNamed("exact");
  if (exact) exact.hidden = !counts.total.capped;
  for (const tab of stateTabs()) {
    const { state = "", overdue } = tab.dataset;
    const count = overdue === "1" ? counts.overdue : state ? counts.states[state] : counts.whole;
    tab.querySelector("[data-count]")?.replaceChildren(count ? counted(count) : "");
  }
}

/** What of the address stays when the question is cleared. */
export function keptQuery(): string {
  const parameters = new URLSearchParams(location.search);
  const kept = ["area", "period"].flatMap((name) =>
    parameters.get(name) ? [`${name}=${parameters.get(name)}`] : [],
  );
  return kept.length ? `?${kept.join("&")}` : "";
}
