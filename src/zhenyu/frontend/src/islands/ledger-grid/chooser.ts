/** Which columns are shown; remembered on this computer, per ledger. */

import type { Tabulator } from "tabulator-tables";
import { element } from "./dialogs";
import type { GridConfig } from "./shapes";

const SYSTEM: [string, string][] = [
  ["due", "时限"],
  ["updated_at", "最后修改"],
  ["updated_by", "修改人"],
];
const FIRST_COLUMNS = 14;

export function hiddenColumns(config: GridConfig): Set<string> {
  if (config.view?.columns.length) {
    const shown = new Set(config.view.columns.map(({ name }) => name));
    return new Set(
      [...config.columns.filter(({ key }) => !key), ...SYSTEM.map(([name]) => ({ name }))]
        .map(({ name }) => name)
        .filter((name) => !shown.has(name)),
    );
  }
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storeKey(config)) ?? "null");
    if (Array.isArray(stored))
      return new Set(stored.filter((name): name is string => typeof name === "string"));
  } catch {
    /* a browser that keeps nothing shows the first columns */
  }
  return new Set(
    config.columns
      .filter((column, place) => column.hidden || (place >= FIRST_COLUMNS && !column.key))
      .map(({ name }) => name),
  );
}

export function mountChooser(holder: HTMLElement, table: Tabulator, config: GridConfig): void {
  const hidden = hiddenColumns(config);
  const system = SYSTEM.filter(([name]) => name !== "due" || config.states.length);
  const choices: [string, string, string][] = [
    ...config.columns
      .filter(({ key }) => !key)
      .map(({ name, title }): [string, string, string] => [name, title, `values.${name}`]),
    ...system.map(([name, title]): [string, string, string] => [name, title, name]),
  ];
  holder.replaceChildren(
    ...choices.map(([name, title, field]) => {
      const box = element("input", { type: "checkbox", class: "form-check-input" }) as HTMLInputElement;
      box.checked = !hidden.has(name);
      box.addEventListener("change", () => {
        if (box.checked) {
          hidden.delete(name);
          table.showColumn(field);
        } else {
          hidden.add(name);
          table.hideColumn(field);
        }
        table.redraw();
        try {
          localStorage.setItem(storeKey(config), JSON.stringify([...hidden]));
        } catch {
          /* shown for now all the same */
        }
      });
      return element("label", { class: "lg-chooser__item" }, box, title);
    }),
  );
}

function storeKey(config: GridConfig): string {
  return `zhenyu.columns.${config.code}`;
}
