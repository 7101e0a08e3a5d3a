/**
 * `<zy-report-reader>`: text and table of figures move together. Without it the two are linked by anchors.
 *
 * Pointing at a figure lights its partner, clicking scrolls to it, filters dim the rest in the text and hide it in the table,
 * Alt+↓ and Alt+↑ go to the next and the last figure shown. Words marked in the text can be entered as a figure
 * (`data-missed` is the form's address). A PDF or scan shows its pages; two tabs change between them and the text.
 */

import { openPanel } from "../panel";

type Wanted = Map<string, Set<string>>;

class ReportReader extends HTMLElement {
  private readonly wanted: Wanted = new Map();

  connectedCallback(): void {
    this.addEventListener("mouseover", (event) => this.light(idOf(event.target)));
    this.addEventListener("focusin", (event) => this.light(idOf(event.target)));
    this.addEventListener("click", (event) => this.follow(event));
    for (const button of this.querySelectorAll<HTMLButtonElement>("[data-filter]")) {
      button.addEventListener("click", () => this.toggle(button));
    }
    document.addEventListener("keydown", this.onKey);
    document.addEventListener("click", takeIndicator);
    document.addEventListener("selectionchange", this.onMarked);
    for (const button of this.querySelectorAll<HTMLButtonElement>("[data-step]")) {
      button.addEventListener("click", () => this.step(Number(button.dataset["step"])));
    }
    for (const tab of this.querySelectorAll<HTMLAnchorElement>("a[data-view]")) {
      tab.addEventListener("click", (event) => this.turnTo(event, tab));
    }
    this.querySelector("[data-enter]")?.addEventListener("click", () => this.enterMarked());
    const target = /^#[tf](\d+)$/.exec(location.hash)?.[1];
    if (!target) return;
    this.light(target);
    if (location.hash.startsWith("#t")) this.inText(target)?.scrollIntoView({ block: "center" });
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.onKey);
    document.removeEventListener("click", takeIndicator);
    document.removeEventListener("selectionchange", this.onMarked);
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (!event.altKey || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    event.preventDefault();
    this.step(event.key === "ArrowDown" ? 1 : -1);
  };

  private step(by: number): void {
    const rows = [...this.querySelectorAll<HTMLElement>("[data-row]")].filter((row) => !row.hidden);
    const lit = rows.findIndex((row) => row.classList.contains("rr-lit"));
    const next = rows[lit < 0 && by < 0 ? rows.length - 1 : lit + by];
    const id = next?.dataset["row"];
    if (!id) return;
    this.light(id);
    for (const place of [next, this.inText(id)]) place?.scrollIntoView({ block: "center" });
  }

  private readonly onMarked = (): void => {
    const place = this.marked();
    const button = this.querySelector<HTMLElement>("[data-enter]");
    if (button) button.hidden = place === null;
  };

  /** Where the marked words stand in the report, in characters; null when none or when they span lines. */
  private marked(): [number, number] | null {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    if (!this.querySelector(".rr-text")?.contains(range.commonAncestorContainer)) return null;
    const [start, end] = [
      placeOf(range.startContainer, range.startOffset),
      placeOf(range.endContainer, range.endOffset),
    ];
    return start === null || end === null || end <= start ? null : [start, end];
  }

  private enterMarked(): void {
    const place = this.marked();
    const panel = document.querySelector<HTMLDialogElement>("#side-panel");
    if (!place || !panel) return;
    const address = new URL(this.dataset["missed"] ?? "", location.href);
    address.searchParams.set("start", String(place[0]));
    address.searchParams.set("end", String(place[1]));
    openPanel(panel, address.href);
  }

  /** Show the pages or the text, and keep the figure that is lit in sight. */
  private turnTo(event: MouseEvent, tab: HTMLAnchorElement): void {
    if (event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    for (const other of this.querySelectorAll("a[data-view]"))
      other.toggleAttribute("aria-current", other === tab);
    tab.setAttribute("aria-current", "page");
    for (const side of this.querySelectorAll<HTMLElement>("[data-shows]"))
      side.hidden = side.dataset["shows"] !== tab.dataset["view"];
    history.replaceState(history.state, "", tab.href);
    const lit = this.querySelector<HTMLElement>("[data-row].rr-lit")?.dataset["row"];
    if (lit) this.inText(lit)?.scrollIntoView({ block: "center" });
  }

  private light(id: string | null): void {
    if (!id) return;
    for (const lit of this.querySelectorAll(".rr-lit")) lit.classList.remove("rr-lit");
    for (const place of this.places(id)) place.classList.add("rr-lit");
    this.inTable(id)?.classList.add("rr-lit");
  }

  private follow(event: MouseEvent): void {
    const link = (event.target as Element).closest("a.rr-figure");
    const id = idOf(link);
    if (!link || !id || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.light(id);
    const partner = link.closest("[data-row]") ? this.inText(id) : this.inTable(id);
    partner?.scrollIntoView({ block: "center", behavior: "smooth" });
    if (partner?.id) history.replaceState(history.state, "", `#${partner.id}`);
  }

  private toggle(button: HTMLButtonElement): void {
    const { filter = "", value = "" } = button.dataset;
    const values = this.wanted.get(filter) ?? new Set<string>();
    const on = !values.delete(value);
    if (on) values.add(value);
    button.setAttribute("aria-pressed", String(on));
    if (values.size) this.wanted.set(filter, values);
    else this.wanted.delete(filter);
    this.apply();
  }

  private apply(): void {
    for (const row of this.querySelectorAll<HTMLElement>("[data-row]")) {
      const shown = [...this.wanted].every(([name, values]) => values.has(row.dataset[name] ?? ""));
      row.hidden = !shown;
      for (const place of this.places(row.dataset["row"] ?? "")) place.classList.toggle("rr-dim", !shown);
    }
  }

  /** Where a figure stands: its words in the text and its boxes on the pages. */
  private places(id: string): Element[] {
    return [...this.querySelectorAll(`[data-figure="${id}"]`)];
  }

  /** The place that is shown now. */
  private inText(id: string): Element | null {
    return this.places(id).find((place) => !place.closest("[data-shows][hidden]")) ?? null;
  }

  private inTable(id: string): HTMLElement | null {
    return this.querySelector<HTMLElement>(`[data-row="${id}"]`);
  }
}

function idOf(target: EventTarget | null): string | null {
  if (!(target instanceof Element)) return null;
  const figure = target.closest("[data-figure]")?.getAttribute("data-figure");
  return figure ?? target.closest<HTMLElement>("[data-row]")?.dataset["row"] ?? null;
}

/** A place in the page as a place in the report; the report counts whole characters, the browser halves of rare ones. */
function placeOf(node: Node, offset: number): number | null {
  const span = node.parentElement?.closest<HTMLElement>("[data-at]");
  if (!span || node.nodeType !== Node.TEXT_NODE) return null;
  return Number(span.dataset["at"]) + [...(node.textContent ?? "").slice(0, offset)].length;
}

/** A runner-up in the form becomes its indicator. */
function takeIndicator(event: MouseEvent): void {
  const chip = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-take]") : null;
  const input = chip?.closest("form")?.querySelector<HTMLInputElement>("input[name=indicator]");
  if (chip && input) input.value = chip.dataset["take"] ?? "";
}

customElements.define("zy-report-reader", ReportReader);
