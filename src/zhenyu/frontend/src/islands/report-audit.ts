/** `<zy-report-audit>`: the findings of a report by keyboard. Without it the page works by its links and forms. */

class ReportAudit extends HTMLElement {
  private readonly keys: Record<string, (card: HTMLElement) => void> = {
    j: () => this.move(1),
    k: () => this.move(-1),
    a: (card) => card.querySelector<HTMLButtonElement>("button[value=accepted]")?.click(),
    e: (card) => open(card, "textarea"),
    x: (card) => open(card, "input[name=reason]"),
    o: (card) => card.querySelector<HTMLAnchorElement>(".ra-number")?.click(),
  };

  connectedCallback(): void {
    this.querySelector(".ra-keys")?.toggleAttribute("hidden", this.cards().length === 0);
    document.addEventListener("keydown", this.pressed);
    document.querySelector<HTMLElement>(".ra-card:target")?.focus({ preventScroll: true });
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.pressed);
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    const target = event.target instanceof HTMLElement ? event.target : null;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const details = target?.closest(".ra-card details");
    if (event.key === "Escape" && details) {
      details.removeAttribute("open");
      details.closest<HTMLElement>(".ra-card")?.focus();
      return;
    }
    const act = this.keys[event.key.toLowerCase()];
    if (!act || target?.closest("input, textarea, select, [contenteditable=true], dialog")) return;
    const card = this.current() ?? this.cards()[0];
    if (!card) return;
    event.preventDefault();
    act(card);
  };

  /** The next or the one before; from nowhere the first that is still open. */
  private move(step: number): void {
    const cards = this.cards();
    const now = this.current();
    const first = Math.max(
      cards.findIndex((card) => !card.classList.contains("ra-settled")),
      0,
    );
    const next = now ? cards.indexOf(now) + step : first;
    const card = cards[Math.min(Math.max(next, 0), cards.length - 1)];
    card?.focus({ preventScroll: true });
    card?.scrollIntoView({ block: "center" });
  }

  private current(): HTMLElement | null {
    return document.activeElement?.closest<HTMLElement>(".ra-card") ?? null;
  }

  private cards(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(".ra-card")];
  }
}

function open(card: HTMLElement, field: string): void {
  const input = card.querySelector<HTMLElement>(field);
  input?.closest("details")?.setAttribute("open", "");
  input?.focus();
}

customElements.define("zy-report-audit", ReportAudit);
