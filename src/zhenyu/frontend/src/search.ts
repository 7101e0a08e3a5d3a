// "/" goes to the search box of the top bar, unless somebody is writing or the grid has the keyboard.
const WRITING = "input, textarea, select, [contenteditable], .tabulator, dialog";

export function startSearch(): void {
  const boxes = document.querySelectorAll<HTMLInputElement>("[data-search], .search-wide input[type=search]");
  if (boxes.length === 0) return;
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target instanceof Element && event.target.closest(WRITING)) return;
    const box = [...boxes].find((one) => one.offsetParent !== null);
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}
