/**
 * `<zy-report-reader>`: text and table of figures move together. Without it the two are linked by anchors.
 *
 * Pointing at a figure lights its partner, clicking scrolls to it, filters dim the rest in the text and hide it in the table.
 */

type Wanted = Map<string, Set<string>>;

class ReportReader extends HTMLElement {
  private readonly wanted: Wanted = new Map();

  connectedCallback(): void {
    this.addEventListener("mouseover", (event) => { this.light(idOf(event.target)); });
    this.addEventListener("focusin", (event) => { this.light(idOf(event.target)); });
    this.addEventListener("click", (event) => { this.follow(event); });
    for (const button of this.querySelectorAll<HTMLButtonElement>("[data-filter]")) {
      button.addEventListener("click", () => { this.toggle(button); });
    }
    const target = /^#[tf](\d+)$/.exec(location.hash)?.[1];
    if (target) this.light(target);
  }

  private light(id: string | null): void {
    if (!id) return;
    for (const lit of this.querySelectorAll(".rr-lit")) lit.classList.remove("rr-lit");
    this.inText(id)?.classList.add("rr-lit");
    this.inTable(id)?.classList.add("rr-lit");
  }

  private follow(event: MouseEvent): void {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a.rr-figure");
    const id = idOf(link);
    if (!link || !id || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.light(id);
    const partner = link.closest("[data-row]") ? this.inText(id) : this.inTable(id);
    partner?.scrollIntoView({ block: "center", behavior: "smooth" });
    history.replaceState(history.state, "", `#${partner?.id ?? ""}`);
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
      this.inText(row.dataset["row"] ?? "")?.classList.toggle("rr-dim", !shown);
    }
  }

  private inText(id: string): HTMLElement | null {
    return this.querySelector<HTMLElement>(`[data-figure="${id}"]`);
  }

  private inTable(id: string): HTMLElement | null {
    return this.querySelector<HTMLElement>(`[data-row="${id}"]`);
  }
}

function idOf(target: EventTarget | null): string | null {
  if (!(target instanceof Element)) return null;
  const figure = target.closest<HTMLElement>("[data-figure]")?.dataset["figure"];
  return figure ?? target.closest<HTMLElement>("[data-row]")?.dataset["row"] ?? null;
}

customElements.define("zy-report-reader", ReportReader);
