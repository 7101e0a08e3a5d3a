import { gridOf, row, rows } from "./toilets";

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { block, copied, linesOf, pasted } from "../../src/islands/ledger-grid/clipboard";

function clipboard(kinds: Record<string, string>): DataTransfer {
  return { getData: (kind: string) => kinds[kind] ?? "" } as DataTransfer;
}

describe("the cells of a copied block", () => {
  test("part at tabs, lines at line ends", () => {
    assert.deepEqual(block("张三\t水冲式\r\n李四\t旱厕\r\n"), [
      ["张三", "水冲式"],
      ["李四", "旱厕"],
    ]);
  });

  test("keep their places where some are empty", () => {
    assert.deepEqual(block("\t\t1200\n\n张三\t"), [["", "", "1200"], [""], ["张三", ""]]);
  });

  test("keep the line breaks, tabs and quotation marks that Excel quotes them for", () => {
    assert.deepEqual(block('"一层\n""二层"""\t"甲\t乙"\r\n下一行\t1\r\n'), [
      ['一层\n"二层"', "甲\t乙"],
      ["下一行", "1"],
    ]);
  });

  test("keep quotation marks that are the writer's own", () => {
    assert.deepEqual(block('"十四五"规划项目\t"甲"\t12"管\n'), [['"十四五"规划项目', '"甲"', '12"管']]);
  });

  test("do not swallow the lines below a quotation mark that nothing closes", () => {
    assert.deepEqual(block('"未写完\t1\n李四\t2\n'), [
      ['"未写完', "1"],
      ["李四", "2"],
    ]);
  });

  test("are none where nothing was copied", () => {
    assert.deepEqual(block(""), []);
    assert.deepEqual(linesOf(null), { lines: [], merged: false });
  });
});

describe("what was copied", () => {
  test("loses the blank lines at its end and keeps those between", () => {
    const { lines } = linesOf(clipboard({ "text/plain": "张三\t1\n\t\n李四\t2\n\t\n \t\n" }));
    assert.deepEqual(lines, [
      ["张三", "1"],
      ["", ""],
      ["李四", "2"],
    ]);
  });

  test("fills what a merged cell covers, down and to the right", () => {
    const html = `<table><tr><td rowspan="2">东湾村</td><td colspan="2">水冲式</td></tr>
      <tr><td>张三</td><td>1200</td></tr></table>`;
    assert.deepEqual(linesOf(clipboard({ "text/html": html, "text/plain": "other" })), {
      lines: [
        ["东湾村", "水冲式", "水冲式"],
        ["东湾村", "张三", "1200"],
      ],
      merged: true,
    });
  });

  test("keeps the lines of a cell beside merged ones, not those of the source", () => {
    const html = `<table><tr><td colspan="2">东街<br style="mso">12号\n  西侧</td></tr></table>`;
    assert.deepEqual(linesOf(clipboard({ "text/html": html })).lines, [
      ["东街\n12号 西侧", "东街\n12号 西侧"],
    ]);
  });

  test("is its plain text where no cells are merged", () => {
    const html = "<table><tr><td>张三<br>李四</td></tr></table>";
    assert.deepEqual(linesOf(clipboard({ "text/html": html, "text/plain": '"张三\n李四"' })), {
      lines: [["张三\n李四"]],
      merged: false,
    });
  });
});

