/** Rows that somebody changed meanwhile: both sides beside each other, a choice for each field. */

import { worded } from "./cells";
import { ask, element } from "./dialogs";
import type { Edit } from "./requests";
import type { Column, GridConfig, Row } from "./shapes";

export interface Clash {
  mine: Edit;
  theirs: Row;
  before: Row;
}

/** The edits that are still wanted, based on the versions that stand now; fields left to the others are gone from them. */
export async function settleConflicts(clashes: Clash[], config: GridConfig): Promise<Edit[]> {
  const [first] = clashes;
  if (!first) return [];
  const by = first.theirs.updated_by || "别人";
  const lines = clashes.flatMap((clash, place) => linesOf(clash, place, config, clashes.length > 1));
  const heads = [...(clashes.length > 1 ? ["哪一行"] : []), "", "您看到的", `${by}改成`, "您改成"];
  const table = element(
    "table",
    { class: "table lg-compare" },
    element("thead", {}, element("tr", {}, ...heads.map((text) => element("th", {}, text)))),
    element("tbody", {}, ...lines),
  );
  const note = element(
    "p",
    {},
    `您打开以后，${by}在 ${first.theirs.updated_at} 改过${clashes.length > 1 ? `其中 ${clashes.length} 行` : "这一行"}。请逐项选定，两边的内容都会留在历史里。`,
  );
  const body = element("div", {}, note, element("div", { class: "table-responsive lg-conflict" }, table));
  const choice = await ask("这一行刚被别人改过", body, [
    ["chosen", "保存选定的", "btn-primary"],
    ["theirs", "都采用对方的", "btn-quiet"],
  ]);
  return choice === "chosen" ? clashes.flatMap((clash, place) => chosen(clash, place, body)) : [];
}

function linesOf(clash: Clash, place: number, config: GridConfig, many: boolean): HTMLElement[] {
  const { mine, theirs, before } = clash;
  const moved = new Set(changedBetween(before, theirs));
  const names = [...new Set([...Object.keys(mine.values), ...moved])];
  return names.flatMap((name, line) => {
    const column = config.columns.find((one) => one.name === name);
    if (!column) return [];
    const say = (row: Row): string =>
      (row.labels[name] ?? worded(column, row.values[name], config.areas)) || "（空）";
    const which = many ? [element("td", {}, line ? "" : `${theirs.area_name} ${keyOf(theirs, config)}`)] : [];
    return [
      element(
        "tr",
        {},
        ...which,
        element("th", { scope: "row" }, column.title),
        element("td", {}, say(before)),
        ...sides(clash, column, place, say(theirs), moved.has(name), config),
      ),
    ];
  });
}

function sides(
  clash: Clash,
  column: Column,
  place: number,
  theirs: string,
  moved: boolean,
  config: GridConfig,
): HTMLElement[] {
  if (!(column.name in clash.mine.values))
    return [element("td", { class: "lg-theirs" }, theirs), element("td", {}, "（没有改）")];
  const ours = worded(column, clash.mine.values[column.name], config.areas) || "（空）";
  const radio = (side: string, text: string, checked: boolean): HTMLElement => {
    const input = element("input", {
      type: "radio",
      class: "form-check-input",
      name: `${place}.${column.name}`,
      value: side,
    }) as HTMLInputElement;
    input.defaultChecked = checked;
    return element(
      "label",
      { class: "form-check" },
      input,
      element("span", { class: "form-check-label" }, text),
    );
  };
  return [
    element("td", { class: "lg-theirs" }, radio("theirs", theirs, moved)),
    element("td", { class: "lg-ours" }, radio("mine", ours, !moved)),
  ];
}

function chosen({ mine, theirs }: Clash, place: number, body: HTMLElement): Edit[] {
  const kept = Object.entries(mine.values).filter(
    ([name]) =>
      body.querySelector<HTMLInputElement>(`input[name="${place}.${CSS.escape(name)}"][value="mine"]`)
        ?.checked,
  );
  return kept.length ? [{ ...mine, version: theirs.version, values: Object.fromEntries(kept) }] : [];
}

function keyOf(row: Row, config: GridConfig): string {
  return config.columns
    .filter(({ key }) => key)
    .map((column) => worded(column, row.values[column.name], config.areas))
    .join(" ");
}

function changedBetween(before: Row, after: Row): string[] {
  return Object.keys(after.values).filter(
    (name) => JSON.stringify(before.values[name] ?? null) !== JSON.stringify(after.values[name] ?? null),
  );
}
