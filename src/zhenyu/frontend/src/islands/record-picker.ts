/**
 * `<zy-record-picker data-pick="/ledgers/x/pick?field=f" data-title="…">`: find a row of another ledger by typing.
 *
 * The input inside keeps what the form sends (`#12`); before it stands a box that shows titles and searches. Without
 * JavaScript the input itself takes the other row's key.
 */

import { element } from "./ledger-grid/dialogs";

interface Found {
  value: string;
  title: string;
  place: string;
}

class RecordPicker extends HTMLElement {
  private kept!: HTMLInputElement;
  private box!: HTMLInputElement;
  private list!: HTMLElement;
  private mounted = false;
  private shown = "";
  private pending = 0;
  private asked = 0;
  private active = -1;

  connectedCallback(): void {
    const kept = this.querySelector("input");
    if (!kept || this.mounted) return;
    this.mounted = true;
    this.kept = kept;
    this.shown = this.dataset["title"] ?? "";
    this.box = element("input", {
      class: kept.className,
      type: "search",
      autocomplete: "off",
      placeholder: "输入几个字查找",
      role: "combobox",
      "aria-expanded": "false",
      "aria-autocomplete": "list",
    }) as HTMLInputElement;
    this.box.value = this.shown || kept.value;
    this.box.required = kept.required;
    kept.type = "hidden";
    kept.required = false;
    this.list = element("ul", { class: "rp-list", role: "listbox", hidden: "" });
    this.append(this.box, this.list);
    this.box.addEventListener("input", () => this.soon());
    this.box.addEventListener("focus", () => {
      this.box.select();
      void this.search();
    });
    this.box.addEventListener("blur", () => {
      window.setTimeout(() => this.leave(), 150);
    });
    this.box.addEventListener("keydown", (event) => this.onKey(event));
    this.list.addEventListener("mousedown", (event) => {
      const item = (event.target as Element).closest<HTMLElement>("[data-value]");
      if (item) this.take(item);
      event.preventDefault();
    });
    this.setAttribute("ready", "");
  }

  private soon(): void {
    window.clearTimeout(this.pending);
    this.pending = window.setTimeout(() => void this.search(), 250);
  }

  private async search(): Promise<void> {
    const turn = ++this.asked;
    const typed = this.box.value === this.shown ? "" : this.box.value.trim();
    const address = `${this.dataset["pick"] ?? ""}&q=${encodeURIComponent(typed)}`;
    const response = await fetch(address, { headers: { Accept: "application/json" } });
    if (turn !== this.asked || !response.ok) return;
    const { rows } = (await response.json()) as { rows: Found[] };
    this.show(rows);
  }

  private show(rows: Found[]): void {
    this.active = -1;
    this.list.replaceChildren(
      ...rows.map(({ value, title, place }) =>
        element(
          "li",
          { role: "option", "data-value": value, "data-title": title },
          title,
          element("span", { class: "muted small" }, place),
        ),
      ),
    );
    if (!rows.length) this.list.append(element("li", { class: "muted" }, "没有找到，请先在那个台账里登记"));
    this.list.hidden = false;
    this.box.setAttribute("aria-expanded", "true");
  }

  private onKey(event: KeyboardEvent): void {
    if (event.isComposing || this.list.hidden) return;
    const items = [...this.list.querySelectorAll<HTMLElement>("[data-value]")];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.active =
        (this.active + (event.key === "ArrowDown" ? 1 : -1) + items.length) % Math.max(1, items.length);
      items.forEach((item, place) => item.setAttribute("aria-selected", String(place === this.active)));
    } else if (event.key === "Enter") {
      const item = items[Math.max(0, this.active)];
      event.preventDefault();
      if (item) this.take(item);
    } else if (event.key === "Escape") {
      this.close();
    }
  }

  private take(item: HTMLElement): void {
    this.kept.value = item.dataset["value"] ?? "";
    this.shown = item.dataset["title"] ?? "";
    this.box.value = this.shown;
    this.close();
  }

  /** A box left empty clears the link; a text that was not picked goes to the server as the other row's key. */
  private leave(): void {
    this.close();
    if (this.box.value === this.shown) return;
    this.kept.value = this.box.value.trim();
    this.shown = this.box.value;
  }

  private close(): void {
    this.list.hidden = true;
    this.box.setAttribute("aria-expanded", "false");
  }
}

customElements.define("zy-record-picker", RecordPicker);