describe("a block laid over the grid", () => {
  test("changes the cells it covers, from the active one to the right and down", async () => {
    const { cursor, config } = await gridOf(rows(3));
    cursor.move(1, 1); // 户主 of the second row
    const { edits, lines, left } = pasted([["张三"], ["李四"]], cursor, config);
    assert.deepEqual(edits, [
      { id: 2, version: 1, area: null, values: { head: "张三" } },
      { id: 3, version: 1, area: null, values: { head: "李四" } },
    ]);
    assert.deepEqual(lines, [1, 2]);
    assert.deepEqual(left, []);
  });

  test("begins at the corner of a rectangle that was drawn from its end", async () => {
    const { cursor, config } = await gridOf(rows(3));
    cursor.move(2, 1);
    cursor.move(-2, 0, true);
    assert.deepEqual(
      pasted([["张三"]], cursor, config).edits.map(({ id }) => id),
      [1],
    );
  });

  test("goes to the columns that are shown, in the order of the view", async () => {
    const view = { id: 1, columns: ["cost", "kind"].map((name) => ({ name, width: null })) };
    const { cursor, config } = await gridOf(rows(1), { view }, ["uses", "done"]);
    cursor.move(0, 3); // after place, 户主 and 状态
    assert.deepEqual(pasted([["800", "旱厕", "3701"]], cursor, config).edits[0]?.values, {
      cost: "800",
      kind: "dry",
      card: "3701",
    });
  });

  test("says choices by their codes, numbers without separators, yes and no as such, blanks as nothing", async () => {
    const { cursor, config } = await gridOf(rows(1));
    cursor.move(0, 3);
    const line = ["水冲式", "自用、民宿", "1，234,567.80", "√", ""];
    assert.deepEqual(pasted([line], cursor, config).edits[0]?.values, {
      kind: "flush",
      uses: ["home", "guest"],
      cost: "1234567.80",
      done: true,
      card: null,
    });
  });

  test("leaves what it does not know for the server to refuse", async () => {
    const { cursor, config } = await gridOf(rows(1));
    cursor.move(0, 3);
    assert.deepEqual(pasted([["太阳能", "养殖", "约九百", "也许"]], cursor, config).edits[0]?.values, {
      kind: "太阳能",
      uses: ["养殖"],
      cost: "约九百",
      done: "也许",
    });
  });

  test("skips masked and closed cells and the edge of the grid, and says so", async () => {
    const { cursor, config } = await gridOf([row(1, { card: "3701**********1234" }, { masked: ["card"] })]);
    cursor.move(0, 7); // 身份证号, 照片, 备注, then the system columns
    const { edits, left } = pasted([["370112199001011234", "a.jpg", "新"]], cursor, config);
    assert.deepEqual(edits[0]?.values, { remarks: "新" });
    assert.deepEqual(left, ["“身份证号”“照片”不能在表格里改，已跳过"]);
    cursor.move(0, 99);
    assert.deepEqual(pasted([["甲", "乙"]], cursor, config).left, ["“表格右边以外”不能在表格里改，已跳过"]);
  });

  test("does not complain of closed cells that stay as they are", async () => {
    const { cursor, config } = await gridOf(rows(1));
    assert.deepEqual(pasted([["东湾村", "张三", "已建"]], cursor, config).left, []);
  });

  test("makes new rows below the last one, in the place it names", async () => {
    const { cursor, config } = await gridOf(rows(1));
    const { edits, lines } = pasted(
      [
        ["东湾村", "张三"],
        ["", ""],
        ["西坡村", "李四"],
      ],
      cursor,
      config,
    );
    assert.deepEqual(edits, [
      { id: 1, version: 1, area: null, values: { head: "张三" } },
      { id: null, version: null, area: "西坡村", values: { head: "李四" } },
    ]);
    assert.deepEqual(lines, [1, 3]);
  });

  test("makes them in the place of the page where it names none", async () => {
    const { cursor, config } = await gridOf(rows(1), { place: "990101100201" });
    cursor.move(0, 1);
    const { edits } = pasted([["张三"], ["李四"]], cursor, config);
    assert.deepEqual(edits[1], { id: null, version: null, area: "990101100201", values: { head: "李四" } });
  });

  test("makes none where nothing says in which place, and counts them", async () => {
    const { cursor, config } = await gridOf(rows(1));
    cursor.move(0, 1);
    const { edits, left } = pasted([["张三"], ["李四"], ["王五"]], cursor, config);
    assert.equal(edits.length, 1);
    assert.match(left.join(), /多出的 2 行要新增，但没有写明村/);
  });

  test("ends after the lines the server takes at once", async () => {
    const { cursor, config } = await gridOf(rows(1), { place: "990101100201" });
    cursor.move(0, 1);
    const { edits, left } = pasted(
      Array.from({ length: 2003 }, (_, line) => [`户${line}`]),
      cursor,
      config,
    );
    assert.equal(edits.length, 2000);
    assert.match(left.join(), /一次最多粘贴 2000 行，后面 3 行没有粘贴/);
  });
});

describe("a copied rectangle", () => {
  test("is what people read in its cells, a tab between columns", async () => {
    const shown = [
      row(1, { kind: "flush", uses: ["home", "shop"], cost: "1200.50", done: false }),
      row(2, { kind: null, uses: null, cost: null, done: true }),
    ];
    const { cursor, config } = await gridOf(shown);
    cursor.move(1, 6, true);
    assert.equal(
      copied(cursor, config),
      "东湾村\t户主1\t已建\t水冲式\t自用、经营\t1200.50\t否\n东湾村\t户主2\t已建\t\t\t\t是",
    );
  });

  test("keeps each row on its line whatever its cells hold", async () => {
    const { cursor, config } = await gridOf([row(1, { head: "张\t三\n（户主）" })]);
    cursor.move(0, 1);
    assert.equal(copied(cursor, config), "张 三 （户主）");
  });

  test("pasted back over itself says what stands there already", async () => {
    const values = { kind: "flush", uses: ["home", "guest"], cost: "1234567.80", done: true };
    const { cursor, config } = await gridOf([row(1, values)]);
    cursor.move(0, 3);
    cursor.move(0, 3, true);
    assert.deepEqual(pasted(block(copied(cursor, config)), cursor, config).edits[0]?.values, values);
  });
});
