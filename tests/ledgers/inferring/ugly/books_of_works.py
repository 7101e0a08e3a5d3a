"""Ugly workbooks about works, land, money and places."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from tests.ledgers.inferring.ugly.invented import NUMERALS, day, person, phone, uscc, village
from tests.ledgers.inferring.ugly.old_formats import write_ods
from tests.ledgers.inferring.ugly.paper import one, save, sheet


def construction_taxes(folder: Path) -> Path:
    """The unit once above the table, months as 2023.1 numbers, rates as fractions, a hidden sheet, no
    village."""
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
    sheet(book, "2023年税源", rows, ["A2:I2"])
    sheet(book, "旧数据", [["姓名", "电话", "金额"], ["王试十", phone(99), 1]]).sheet_state = "hidden"
    return save(book, folder / "construction_taxes.xlsx")


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
    """Headings printed again on each page, sentences with line breaks, a deadline, a state that goes with a
    day."""
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
        problem = ("灭火器压力不足，\n且无检查记录。", "配电箱未上锁；线路老化。", "安全出口堆放杂物！")[
            n % 3
        ]
        state = ("已整改", "整改中", "未整改", "已整改", "已销号")[n % 5]
        done = day(n + 2) if state in ("已整改", "已销号") else None
        grade = "重大隐患" if n in (3, 9) else "一般隐患"
        unit = f"虚构{NUMERALS[n % 10]}号商店"
        rows.append(
            [
                f"YH{n + 1:03d}",
                village(n),
                unit,
                grade,
                problem,
                day(n),
                day(n + 3),
                person(n + 40),
                state,
                done,
            ]
        )
    rows += [[], ["注：重大隐患须挂牌督办。"], ["填报人：张试九          联系电话：19900009999"]]
    return one(folder / "hazards.xlsx", "隐患排查", rows, ["A1:J1", "A2:J2", "A19:J19"])


def activities(folder: Path) -> Path:
    """An .ods from WPS: several choices in one cell, 人次 behind the number, a sheet of instructions
    first."""
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
        sheet(book, village(v), rows, ["A1:G1"])
        summary.append([village(v), 5, 6402.5])
    sheet(book, "汇总", summary)
    return save(book, folder / "street_lamps.xlsx")


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
    return one(folder / "env_inspections.xlsx", "检查", rows, merges)


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
        tenant = f"虚构{NUMERALS[n]}号商行"
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
    return one(folder / "collective_contracts.xlsx", "Sheet2", rows, ["C4:L4"], at=(4, 3))


def key_projects(folder: Path) -> Path:
    """A row of units under the heading, 亿元 and 万元 in one column, 35% as text, people several to a
    cell."""
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
                f"虚构{NUMERALS[n]}期厂房项目",
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
    return one(folder / "key_projects.xlsx", "重点项目", rows, ["A1:J1"])


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
    return one(folder / "crops.xlsx", "种植", rows, ["A1:G1", "C2:E2", "A2:A3", "B2:B3", "F2:F3", "G2:G3"])


def hotline(folder: Path) -> Path:
    """Long order numbers, times of day, a story of six hundred characters, row numbers printed far down the
    page."""
    rows: list[list[Any]] = [
        [
            "序号",
            "工单编号",
            "派单时间",
            "诉求内容",
            "诉求类别",
            "承办单位",
            "办理状态",
            "办结时间",
            "是否满意",
        ]
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
    return one(folder / "热线工单.xlsx", "Sheet1", rows)


def flood_goods(folder: Path) -> Path:
    """Stars for what is required, an example row, two headings alike, strokes for nothing, a bare telephone
    list beside."""
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
    return one(folder / "flood_goods.xlsx", "防汛物资储备台账", rows)
