"""Ugly workbooks about people and households."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.ledgers.inferring.ugly.invented import (
    NUMERALS,
    account,
    day,
    id_number,
    person,
    phone,
    serial_number,
    village,
)
from tests.ledgers.inferring.ugly.old_formats import write_xls
from tests.ledgers.inferring.ugly.paper import one


def toilets(folder: Path) -> Path:
    """A merged title, a two-row merged heading, days in five forms, a state column, a total, a signature."""
    rows: list[list[Any]] = [
        ["望澜镇2023年农村改厕台账（截至10月底）"],
        ["填报单位：望澜镇村镇办", None, None, None, None, None, None, None, "填报日期：2023.11.2"],
        [
            "序号",
            "村  名",
            "户编号",
            "户主\n姓名",
            "身份证号码",
            "改厕情况",
            None,
            None,
            "联系电话",
            "完成情况",
            "备注",
        ],
        [None, None, None, None, None, "改厕类型", "造价（元）", "完工时间", None, None, None],
    ]
    forms = [
        day(0),
        "2023.5.1",
        "2023年6月12日",
        45047,
        "2023/7/3",
        None,
        "20230809",
        "2023-8-20",
        None,
        "2023.9.9",
    ]
    states = [
        "已验收",
        "已验收",
        "已完工",
        "已验收",
        "已完工",
        "施工中",
        "已验收",
        "已完工",
        "未开工",
        "已完工",
    ]
    for n in range(10):
        kind = ("三格化粪池", "水冲式", "双瓮式")[n % 3]
        row = [
            n + 1,
            village(n),
            f"WL{n + 1:03d}",
            person(n),
            id_number(n),
            kind,
            1800 + 50 * n,
            forms[n],
            phone(n),
            states[n],
        ]
        rows.append([*row, "户主在外务工" if n == 4 else None])
    rows += [
        ["合计", None, 10, None, None, None, 20250],
        [],
        ["填表人：王试九", None, None, None, "审核人：李试九"],
    ]
    merges = ["A1:K1", "A2:H2", "F3:H3", *(f"{c}3:{c}4" for c in "ABCDEIJK")]
    return one(folder / "toilets.xlsx", "Sheet1", rows, merges)


def subsistence(folder: Path) -> Path:
    """Citizen numbers typed as numbers and as 9.90101E+17, accounts as numbers, villages in merged cells."""
    rows: list[list[Any]] = [
        ["望澜镇农村低保对象花名册"],
        [
            "所在村",
            "低保证号",
            "户主姓名",
            "身份证号",
            "保障人数",
            "类别",
            "致困原因",
            "月保障金额",
            "一卡通账号",
            "批准日期",
        ],
    ]
    for n in range(12):
        number: Any = id_number(n + 20)
        if n in (2, 6):
            number = float(number[:17] + "0")
        if n == 9:
            number = "9.90101E+17"
        bank: Any = int(account(n)) if n == 5 else account(n)
        name = village(n // 3) if n % 3 == 0 else None
        kind, cause = ("A类", "B类", "C类")[n % 3], ("因病", "因残", "年老", "因病")[n % 4]
        rows.append(
            [name, f"DB99{n:04d}", person(n + 20), number, n % 3 + 1, kind, cause, 420 + 10 * n, bank, day(n)]
        )
    merges = ["A1:J1", "A3:A5", "A6:A8", "A9:A11", "A12:A14"]
    return one(folder / "subsistence.xlsx", "低保", rows, merges)


def grid_staff(folder: Path) -> Path:
    """An .xls of long ago: days as bare serial numbers, telephones as numbers, a row that numbers the
    columns."""
    rows: list[list[Any]] = [
        ["网格员信息统计表"],
        [
            "序号",
            "所在村",
            "网格编码",
            "网格员姓名",
            "性别",
            "出生年月",
            "联系电话",
            "上岗日期",
            "管辖户数",
            "是否专职",
            "月补贴（元）",
        ],
        list(range(1, 12)),
    ]
    for n in range(10):
        code = f"990101100{n % 4 + 201}{n + 1:03d}"
        born = f"198{n % 10}.0{n % 9 + 1}"
        sex, full = "男女"[n % 2], "是否"[n % 2]
        place = village(n)
        rows.append(
            [
                n + 1,
                place,
                code,
                person(n + 60),
                sex,
                born,
                int(phone(n + 60)),
                serial_number(day(n)),
                80 + n,
                full,
                300,
            ]
        )
    path = folder / "grid_staff.xls"
    write_xls(path, "网格员", rows, [(0, 0, 0, 10)])
    return path


def party_members(folder: Path) -> Path:
    """A roster printed in two halves side by side."""
    head = ["序号", "姓名", "性别", "出生日期", "电话"]
    rows: list[list[Any]] = [["柳湾社区党员名册"], [*head, *head]]
    for n in range(8):
        left, right = n + 100, n + 108
        row = []
        for k in (left, right):
            row += [
                k - 99,
                person(k),
                "男女"[k % 2],
                f"19{60 + k % 30}年{k % 12 + 1}月{k % 27 + 1}日",
                phone(k),
            ]
        rows.append(row)
    return one(folder / "party_members.xlsx", "Sheet1", rows, ["A1:J1"])


def pasted_people(folder: Path) -> Path:
    """Tab separated text pasted from a web page: full-width digits, spaces in names, dots and lines for
    nothing."""
    rows = [
        "残疾人基本情况表",
        "村别\t姓　名\t残疾证号\t残疾类别\t残疾等级\t监护人\t联系电话\t家庭住址\t是否低保",
    ]
    for n in range(10):
        name = f"{person(n + 140)[0]} {person(n + 140)[1:]}"
        number = id_number(n + 140) + f"{n % 4 + 1}{n % 4 + 1}"
        tel = (
            phone(n + 140).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
            if n % 3 == 0
            else phone(n + 140)
        )
        guard = person(n + 150) if n % 2 else "无"
        kind, grade = ("肢体", "视力", "听力")[n % 3], ("一级", "二级", "三级", "四级")[n % 4]
        rows.append(
            f"{village(n)}\t{name}\t{number}\t{kind}\t{grade}\t{guard}\t{tel if n != 7 else '/'}\t"
            f"望澜镇{village(n)}{n + 1}组\t{'是否'[n % 2]}"
        )
    path = folder / "pasted_people.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8-sig")
    return path


def elder_allowance(folder: Path) -> Path:
    """The village written once for its rows, numbers ending in 000 as text, the days of birth as 8 digits."""
    rows: list[list[Any]] = [
        ["2023年第三季度高龄津贴发放明细表"],
        ["村", "姓名", "身份证号", "出生日期", "年龄", "津贴标准(元/月)", "发放金额", "银行卡号"],
    ]
    for n in range(12):
        number = id_number(n)
        if n in (3, 8):
            number = number[:15] + "000"
        name = village(n // 4) if n % 4 == 0 else None
        rows.append([name, person(n), number, number[6:14], 73 - n, 100, 300, account(n + 200)])
    rows.append([None, "合  计", None, None, None, None, "3600元"])
    return one(folder / "elder_allowance.xlsx", "发放表", rows, ["A1:H1"])


def blank_form(folder: Path) -> Path:
    """A form nobody has filled in yet."""
    head = [
        "序号",
        "村名称",
        "申请人",
        "身份证号",
        "联系电话",
        "救助金额（元）",
        "申请日期",
        "是否低保户",
        "备注",
    ]
    rows: list[list[Any]] = [["临时救助申请登记表"], head, *([n] for n in range(1, 11))]
    return one(folder / "blank_form.xlsx", "Sheet1", rows, ["A1:I1"])


def medical_insurance(folder: Path) -> Path:
    """Households merged over their members, 是/否, a name of four syllables with a dot."""
    rows: list[list[Any]] = [
        ["城乡居民医保参保登记表"],
        [
            "户号",
            "所属村",
            "姓名",
            "与户主关系",
            "身份证号",
            "民族",
            "是否参保",
            "缴费金额（元）",
            "参保日期",
        ],
    ]
    merges = ["A1:I1"]
    for n in range(12):
        first = n % 3 == 0
        name = "阿依古丽·试一" if n == 5 else person(n + 240)
        relation, nation = ("户主", "配偶", "子女")[n % 3], "维吾尔族" if n == 5 else "汉族"
        pay = 380 if n % 4 else None
        rows.append(
            [
                f"YB{n // 3 + 1:02d}" if first else None,
                village(n // 3) if first else None,
                name,
                relation,
                id_number(n + 240),
                nation,
                "是" if pay else "否",
                pay,
                day(n) if pay else None,
            ]
        )
        if first:
            merges += [f"A{n + 3}:A{n + 5}", f"B{n + 3}:B{n + 5}"]
    return one(folder / "medical_insurance.xlsx", "参保", rows, merges)


def disputes(folder: Path) -> Path:
    """The village only as a line above its rows, subtotals below them, blank lines between."""
    rows: list[list[Any]] = [
        ["望澜镇矛盾纠纷排查化解台账"],
        ["序号", "纠纷编号", "当事人", "纠纷类型", "受理时间", "涉及人数", "调解员", "办理情况", "化解时间"],
    ]
    for v in range(3):
        rows.append([f"{NUMERALS[v]}、{village(v)}"])
        for n in range(4):
            k = 4 * v + n
            state = ("已化解", "调解中", "已化解", "待调解")[n]
            done = day(k + 4) if state == "已化解" else None
            pair = f"{person(k + 160)}、{person(k + 170)}"
            rows.append(
                [
                    n + 1,
                    f"JF{k + 1:03d}",
                    pair,
                    ("邻里", "土地", "婚姻家庭")[k % 3],
                    day(k),
                    k % 4 + 2,
                    person(v + 180),
                    state,
                    done,
                ]
            )
        rows += [[f"{village(v)}小计", None, None, None, None, 12], []]
    rows.append(["总计", None, None, None, None, 36])
    return one(folder / "disputes.xlsx", "Sheet1", rows, ["A1:I1", "A3:I3"])
