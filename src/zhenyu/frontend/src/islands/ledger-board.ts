/**
 * `<zy-ledger-board>`: cards are taken further by dragging them to another state, or from the keyboard by “办理”.
 *
 * The server has drawn everything; without JavaScript titles and “办理” are links to the record, “再看” to the grid.
 */

import { post, Refusal } from "./ledger-grid/data";
import { askReason, choose } from "./ledger-grid/dialogs";
import type { Column, Saved, Transition, Value } from "./ledger-grid/shapes";

interface Step extends Transition {
  to: string;
}

interface BoardConfig {
  columns: Column[];
  transitions: Step[];
  states: Record<string, string>;
  urls: { transition: string };
}

class LedgerBoard extends HTMLElement {
  private config!: BoardConfig;
  private dragged: HTMLElement | null = null;

  connectedCallback(): void {
    const script = this.querySelector<HTMLScriptElement>('script[type="application/json"]');
    if (!script?.textContent) return;
    this.config = JSON.parse(script.textContent) as BoardConfig;
    this.makeDraggable();
    this.addEventListener("htmx:load", () => this.makeDraggable());
    this.addEventListener("click", (event) => this.onClick(event));
    this.addEventListener("dragstart", (event) => this.onDragStart(event));
    this.addEventListener("dragend", () => this.onDragEnd());
    this.addEventListener("dragover", (event) => this.onDragOver(event));
    this.addEventListener("drop", (event) => this.onDrop(event));
    this.setAttribute("ready", "");
  }

  private makeDraggable(): void {
    for (const card of this.querySelectorAll<HTMLElement>(".kb-card"))
      card.draggable = this.stepsOf(card).length > 0;
  }

  private stepsOf(card: HTMLElement): Step[] {
    const names = (card.dataset["steps"] ?? "").split(" ");
    return this.config.transitions.filter(({ name }) => names.includes(name));
  }

  private onClick(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-do]") : null;
    const card = link?.closest<HTMLElement>(".kb-card");
    if (!card || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void this.offer(card, this.stepsOf(card));
  }

  private onDragStart(event: DragEvent): void {
    const card = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>(".kb-card") : null;
    if (!card) return;
    this.dragged = card;
    card.classList.add("kb-lifted");
    event.dataTransfer?.setData("text/plain", card.querySelector(".kb-title")?.textContent ?? "");
    const open = new Set(this.stepsOf(card).map(({ to }) => to));
    for (const column of this.columns())
      column.classList.add(open.has(column.dataset["state"] ?? "") ? "kb-open" : "kb-shut");
  }

  private onDragEnd(): void {
    this.dragged?.classList.remove("kb-lifted");
    this.dragged = null;
    for (const column of this.columns()) column.classList.remove("kb-open", "kb-shut", "kb-over");
  }

  private onDragOver(event: DragEvent): void {
    const column = this.columnUnder(event);
    for (const one of this.columns()) one.classList.toggle("kb-over", one === column);
    if (column?.classList.contains("kb-open")) event.preventDefault();
  }

  private onDrop(event: DragEvent): void {
    const [card, column] = [this.dragged, this.columnUnder(event)];
    if (!card || !column) return;
    event.preventDefault();
    void this.offer(
      card,
      this.stepsOf(card).filter(({ to }) => to === column.dataset["state"]),
    );
  }

  private columnUnder(event: DragEvent): HTMLElement | null {
    return event.target instanceof Element ? event.target.closest<HTMLElement>(".kb-column") : null;
  }

  private columns(): NodeListOf<HTMLElement> {
    return this.querySelectorAll<HTMLElement>(".kb-column");
  }

  /** Let the user choose among several steps, ask what the chosen one needs, and take it. */
  private async offer(card: HTMLElement, steps: Step[]): Promise<void> {
    const title = card.querySelector(".kb-title")?.textContent ?? "";
    const name =
      steps.length > 1
        ? await choose(
            `${title}：办理哪一步`,
            steps.map((step): [string, string] => [step.name, step.title]),
          )
        : steps[0]?.name;
    const step = steps.find((one) => one.name === name);
    if (!step) return;
    const blank = (card.dataset["blank"] ?? "").split(",");
    const needs = this.config.columns.filter(
      (column) => step.requires.includes(column.name) && blank.includes(column.name),
    );
    const reason = await askReason(`${step.title}：${title}`, needs, false);
    if (!reason) return;
    await this.take(card, step, reason.values, reason.why);
  }

  private async take(
    card: HTMLElement,
    step: Step,
    values: Record<string, Value>,
    why: string,
  ): Promise<void> {
    this.tell("正在办理…", "busy");
    try {
      const refs = [{ id: Number(card.dataset["id"]), version: Number(card.dataset["version"]) }];
      const saved = await post<Saved>(this.config.urls.transition, { refs, name: step.name, values, why });
      this.moved(card, step, saved);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const [theirs] = error.theirs;
      const now = theirs
        ? `现在是“${theirs.state_title}”（${theirs.updated_by} ${theirs.updated_at} 改）。`
        : "";
      if (theirs) this.refresh(card, theirs.version, theirs.state);
      this.tell(`没有办理：${error.message}。${now}${error.hint}`, "bad");
    }
  }

  private moved(card: HTMLElement, step: Step, saved: Saved): void {
    const [row] = saved.rows;
    if (!row) return;
    card.dataset["blank"] = Object.keys(row.values)
      .filter((name) => row.values[name] === null)
      .join(",");
    this.refresh(card, row.version, row.state);
    card.querySelector<HTMLElement>(".kb-title")?.focus();
    this.tell(`已${step.title}，转到“${row.state_title}”`, "ok");
  }

  /** Put a card where its row stands now, with the steps that lead on from there. */
  private refresh(card: HTMLElement, version: number, state: string): void {
    this.count(card.dataset["state"] ?? "", -1);
    this.count(state, 1);
    card.dataset["version"] = String(version);
    card.dataset["state"] = state;
    const open = this.config.transitions.filter(({ from }) => from.includes(state));
    card.dataset["steps"] = open.map(({ name }) => name).join(" ");
    card.querySelector<HTMLElement>("[data-do]")?.toggleAttribute("hidden", !open.length);
    card.draggable = open.length > 0;
    const cards = this.querySelector(`.kb-column[data-state="${CSS.escape(state)}"] .kb-cards`);
    cards?.querySelector(".kb-none")?.remove();
    cards?.prepend(card);
  }

  private count(state: string, change: number): void {
    const place = this.querySelector(`.kb-column[data-state="${CSS.escape(state)}"] [data-count]`);
    if (place && !place.textContent.endsWith("+"))
      place.textContent = String(Number(place.textContent) + change);
  }

  private tell(message: string, tone: string): void {
    const place = document.querySelector<HTMLElement>('[data-board="message"]');
    if (!place) return;
    place.textContent = message;
    place.dataset["tone"] = tone;
  }
}

customElements.define("zy-ledger-board", LedgerBoard);
