/**
 * `<zy-report-writer>`: the draft as a sheet one writes on. Words are free, figures are chips that only the books can change.
 *
 * The Markdown behind it stays in the form's textarea, which is what is sent for Word and what a browser without JavaScript
 * edits. Unfinished work is kept in this browser, per template, place and time.
 */

import {
  addressOf,
  chipElement,
  fill,
  marginItem,
  markOf,
  marksIn,
  phraseOf,
  type Catalogue,
  type Chip,
} from "./chips";
import { card, mend, rangeOf, type Finding } from "./findings";
import { askIndicator } from "./insert";
import { markdownOf } from "./markdown";

interface Resolved {
  chips: Record<string, Chip>;
  numbers: string[];
}

interface Kept {
  at: string;
  html: string;
  seen: Record<string, string>;
  dismissed?: Record<string, string>;
}

interface Audited {
  findings: Finding[];
  hidden: number;
}

class ReportWriter extends HTMLElement {
  private sheet!: HTMLElement;
  private source!: HTMLTextAreaElement;
  private catalogue!: Catalogue;
  private pending = 0;
  private seen: Record<string, string> = {};
  private range: Range | null = null;
  private dismissed: Record<string, string> = {};

  connectedCallback(): void {
    const sheet = this.querySelector<HTMLElement>("[data-sheet]");
    const source = this.querySelector<HTMLTextAreaElement>("[data-markdown]");
    const catalogue = this.querySelector<HTMLScriptElement>('script[type="application/json"]')?.textContent;
    if (!sheet || !source || !catalogue) return;
    [this.sheet, this.source] = [sheet, source];
    this.catalogue = JSON.parse(catalogue) as Catalogue;
    const sent = this.querySelector<HTMLInputElement>("[data-dismissed]")?.value;
    if (sent) this.dismissed = JSON.parse(sent) as Record<string, string>;
    this.classList.add("rw-live");
    this.mountSheet();
    this.mountToolbar();
    this.offerKept();
    void this.resolve();
  }

  private mountSheet(): void {
    this.sheet.contentEditable = "true";
    this.sheet.spellcheck = false;
    this.freeze();
    document.execCommand("defaultParagraphSeparator", false, "p");
    this.sheet.addEventListener("input", () => this.changed());
    this.sheet.addEventListener("paste", (event) => {
      event.preventDefault();
      document.execCommand("insertText", false, event.clipboardData?.getData("text/plain") ?? "");
    });
    document.addEventListener("selectionchange", () => {
      const selection = document.getSelection();
      if (selection?.rangeCount && this.sheet.contains(selection.anchorNode)) {
        this.range = selection.getRangeAt(0).cloneRange();
        this.showStyle();
      }
    });
  }

  private mountToolbar(): void {
    this.querySelector<HTMLElement>("[data-toolbar]")?.removeAttribute("hidden");
    this.style_()?.addEventListener("change", (event) => {
      this.restoreSelection();
      document.execCommand("formatBlock", false, (event.target as HTMLSelectElement).value);
      this.changed();
    });
    this.querySelector("[data-strong]")?.addEventListener("click", () => {
      this.restoreSelection();
      document.execCommand("bold");
      this.changed();
    });
    this.querySelector("[data-insert]")?.addEventListener("click", () => void this.insert());
  }

  private async insert(): Promise<void> {
    const mark = await askIndicator(this.catalogue);
    if (!mark) return;
    this.restoreSelection();
    const chip = chipElement(mark, this.dataset["trace"] ?? "");
    const range = document.getSelection()?.rangeCount ? document.getSelection()?.getRangeAt(0) : null;
    if (range && this.sheet.contains(range.commonAncestorContainer)) {
      range.deleteContents();
      range.insertNode(chip);
      range.setStartAfter(chip);
      range.collapse(true);
    } else {
      const paragraph = document.createElement("p");
      paragraph.append(chip);
      this.sheet.append(paragraph);
    }
    this.changed();
    await this.resolve();
  }

  /** Markdown at once, figures and the kept copy a moment after the last key. */
  private changed(): void {
    this.freeze();
    this.source.value = markdownOf(this.sheet);
    window.clearTimeout(this.pending);
    this.pending = window.setTimeout(() => {
      void this.resolve();
      this.keep();
    }, 600);
  }

  /** Chips cannot be typed into, also those a browser copied. */
  private freeze(): void {
    for (const chip of marksIn(this.sheet)) chip.contentEditable = "false";
  }

