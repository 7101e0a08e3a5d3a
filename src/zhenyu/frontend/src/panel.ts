// <a data-panel href="…"> shows its page's fragment in the side panel; with a modifier key or no script it is a plain link.
import { htmx } from "./htmx";

const WAITING = '<div class="panel-wait" role="status">正在取数……</div>';

export function startPanel(): void {
  const panel = document.querySelector<HTMLDialogElement>("#side-panel");
  if (!panel || typeof panel.showModal !== "function") return;
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    if (event.target === panel || event.target.closest("[data-panel-close]")) {
      panel.close();
      return;
    }
    const link = event.target.closest<HTMLAnchorElement>("a[data-panel]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    openPanel(panel, link.href);
  });
}

/** Fetch a fragment into the panel and open it. */
export function openPanel(panel: HTMLDialogElement, href: string): void {
  panel.innerHTML = WAITING;
  if (!panel.open) panel.showModal();
  panel.scrollTop = 0;
  void htmx.ajax("get", href, { target: panel, swap: "innerHTML" });
}
