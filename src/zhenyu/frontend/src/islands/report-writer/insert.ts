/** The dialog that finds an indicator by name and puts it into the text as a chip. */

import { markOf, type Catalogue } from "./chips";

const SHOWN = 40;

/** Ask for an indicator and a way to write it; null when the user turned away. */
export function askIndicator(catalogue: Catalogue): Promise<string | null> {
  const dialog = document.createElement("dialog");
  dialog.className = "lg-dialog rw-insert";
  dialog.setAttribute("aria-label", "插入数据");
  dialog.innerHTML = `<form method="dialog"><h2 class="lg-dialog__title">插入数据</h2>
    <div><label class="lg-field">找指标<input class="form-control" type="search" placeholder="如：改厕、财税、低保" autocomplete="off"></label>
    <label class="lg-field">写法<select class="form-select"></select></label><div class="rw-found" role="listbox"></div></div>
    <div class="lg-dialog__buttons"><button class="btn btn-quiet" value="">取消</button></div></form>`;
  const input = dialog.querySelector("input") as HTMLInputElement;
  const phrase = dialog.querySelector("select") as HTMLSelectElement;
  const found = dialog.querySelector(".rw-found") as HTMLElement;
  for (const [name, title] of Object.entries(catalogue.phrases)) phrase.append(new Option(title, name));
  const list = (): void => {
    const words = input.value.trim();
    const fitting = catalogue.indicators
      .filter((one) => (one.title + one.words + one.code).includes(words))
      .slice(0, SHOWN);
    found.replaceChildren(
      ...fitting.map((one) => {
        const button = document.createElement("button");
        button.className = "rw-candidate";
        button.value = one.code;
        button.setAttribute("role", "option");
        button.append(
          one.title,
          Object.assign(document.createElement("span"), { className: "muted", textContent: one.unit }),
        );
        return button;
      }),
    );
    if (!fitting.length) found.textContent = "没有这个指标，换个说法试试";
  };
  input.addEventListener("input", list);
  list();
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue ? markOf(dialog.returnValue + catalogue.suffix, phrase.value) : null);
      dialog.remove();
    });
  });
}
