// <zy-choice-filter> holds a search box: it hides the choices of its form that are not called so, and lets a group's own box
// choose all of the group that is shown.

class ChoiceFilter extends HTMLElement {
  connectedCallback(): void {
    const form = this.closest("form");
    const box = this.querySelector("input");
    if (!form || !box) return;
    box.addEventListener("input", () => narrow(form, box.value.trim().toLowerCase()));
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
    for (const all of form.querySelectorAll<HTMLInputElement>("[data-all]")) {
      all.addEventListener("change", () => chooseShown(all));
    }
  }
}

function narrow(form: HTMLFormElement, text: string): void {
  for (const choice of form.querySelectorAll<HTMLElement>("[data-word]")) {
    choice.hidden = text !== "" && !(choice.dataset["word"] ?? "").toLowerCase().includes(text);
  }
  for (const group of form.querySelectorAll<HTMLElement>("[data-group]")) {
    group.hidden = group.querySelector("[data-word]:not([hidden])") === null;
  }
}

function chooseShown(all: HTMLInputElement): void {
  const shown =
    all.closest("[data-group]")?.querySelectorAll<HTMLInputElement>("[data-word]:not([hidden]) input") ?? [];
  for (const choice of shown) choice.checked = all.checked;
}

customElements.define("zy-choice-filter", ChoiceFilter);
