/** The export form: it takes the rows, the order and the columns that the grid shows when it is sent. */

import type { Tabulator } from "tabulator-tables";
import { FIELD_PREFIX, fieldOf } from "./columns";

const PAGING = ["after", "before", "last", "view"];

export function mountExport(table: Tabulator): void {
  const form = document.querySelector<HTMLFormElement>("form[data-export-form]");
  const count = form?.querySelector("[data-export-columns]");
  const question = form?.querySelector("[data-export-question]");
  if (!form || !question) return;
  form
    .closest("details")
    ?.addEventListener("toggle", () => count?.replaceChildren(String(shownFields(table).length)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const asked = new URLSearchParams(location.search);
    for (const name of PAGING) asked.delete(name);
    const wanted = new FormData(form);
    const format = wanted.get("format");
    if (typeof format === "string") asked.set("format", format);
    if (wanted.get("which") === "shown") asked.set("columns", shownFields(table).join(","));
    location.assign(`${form.getAttribute("action")}?${asked}`);
    form.closest("details")?.removeAttribute("open");
  });
}

/** The fields of the ledger that are shown, in their order. */
function shownFields(table: Tabulator): string[] {
  return table
    .getColumns()
    .filter((column) => column.isVisible() && column.getField().startsWith(FIELD_PREFIX))
    .map((column) => fieldOf(column.getField()));
}
