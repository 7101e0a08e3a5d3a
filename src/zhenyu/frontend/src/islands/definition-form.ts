/**
 * `<zy-definition-form>`: lists of parts that can be added to, reordered and taken from, and inputs that belong to some types
 * only. A list is `[data-list]` with `[data-items]`, `[data-item]`s, `<template data-blank>` and an `[data-add]` button; `__k__`
 * in a template becomes a number of its own. The order on the page is the order that is sent.
 */

class DefinitionForm extends HTMLElement {
  private added = 0;

  connectedCallback(): void {
    this.addEventListener("click", (event) => {
      const button = (event.target as Element).closest<HTMLButtonElement>("button[type=button]");
      if (button) this.act(button);
    });
    this.addEventListener("change", (event) => {
      const input = event.target as HTMLElement;
      const item = input.closest<HTMLElement>("[data-item]");
      if (!item) return;
      if (input.matches("[data-type]")) fitToType(item);
      if (input.matches("[data-retire]"))
        item.classList.toggle("retired", (input as HTMLInputElement).checked);
    });
    for (const select of this.querySelectorAll("select[data-type]")) {
      const item = select.closest<HTMLElement>("[data-item]");
      if (item) fitToType(item);
    }
    this.setAttribute("ready", "");
  }

  private act(button: HTMLButtonElement): void {
    const item = button.closest<HTMLElement>("[data-item]");
    if ("add" in button.dataset) this.add(button);
    else if (!item) return;
    else if ("up" in button.dataset) item.previousElementSibling?.before(item);
    else if ("down" in button.dataset) item.nextElementSibling?.after(item);
    else if ("remove" in button.dataset) item.remove();
    if (item && ("up" in button.dataset || "down" in button.dataset)) button.focus();
  }

  private add(button: HTMLButtonElement): void {
    const list = button.closest("[data-list]");
    const wanted = button.dataset["add"] ?? "";
    const blank = [
      ...(list?.querySelectorAll<HTMLTemplateElement>(":scope > template[data-blank]") ?? []),
    ].find(({ dataset }) => (dataset["blank"] ?? "") === wanted);
    const items = list?.querySelector(":scope > [data-items]");
    if (!blank || !items) return;
    this.added += 1;
    items.insertAdjacentHTML("beforeend", blank.innerHTML.replace(/__k__/g, `n${this.added}`));
    const item = items.lastElementChild as HTMLElement | null;
    if (item?.querySelector("[data-type]")) fitToType(item);
    item?.querySelector<HTMLElement>("input:not([type=hidden]):not([type=radio])")?.focus();
  }
}

/** Units are for numbers, choices for choices: what another type has no use for is hidden and not sent. */
function fitToType(item: HTMLElement): void {
  const type = item.querySelector<HTMLSelectElement>("select[data-type]")?.value ?? "";
  for (const part of item.querySelectorAll<HTMLElement>("[data-for]")) {
    const fits = (part.dataset["for"] ?? "").split(" ").includes(type);
    part.classList.toggle("lg-def-unfit", !fits);
    const inputs = part.matches("input")
      ? [part]
      : [...part.querySelectorAll<HTMLInputElement>("input, select")];
    for (const input of inputs) input.disabled = !fits;
  }
}

customElements.define("zy-definition-form", DefinitionForm);
