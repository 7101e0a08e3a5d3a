/** The question a grid asks ↔ the page's address, so that any view can be sent to a colleague. */

import type { Question } from "./requests";

const FILTER = "f.";
const EVERY_STATE = "*";

export function readQuestion(search: string): Question {
  const parameters = new URLSearchParams(search);
  const filters: Record<string, string> = {};
  for (const [name, value] of parameters) {
    if (name.startsWith(FILTER) && value.trim()) filters[name.slice(FILTER.length)] = value.trim();
  }
  return {
    state: (parameters.get("state") ?? "").replace(EVERY_STATE, ""),
    overdue: parameters.get("overdue") === "1",
    sort: parameters.get("sort") ?? "",
    filters,
    words: parameters.get("q") ?? "",
  };
}

/** The parameters of `search` with the question put in; area, period and everything else stay. */
export function withQuestion(search: string, question: Question): URLSearchParams {
  const parameters = new URLSearchParams(search);
  for (const name of [...parameters.keys()]) {
    if (
      name.startsWith(FILTER) ||
      ["state", "overdue", "sort", "after", "before", "last", "q"].includes(name)
    )
      parameters.delete(name);
  }
  if (question.state) parameters.set("state", question.state);
  else if (parameters.has("view")) parameters.set("state", EVERY_STATE); // left out, it would bring the view's back
  if (question.overdue) parameters.set("overdue", "1");
  if (question.sort) parameters.set("sort", question.sort);
  if (question.words) parameters.set("q", question.words);
  for (const [field, text] of Object.entries(question.filters)) parameters.set(FILTER + field, text);
  return parameters;
}

export function showQuestion(question: Question): void {
  const query = withQuestion(location.search, question).toString();
  history.replaceState(history.state, "", query ? `?${query}` : location.pathname);
}
