/** Chips: figures of the books inside the text, and their list in the margin. */

export interface Chip {
  address: string;
  phrase: string;
  text: string;
  title: string;
  problem: string;
  stale: boolean;
  before: string | null;
}

export interface Catalogue {
  suffix: string;
  phrases: Record<string, string>;
  indicators: { code: string; title: string; unit: string; words: string }[];
}

export function marksIn(sheet: HTMLElement): HTMLElement[] {
  return [...sheet.querySelectorAll<HTMLElement>("[data-mark]")];
}

export function chipElement(mark: string, trace: string, text = "…"): HTMLElement {
  const link = document.createElement("a");
  link.className = "rw-chip";
  link.dataset["mark"] = mark;
  link.dataset["panel"] = "";
  link.contentEditable = "false";
  link.href = trace + addressOf(mark);
  link.textContent = text;
  return link;
}

export function addressOf(mark: string): string {
  return (
    mark
      .replace(/^\{\{\s*|\s*\}\}$/g, "")
      .split("|")[0]
      ?.trim() ?? ""
  );
}

export function phraseOf(mark: string): string {
  return (
    mark
      .replace(/^\{\{\s*|\s*\}\}$/g, "")
      .split("|")[1]
      ?.trim() || "value"
  );
}

export function markOf(address: string, phrase: string): string {
  return phrase === "value" ? `{{${address}}}` : `{{${address}|${phrase}}}`;
}

/** Write what the books say into a chip; a stale one shows both. */
export function fill(element: HTMLElement, chip: Chip): void {
  element.classList.toggle("rw-chip--problem", chip.problem !== "");
  element.classList.toggle("rw-chip--stale", chip.stale);
  element.title = [chip.title, chip.problem, chip.stale ? `上次是“${chip.before ?? ""}”` : ""]
    .filter(Boolean)
    .join("：");
  element.textContent = chip.text;
}

/** One line of the margin: the words, what they are, the ways to write them, what is wrong. */
export function marginItem(
  element: HTMLElement,
  chip: Chip,
  phrases: Record<string, string>,
  change: (phrase: string) => void,
): HTMLElement {
  const item = document.createElement("li");
  item.classList.toggle("problem", chip.problem !== "");
  item.classList.toggle("stale", chip.stale);
  const text = document.createElement("button");
  text.type = "button";
  text.className = "text";
  text.textContent = chip.text;
  text.title = "到正文里看";
  text.addEventListener("click", () => {
    element.scrollIntoView({ block: "center", behavior: "smooth" });
    flash(element);
  });
  const what = document.createElement("span");
  what.className = "what";
  what.textContent = chip.title || chip.address;
  item.append(text);
  if (!chip.problem) item.append(what);
  if (chip.stale) item.append(note(`上次是“${chip.before ?? ""}”，账上已变`));
  if (chip.problem) item.append(note(chip.problem));
  item.append(phraseBox(chip.phrase, phrases, change));
  return item;
}

function note(text: string): HTMLElement {
  const why = document.createElement("span");
  why.className = "why";
  why.textContent = text;
  return why;
}

function phraseBox(
  current: string,
  phrases: Record<string, string>,
  change: (phrase: string) => void,
): HTMLElement {
  const select = document.createElement("select");
  select.className = "rw-phrase";
  select.setAttribute("aria-label", "写法");
  for (const [name, title] of Object.entries(phrases))
    select.append(new Option(title, name, false, name === current));
  select.addEventListener("change", () => change(select.value));
  return select;
}

function flash(element: HTMLElement): void {
  element.classList.add("rw-flash");
  window.setTimeout(() => element.classList.remove("rw-flash"), 1500);
}
