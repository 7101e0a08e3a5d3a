/** The sheet's markup ↔ the draft's Markdown: headings by level, stressed words, chips as `{{address|phrase}}`, tables. */

const UNNUMBERED = "{-}";

export function markdownOf(sheet: HTMLElement): string {
  return blocksOf(sheet).map(blockOf).join("\n\n") + "\n";
}

/** The blocks of the sheet that the Markdown has, in its order. */
export function blocksOf(sheet: HTMLElement): ChildNode[] {
  return [...sheet.childNodes].filter((node) => blockOf(node));
}

function blockOf(node: ChildNode): string {
  if (!(node instanceof HTMLElement)) return (node.textContent ?? "").trim();
  const level = levelOf(node);
  const text = inline(node)
    .replace(/\s*\n\s*/g, " ")
    .trim();
  if (node.tagName === "TABLE") return tableOf(node as HTMLTableElement);
  if (level === null) return text;
  if (!text) return "";
  const unnumbered = level > 0 && node.dataset["number"] === "" ? ` ${UNNUMBERED}` : "";
  return `${"#".repeat(level + 1)} ${text}${unnumbered}`;
}

/** Level of a heading (0 is the title), or null for body text. */
export function levelOf(element: HTMLElement): number | null {
  const found = /^H([1-5])$/.exec(element.tagName);
  return found ? Number(found[1]) - 1 : null;
}

function inline(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE)
    return (node.textContent ?? "").replace(/[\u200b\u00a0]/g, (sign) => (sign === "\u00a0" ? " " : ""));
  if (!(node instanceof HTMLElement)) return "";
  const mark = node.dataset["mark"];
  if (mark) return mark;
  if (node.tagName === "BR") return "\n";
  const inner = [...node.childNodes].map(inline).join("");
  const strong = node.tagName === "STRONG" || node.tagName === "B";
  return strong && inner.trim() ? `**${inner}**` : inner;
}

function tableOf(table: HTMLTableElement): string {
  const rows = [...table.rows].map(
    (row) => `| ${[...row.cells].map((cell) => inline(cell).trim()).join(" | ")} |`,
  );
  const columns = table.rows[0]?.cells.length ?? 0;
  const rule = `|${" --- |".repeat(columns)}`;
  return [rows[0] ?? "", rule, ...rows.slice(1)].join("\n");
}
