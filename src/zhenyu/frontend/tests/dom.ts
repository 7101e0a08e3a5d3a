/** A document for tests of what touches one: import it before the module under test. It has no layout: every size is 0. */

import { Window } from "happy-dom";

const page = new Window({ url: "http://localhost/ledgers/toilets/" });
const own = new Set(["Event", "CustomEvent", "EventTarget", "FormData", "window", "self"]);
const names = Object.getOwnPropertyNames(page).filter((name) => own.has(name) || !(name in globalThis));

for (const name of names) {
  const value: unknown = Reflect.get(page, name);
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}

/** `new Option(…)`, which the document lacks. */
function option(text = "", value = text): HTMLOptionElement {
  const made = document.createElement("option");
  made.text = text;
  made.value = value;
  return made;
}

Object.defineProperty(globalThis, "Option", { value: option });