  private async resolve(): Promise<void> {
    this.source.value = markdownOf(this.sheet);
    const token = this.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
    try {
      const response = await fetch(this.dataset["resolve"] ?? "", {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ markdown: this.source.value, seen: this.seen }),
      });
      if (!response.ok) throw new Error(String(response.status));
      this.show((await response.json()) as Resolved);
      await this.audit(token);
    } catch {
      this.say("数字没有更新：连不上服务器，文字仍保存在这台电脑上");
    }
  }

  private show({ chips, numbers }: Resolved): void {
    const headings = this.sheet.querySelectorAll<HTMLElement>("h1,h2,h3,h4,h5");
    headings.forEach((heading, place) => {
      if (heading.tagName !== "H1") heading.dataset["number"] = numbers[place] ?? "";
    });
    const items = marksIn(this.sheet).flatMap((element) => {
      const chip = chips[element.dataset["mark"] ?? ""];
      if (!chip) return [];
      fill(element, chip);
      return [marginItem(element, chip, this.catalogue.phrases, (phrase) => this.rewrite(element, phrase))];
    });
    this.querySelector("[data-figures]")?.replaceChildren(...items);
    this.querySelector("[data-count]")?.replaceChildren(String(items.length));
  }

  /** Ask the auditor about the text as it is now; an answer to an older text is dropped. */
  private async audit(token: string): Promise<void> {
    const markdown = this.source.value;
    const response = await fetch(this.dataset["audit"] ?? "", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ markdown }),
    });
    if (!response.ok) throw new Error(String(response.status));
    const { findings, hidden } = (await response.json()) as Audited;
    if (markdown === this.source.value) this.showFindings(findings, hidden);
  }

  private showFindings(findings: Finding[], hidden: number): void {
    const list = this.querySelector<HTMLElement>("[data-findings]");
    if (!list) return;
    const doors = {
      trace: this.dataset["trace"] ?? "",
      show: (finding: Finding) => this.goTo(finding),
      mend: (finding: Finding) => {
        if (!mend(this.sheet, finding, this.dataset["trace"] ?? "")) return;
        this.changed();
        void this.resolve();
      },
      dismiss: (finding: Finding, reason: string) => {
        if (reason) this.dismissed[finding.key] = reason;
        else delete this.dismissed[finding.key];
        this.keep();
        this.showFindings(findings, hidden);
      },
    };
    list.replaceChildren(
      ...findings.map((finding) => card(finding, this.dismissed[finding.key] ?? "", doors)),
    );
    const open = findings.filter((finding) => !this.dismissed[finding.key]).length;
    this.querySelector("[data-findings-count]")?.replaceChildren(String(open));
    this.querySelector("[data-hidden]")?.replaceChildren(String(hidden));
    this.querySelector<HTMLElement>(".rw-hidden")?.toggleAttribute("hidden", hidden === 0);
    const sent = this.querySelector<HTMLInputElement>("[data-dismissed]");
    if (sent) sent.value = JSON.stringify(this.dismissed);
  }

  private goTo(finding: Finding): void {
    const range = rangeOf(this.sheet, finding);
    const selection = document.getSelection();
    if (!range || !selection) return;
    this.sheet.focus({ preventScroll: true });
    selection.removeAllRanges();
    selection.addRange(range);
    range.startContainer.parentElement?.scrollIntoView({ block: "center", behavior: "smooth" });
  }

  private rewrite(element: HTMLElement, phrase: string): void {
    const mark = element.dataset["mark"] ?? "";
    if (phraseOf(mark) === phrase) return;
    element.dataset["mark"] = markOf(addressOf(mark), phrase);
    this.changed();
    void this.resolve();
  }

  private keep(): void {
    const texts = marksIn(this.sheet).map((chip) => [chip.dataset["mark"] ?? "", chip.textContent]);
    const kept: Kept = {
      at: new Date().toISOString(),
      html: this.sheet.innerHTML,
      seen: Object.fromEntries(texts) as Record<string, string>,
      dismissed: this.dismissed,
    };
    try {
      localStorage.setItem(this.storeKey(), JSON.stringify(kept));
      this.say(`已存在这台电脑上 ${new Date().toTimeString().slice(0, 5)}`);
    } catch {
      this.say("这台电脑存不下草稿，请及时下载 Word");
    }
  }

  private offerKept(): void {
    const stored = localStorage.getItem(this.storeKey());
    const offer = this.querySelector<HTMLElement>("[data-restore]");
    if (!stored || !offer) return;
    const kept = JSON.parse(stored) as Kept;
    offer.hidden = false;
    this.querySelector("[data-restore-at]")?.replaceChildren(
      new Date(kept.at).toLocaleString("zh-CN", { dateStyle: "short", timeStyle: "short" }),
    );
    this.querySelector("[data-restore-yes]")?.addEventListener("click", () => {
      offer.hidden = true;
      this.sheet.innerHTML = kept.html;
      this.seen = kept.seen;
      this.dismissed = kept.dismissed ?? {};
      this.freeze();
      void this.resolve();
    });
    this.querySelector("[data-restore-no]")?.addEventListener("click", () => {
      offer.hidden = true;
      localStorage.removeItem(this.storeKey());
    });
  }

  private storeKey(): string {
    return `zhenyu.draft.${this.dataset["key"] ?? ""}`;
  }

  private style_(): HTMLSelectElement | null {
    return this.querySelector<HTMLSelectElement>("[data-style]");
  }

  private showStyle(): void {
    const node = this.range?.startContainer;
    const block = (node instanceof Element ? node : node?.parentElement)?.closest("p,h1,h2,h3,h4,h5");
    const select = this.style_();
    if (select && block) select.value = block.tagName.toLowerCase();
  }

  private restoreSelection(): void {
    this.sheet.focus();
    const selection = document.getSelection();
    if (!selection || !this.range) return;
    selection.removeAllRanges();
    selection.addRange(this.range);
  }

  private say(text: string): void {
    this.querySelector("[data-saved]")?.replaceChildren(text);
  }
}

customElements.define("zy-report-writer", ReportWriter);
