"""Twenty workbooks as ugly as real ones, each in a different way: ``python tests/ledgers/ugly/make_workbooks.py FOLDER``.

Everything in them is invented (:mod:`invented`); the same call writes the same cells. What must be inferred from each stands
in ``expected/<name>.yaml``.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

sys.path.insert(0, str(Path(__file__).parent))
from invented import account, day, id_number, person, phone, serial_number, uscc, village
from old_formats import write_ods, write_xls

Rows = Sequence[Sequence[Any]]


def main(folder: Path) -> list[Path]:
    """Write all of them; their paths."""
    return [make(folder) for make in MAKERS]


def _sheet(
    book: Workbook, name: str, rows: Rows, merges: Sequence[str] = (), at: tuple[int, int] = (1, 1)
) -> Worksheet:
    sheet = book.create_sheet(name)
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell is not None:
                sheet.cell(at[0] + r, at[1] + c, cell)
    for merge in merges:
        sheet.merge_cells(merge)
    return sheet


def _save(book: Workbook, path: Path) -> Path:
    del book["Sheet"]
    book.save(path)
    return path


def _one(path: Path, name: str, rows: Rows, merges: Sequence[str] = (), at: tuple[int, int] = (1, 1)) -> Path:
    book = Workbook()
    _sheet(book, name, rows, merges, at)
    return _save(book, path)


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
    forms = [day(0), "2023.5.1", "2023年6月12日", 45047, "2023/7/3", None, "20230809", "2023-8-20", None, "2023.9.9"]
    states = ["已验收", "已验收", "已完工", "已验收", "已完工", "施工中", "已验收", "已完工", "未开工", "已完工"]
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
    rows += [["合计", None, 10, None, None, None, 20250], [], ["填表人：王试九", None, None, None, "审核人：李试九"]]
    merges = ["A1:K1", "A2:H2", "F3:H3", *(f"{c}3:{c}4" for c in "ABCDEIJK")]
    return _one(folder / "toilets.xlsx", "Sheet1", rows, merges)


def construction_taxes(folder: Path) -> Path:
    """The unit once above the table, months as 2023.1 numbers, rates as fractions, a hidden sheet, no village."""
    rows: list[list[Any]] = [
        ["附件2"],
        ["望澜镇2023年建筑业税源统计表"],
        [None, None, None, None, None, None, "单位：万元"],
        [
            "序号",
            "工程名称",
            "施工单位",
            "统一社会信用代码",
            "所属月份",
            "合同金额",
            "本月开票金额",
            "预缴税款",
            "形象进度",
        ],
    ]
    months = ["2023年1月", "2023年2月", "2023年3月", "2023.04", 2023.1, "2023年5月", "2023年6月", "2023年7月"]
    for n in range(8):
        work = ("镇区污水管网工程", "东岭村道路硬化工程")[n % 2]
        rows.append(
            [
                n + 1,
                work,
                "虚构建工有限公司",
                uscc(n % 2),
                months[n],
                320.5 + n,
                12.35 * n + 1,
                0.24 * n + 0.1,
                0.1 + 0.1 * n,
            ]
        )
    rows.append(["合计", None, None, None, None, 2592, 354.8, 7.52])
    book = Workbook()
    _sheet(book, "2023年税源", rows, ["A2:I2"])
    _sheet(book, "旧数据", [["姓名", "电话", "金额"], ["王试十", phone(99), 1]]).sheet_state = "hidden"
    return _save(book, folder / "construction_taxes.xlsx")


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
        rows.append([name, f"DB99{n:04d}", person(n + 20), number, n % 3 + 1, kind, cause, 420 + 10 * n, bank, day(n)])
    merges = ["A1:J1", "A3:A5", "A6:A8", "A9:A11", "A12:A14"]
    return _one(folder / "subsistence.xlsx", "低保", rows, merges)


def land_transfer(folder: Path) -> Path:
    """GB 18030 CSV from a system: unmerged two-row heading, units behind the numbers."""
    rows: list[list[Any]] = [
        ["土地流转合同台账", "", "", "", "", "", "", "", ""],
        ["行政村", "合同编号", "受让方", "流转面积", "租金", "", "流转期限", "", "用途"],
        ["", "", "", "", "每亩租金", "年租金", "起始日期", "到期日期", ""],
    ]
    for n in range(9):
        size = "12.5亩" if n % 3 else "1公顷"
        rent = "0.95万元" if n == 4 else f"{9000 + n * 10}元"
        party = ("虚构种植合作社", "试种家庭农场", "虚构农业有限公司")[n % 3]
        ends = f"2033年{n + 1}月1日" if n != 6 else "长期"
        rows.append(
            [
                village(n),
                f"LZ-2023-{n + 1:02d}",
                party,
                size,
                "760元",
                rent,
                f"2023年{n + 1}月1日",
                ends,
                ("种粮", "蔬菜")[n % 2],
            ]
        )
    path = folder / "land_transfer.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def hazards(folder: Path) -> Path:
    """Headings printed again on each page, sentences with line breaks, a deadline, a state that goes with a day."""
    head = [
        "编号",
        "所属村（社区）",
        "被检查单位",
        "隐患等级",
        "隐患描述",
        "检查时间",
        "整改期限",
        "整改责任人",
        "整改情况",
        "整改完成时间",
    ]
    rows: list[list[Any]] = [["望澜镇安全隐患排查整治台账"], ["(2023年第三季度)"], head]
    for n in range(14):
        if n == 8:
            rows.append(head)
        problem = ("灭火器压力不足，\n且无检查记录。", "配电箱未上锁；线路老化。", "安全出口堆放杂物！")[n % 3]
        state = ("已整改", "整改中", "未整改", "已整改", "已销号")[n % 5]
        done = day(n + 2) if state in ("已整改", "已销号") else None
        grade = "重大隐患" if n in (3, 9) else "一般隐患"
        unit = f"虚构{NUMBERS[n % 10]}号商店"
        rows.append(
            [f"YH{n + 1:03d}", village(n), unit, grade, problem, day(n), day(n + 3), person(n + 40), state, done]
        )
    rows += [[], ["注：重大隐患须挂牌督办。"], ["填报人：张试九          联系电话：19900009999"]]
    return _one(folder / "hazards.xlsx", "隐患排查", rows, ["A1:J1", "A2:J2", "A19:J19"])


NUMBERS = "一二三四五六七八九十"


def grid_staff(folder: Path) -> Path:
    """An .xls of long ago: days as bare serial numbers, telephones as numbers, a row that numbers the columns."""
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


def activities(folder: Path) -> Path:
    """An .ods from WPS: several choices in one cell, 人次 behind the number, a sheet of instructions first."""
    rows: list[list[Any]] = [
        ["文明实践活动登记表"],
        [],
        ["村（社区）", "活动时间", "活动名称", "活动类型", "参与对象", "参加人次", "组织者"],
    ]
    for n in range(12):
        who = ("党员、志愿者", "妇女儿童", "党员、老年人", "志愿者、妇女儿童", "老年人")[n % 5]
        kind = ("志愿服务", "文体比赛", "宣讲培训")[n % 3]
        date_ = f"2023.{n % 9 + 1}.{n + 3}"
        rows.append(
            [
                village(n),
                date_,
                f"第{n + 1}次“我们的节日”",
                kind,
                who,
                f"{20 + 3 * n}人次" if n % 4 else 35,
                person(n + 80),
            ]
        )
    guide: list[list[Any]] = [["填表说明"], ["1.活动类型按文件填写，不得自编。"], ["2.每场活动一行。"]]
    path = folder / "activities.ods"
    write_ods(path, [("填表说明", guide), ("登记表", rows)])
    return path


def street_lamps(folder: Path) -> Path:
    """A sheet for each village under the same heading, and a summary nobody asked for."""
    book = Workbook()
    head = ["序号", "路灯编号", "位置", "安装时间", "功率（瓦）", "单价（元）", "是否亮灯"]
    summary: list[list[Any]] = [["村", "盏数", "金额（元）"]]
    for v in range(3):
        rows: list[list[Any]] = [["路灯台账"], head]
        for n in range(5):
            lit = "否" if n == 2 else "是"
            rows.append([n + 1, f"{n + 1:03d}", f"主街{n + 1}号杆", day(n + v), 60, 1280.5, lit])
        _sheet(book, village(v), rows, ["A1:G1"])
        summary.append([village(v), 5, 6402.5])
    _sheet(book, "汇总", summary)
    return _save(book, folder / "street_lamps.xlsx")


def party_members(folder: Path) -> Path:
    """A roster printed in two halves side by side."""
    head = ["序号", "姓名", "性别", "出生日期", "电话"]
    rows: list[list[Any]] = [["柳湾社区党员名册"], [*head, *head]]
    for n in range(8):
        left, right = n + 100, n + 108
        row = []
        for k in (left, right):
            row += [k - 99, person(k), "男女"[k % 2], f"19{60 + k % 30}年{k % 12 + 1}月{k % 27 + 1}日", phone(k)]
        rows.append(row)
    return _one(folder / "party_members.xlsx", "Sheet1", rows, ["A1:J1"])


def env_inspections(folder: Path) -> Path:
    """Ticks under groups of three rows of heading; marks left empty when there is nothing to say."""
    rows: list[list[Any]] = [
        ["人居环境整治检查表"],
        ["行政村", "检查日期", "检查内容", None, None, None, "得分", "检查人"],
        [None, None, "垃圾", None, "道路", None, None, None],
        [None, None, "日产日清", "分类桶齐全", "路面整洁", "无乱堆乱放", None, None],
    ]
    for n in range(9):
        ticks = ["√" if (n + k) % 3 else None for k in range(4)]
        ticks[3] = "√" if n % 2 else "×"
        rows.append([village(n), day(n // 4), *ticks, 86.5 + n / 2, person(n + 120)])
    merges = ["A1:H1", "C2:F2", "C3:D3", "E3:F3", "A2:A4", "B2:B4", "G2:G4", "H2:H4"]
    return _one(folder / "env_inspections.xlsx", "检查", rows, merges)


def pasted_people(folder: Path) -> Path:
    """Tab separated text pasted from a web page: full-width digits, spaces in names, dots and lines for nothing."""
    rows = ["残疾人基本情况表", "村别\t姓　名\t残疾证号\t残疾类别\t残疾等级\t监护人\t联系电话\t家庭住址\t是否低保"]
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
            f"{village(n)}\t{name}\t{number}\t{kind}\t{grade}\t{guard}\t{tel if n != 7 else '/'}\t望澜镇{village(n)}{n + 1}组\t{'是否'[n % 2]}"
        )
    path = folder / "pasted_people.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8-sig")
    return path


def disputes(folder: Path) -> Path:
    """The village only as a line above its rows, subtotals below them, blank lines between."""
    rows: list[list[Any]] = [
        ["望澜镇矛盾纠纷排查化解台账"],
        ["序号", "纠纷编号", "当事人", "纠纷类型", "受理时间", "涉及人数", "调解员", "办理情况", "化解时间"],
    ]
    for v in range(3):
        rows.append([f"{NUMBERS[v]}、{village(v)}"])
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
    return _one(folder / "disputes.xlsx", "Sheet1", rows, ["A1:I1", "A3:I3"])


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
    return _one(folder / "elder_allowance.xlsx", "发放表", rows, ["A1:H1"])


def collective_contracts(folder: Path) -> Path:
    """The table begins at C4, another one stands below it, an unnamed column holds remarks."""
    head = [
        "村名",
        "合同编号",
        "承租方名称",
        "标的",
        "面积（亩）",
        "年租金（万元）",
        "签订日期",
        "合同到期日期",
        "书面合同",
    ]
    rows: list[list[Any]] = [["村集体经济合同登记表"], [], head]
    for n in range(8):
        kind = ("机动地", "房屋场院", "坑塘水面", "机动地")[n % 4]
        tenant = f"虚构{NUMBERS[n]}号商行"
        rows.append(
            [
                village(n),
                f"HT{n + 1:02d}",
                tenant,
                kind,
                3.2 + n,
                0.85 + n / 10,
                day(n),
                day(n + 200),
                "√" if n % 3 else None,
                "拖欠一年" if n == 2 else None,
            ]
        )
    rows += [
        [],
        [],
        ["村名", "负责人", "联系电话"],
        [village(0), person(210), phone(210)],
        [village(1), person(211), phone(211)],
    ]
    return _one(folder / "collective_contracts.xlsx", "Sheet2", rows, ["C4:L4"], at=(4, 3))


def key_projects(folder: Path) -> Path:
    """A row of units under the heading, 亿元 and 万元 in one column, 35% as text, people several to a cell."""
    rows: list[list[Any]] = [
        ["望澜镇2023年重点项目推进情况一览表"],
        [
            "项目名称",
            "建设单位",
            "总投资",
            "用地面积",
            "完成投资",
            "工程进度",
            "开工时间",
            "计划完工时间",
            "包联干部",
            "存在问题",
        ],
        [None, None, None, "亩", "万元", "%", None, None, None, None],
    ]
    for n in range(8):
        total = "1.2亿元" if n % 4 == 0 else f"{2000 + 100 * n}万元"
        team = f"{person(n + 220)}、{person(n + 230)}"
        trouble = "征地尚有3户未签协议，请求协调。" if n % 3 == 0 else "无"
        rows.append(
            [
                f"虚构{NUMBERS[n]}期厂房项目",
                "虚构实业有限公司",
                total,
                35 + n,
                1200 + n,
                f"{30 + 5 * n}%",
                f"2023年{n + 1}月",
                "2024.12.31",
                team,
                trouble,
            ]
        )
    return _one(folder / "key_projects.xlsx", "重点项目", rows, ["A1:J1"])


def blank_form(folder: Path) -> Path:
    """A form nobody has filled in yet."""
    head = ["序号", "村名称", "申请人", "身份证号", "联系电话", "救助金额（元）", "申请日期", "是否低保户", "备注"]
    rows: list[list[Any]] = [["临时救助申请登记表"], head, *([n] for n in range(1, 11))]
    return _one(folder / "blank_form.xlsx", "Sheet1", rows, ["A1:I1"])


def medical_insurance(folder: Path) -> Path:
    """Households merged over their members, 是/否, a name of four syllables with a dot."""
    rows: list[list[Any]] = [
        ["城乡居民医保参保登记表"],
        ["户号", "所属村", "姓名", "与户主关系", "身份证号", "民族", "是否参保", "缴费金额（元）", "参保日期"],
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
    return _one(folder / "medical_insurance.xlsx", "参保", rows, merges)


def crops(folder: Path) -> Path:
    """Years as headings under a merged group, the unit in the group's own heading."""
    rows: list[list[Any]] = [
        ["主要农作物种植面积统计表"],
        ["村名", "作物", "播种面积（亩）", None, None, "联系人", "联系电话"],
        [None, None, "2021年", "2022年", "2023年", None, None],
    ]
    for n in range(12):
        rows.append(
            [
                village(n // 3),
                ("小麦", "玉米", "大豆")[n % 3],
                800 + n,
                812.5 + n,
                790 + n,
                person(n // 3 + 260),
                phone(n // 3 + 260),
            ]
        )
    rows.append(["合计", None, 9666, 9816, 9546])
    return _one(folder / "crops.xlsx", "种植", rows, ["A1:G1", "C2:E2", "A2:A3", "B2:B3", "F2:F3", "G2:G3"])


def hotline(folder: Path) -> Path:
    """Long order numbers, times of day, a story of six hundred characters, row numbers printed far down the page."""
    rows: list[list[Any]] = [
        ["序号", "工单编号", "派单时间", "诉求内容", "诉求类别", "承办单位", "办理状态", "办结时间", "是否满意"]
    ]
    for n in range(10):
        story = "群众反映村内道路积水。" * (60 if n == 3 else 2)
        state = ("已办结", "办理中", "已办结")[n % 3]
        done = f"2023-0{n % 9 + 1}-2{n % 9} 16:3{n % 6}:00" if state == "已办结" else None
        satisfied = "是否"[n % 2] if done else None
        office = ("村镇办", "民政办", "综治中心")[n % 3]
        rows.append(
            [
                n + 1,
                f"202309{n + 1:08d}",
                f"2023-0{n % 9 + 1}-1{n % 9} 09:1{n % 6}:00",
                story,
                ("市政", "民生", "噪音")[n % 3],
                office,
                state,
                done,
                satisfied,
            ]
        )
    rows += [[n] for n in range(11, 41)]
    return _one(folder / "热线工单.xlsx", "Sheet1", rows)


def flood_goods(folder: Path) -> Path:
    """Stars for what is required, an example row, two headings alike, strokes for nothing, a bare telephone list beside."""
    rows: list[list[Any]] = [
        [
            "*村（社区）",
            "*物资名称",
            "*数量",
            "单位",
            "存放地点",
            "数量",
            "*保管人姓名",
            "*保管人手机",
            "购置日期",
            "单价",
        ],
        ["例：东岭村", "铁锹", 10, "把", "村委会", 1, "张某某", "13800000000", "2023-01-01", 25],
    ]
    for n in range(9):
        goods = ("铁锹", "编织袋", "救生衣")[n % 3]
        bought = "/" if n in (2, 5) else f"2022-0{n % 9 + 1}-15"
        rows.append(
            [
                village(n // 3),
                goods,
                20 + n,
                ("把", "条", "件")[n % 3],
                f"{village(n // 3)}仓库",
                n,
                person(n // 3 + 280),
                phone(n // 3 + 280),
                bought,
                f"{25 + n}元",
            ]
        )
    return _one(folder / "flood_goods.xlsx", "防汛物资储备台账", rows)


MAKERS: tuple[Callable[[Path], Path], ...] = (
    toilets,
    construction_taxes,
    subsistence,
    land_transfer,
    hazards,
    grid_staff,
    activities,
    street_lamps,
    party_members,
    env_inspections,
    pasted_people,
    disputes,
    elder_allowance,
    collective_contracts,
    key_projects,
    blank_form,
    medical_insurance,
    crops,
    hotline,
    flood_goods,
)

if __name__ == "__main__":
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    main(target)
