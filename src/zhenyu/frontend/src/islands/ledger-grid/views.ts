/** What a saved view remembers of the grid beside its conditions: which columns, in which order, how wide. */

import type { Tabulator } from "tabulator-tables";
import { fieldOf } from "./columns";

/** Fill the form of a view with the columns and the address as they are when it is sent. */
export function mountViewForm(table: Tabulator): void {
  const form = document.querySelector<HTMLFormElement>("form[data-view-form]");
  form?.addEventListener("submit", () => {
    put(form, "columns", JSON.stringify(shownColumns(table)));
    put(form, "question", location.search);
  });
}

function shownColumns(table: Tabulator): { name: string; width: number }[] {
  return table
    .getColumns()
    .filter((column) => column.isVisible() && !column.getField().startsWith("_"))
    .map((column) => ({ name: fieldOf(column.getField()), width: Math.round(column.getWidth()) }));
}

function put(form: HTMLFormElement, name: string, value: string): void {
  const input = form.elements.namedItem(name);
  if (input instanceof HTMLInputElement) input.value = value;
}
