// Islands are custom elements named after their file or folder: <zy-ledger-grid> is islands/ledger-grid/index.ts,
// <zy-target-sum> is islands/target-sum.ts, each fetched when it appears. It registers its element itself
// (customElements.define); the other files of its folder are its parts.
const files = import.meta.glob(["./*.ts", "./*/index.ts"], { base: "./islands" });

export function mountIslands(root: Document | Element): void {
  for (const [path, load] of Object.entries(files)) {
    const name = `zy-${path.slice(2).replace(/(\/index)?\.ts$/, "")}`;
    if (customElements.get(name)) continue;
    if (root.querySelector(name) || (root instanceof Element && root.matches(name))) void load();
  }
}
