// Islands are custom elements named after their file: <zy-ledger-grid> is islands/ledger-grid.ts, fetched when it appears.
// An island file registers its element itself (customElements.define); its parts are named <island>-<part>.ts and left out here.
const files = import.meta.glob(["./islands/*.ts", "!./islands/ledger-grid-*.ts", "!./islands/report-writer-*.ts"]);

export function mountIslands(root: Document | Element): void {
  for (const [path, load] of Object.entries(files)) {
    const name = `zy-${path.replace(/^.*\//, "").replace(/\.ts$/, "")}`;
    if (customElements.get(name)) continue;
    if (root.querySelector(name) || (root instanceof Element && root.matches(name))) void load();
  }
}
