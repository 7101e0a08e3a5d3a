// The page's own script: htmx, menus, the side panel, and the islands a page asks for.
import "./styles/main.scss";
import "./styles/ledgers.scss";
import "./styles/ledger-pages.scss";
import "./styles/audit.scss";
import "./styles/reports.scss";

import { startHtmx } from "./htmx";
import { mountIslands } from "./islands";
import { startMenus, startPrinting } from "./menus";
import { startPanel } from "./panel";
import { startSearch } from "./search";

startHtmx();
startMenus();
startPanel();
startPrinting();
startSearch();
mountIslands(document);
document.addEventListener("htmx:load", (event) => {
  mountIslands(event.target as Element);
});
