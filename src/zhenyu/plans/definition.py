"""The definition of a work system: an ordered tree whose leaves are tasks. Pure.

::

    code: town_1357_2026
    title: 望澜镇“1357”工作体系
    year: 2026
    area: "990101100"
    digits: "1357"              # level n must hold exactly digit-n items
    parent: county_1357_2026    # optional: the county's system it carries out
    lights: {red: {pace_below: -20}, amber: {pace_below: -5}}   # optional thresholds
    levels:
      - title: 一个目标
        items:
          - title: 争创全市乡村振兴示范镇
            tasks:
              - title: 完成农村改厕扫尾
                lead: 村镇建设办
                assisting: [财政所]
                person: 张明
                weight: 2
                duty: 基本                     # 基本 | 配合 | 收回
                basis: 农村人居环境整治提升五年行动方案
                target: {indicator: toilets_renovated, value: 1200, mode: at_least, period: "2026"}
                nodes:
                  - {title: 完成摸底, due: 2026-03-31, done_on: 2026-03-20}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from zhenyu.core.errors import UsageError, ZhenyuError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.plans import raws
from zhenyu.plans.digits import level_sizes
from zhenyu.plans.lights import rules_from_raw


class Duty(StrEnum):
    """The three lists of township duties (乡镇履职事项清单): to do, to assist in, taken back from above."""

    BASIC = "basic"
    ASSIST = "assist"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """Chinese name of the list."""
        return _DUTY_LABELS[self]


_DUTY_LABELS: Final = {Duty.BASIC: "基本", Duty.ASSIST: "配合", Duty.WITHDRAWN: "收回"}
_DUTY_WORDS: Final = {
    **{label: duty for duty, label in _DUTY_LABELS.items()},
    **{duty.value: duty for duty in Duty},
}


@dataclass(frozen=True, slots=True)
class PlanMilestone:
    """A time node of a task: what is to be done by which day, and since when it is."""

    title: str
    due: date
    done_on: date | None = None
    weight: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class TaskTarget:
    """What an indicator should come to in a period; ``mode`` is a mode of the indicators room."""

    indicator: str
    value: Decimal
    mode: str
    period: Period


@dataclass(frozen=True, slots=True)
class TaskDefinition:
    """A leaf. ``key`` is its name in the system: the ``code`` written, or else the title."""

    key: str
    title: str
    lead: str
    assisting: tuple[str, ...]
    person: str
    weight: Decimal
    duty: Duty
    basis: str
    area: AreaCode
    target: TaskTarget | None
    nodes: tuple[PlanMilestone, ...]


@dataclass(frozen=True, slots=True)
class PlanItem:
    """An entry of a level, or a part of one: a goal with further items below it, or with tasks."""

    title: str
    items: tuple[PlanItem, ...] = ()
    tasks: tuple[TaskDefinition, ...] = ()

    def all_tasks(self) -> Iterator[TaskDefinition]:
        yield from self.tasks
        for item in self.items:
            yield from item.all_tasks()


@dataclass(frozen=True, slots=True)
class Level:
    title: str
    items: tuple[PlanItem, ...]


@dataclass(frozen=True, slots=True)
class SystemDefinition:
    code: str
    title: str
    year: int
    area: AreaCode
    digits: str
    parent: str
    levels: tuple[Level, ...]

    def tasks(self) -> Iterator[TaskDefinition]:
        for level in self.levels:
            for item in level.items:
                yield from item.all_tasks()


def read_system(raw: Mapping[str, Any], *, source: str = "") -> SystemDefinition:
    """Read and check a definition.

    Raises:
        UsageError: names the file, the position in the tree and the remedy.
    """
    try:
        return _system(raw)
    except ZhenyuError as error:
        where = source or f"工作体系“{raw.get('code', '')}”"
        raise UsageError(f"{where}：{error.message}", error.hint) from error


def _system(raw: Mapping[str, Any]) -> SystemDefinition:
    code, title = raws.text(raw, "code", "工作体系"), raws.text(raw, "title", "工作体系")
    year = raws.whole_number(raw.get("year"), "year（年度）")
    area = AreaCode.parse(str(raw.get("area", "")))
    digits = str(raw.get("digits", "")).strip()
    rules_from_raw(raw.get("lights"))
    levels = tuple(
        _level(level, number, area, year)
        for number, level in enumerate(raws.entries(raw, "levels", "工作体系"), start=1)
    )
    if not levels:
        raise UsageError("没有写层级 levels", "每一层写 title 和 items")
    if digits:
        _check_sizes(digits, levels)
    made = SystemDefinition(code, title, year, area, digits, str(raw.get("parent") or ""), levels)
    _check_unique(made)
    return made


def _check_sizes(digits: str, levels: tuple[Level, ...]) -> None:
    """Level n holds exactly digit-n items."""
    sizes = level_sizes(digits)
    if len(levels) != len(sizes):
        raise UsageError(f"“{digits}”有{len(sizes)}个数字，却写了{len(levels)}层", "层数要与数字个数相同")
    for number, (level, size) in enumerate(zip(levels, sizes, strict=True), start=1):
        if size is not None and len(level.items) != size:
            raise UsageError(
                f"“{digits}”的第{number}层“{level.title}”应有{size}项，实有{len(level.items)}项",
                "请补齐或删减这一层的 items，或改正 digits",
            )


def _check_unique(system: SystemDefinition) -> None:
    seen: set[str] = set()
    for task in system.tasks():
        if task.key in seen:
            raise UsageError(f"任务“{task.key}”写了两次", "给其中一个换名，或为它们分别写上 code")
        seen.add(task.key)


def _level(raw: Any, number: int, area: AreaCode, year: int) -> Level:
    mapping = raws.mapping(raw, f"第{number}层")
    title = raws.text(mapping, "title", f"第{number}层")
    return Level(
        title,
        tuple(
            _item(item, title, area, year)
            for item in raws.entries(mapping, "items", f"第{number}层“{title}”")
        ),
    )


def _item(raw: Any, above: str, area: AreaCode, year: int) -> PlanItem:
    if isinstance(raw, str):
        return PlanItem(raw)
    mapping = raws.mapping(raw, f"“{above}”下的一项")
    title = raws.text(mapping, "title", f"“{above}”下的一项")
    return PlanItem(
        title,
        tuple(_item(item, title, area, year) for item in raws.entries(mapping, "items", f"“{title}”")),
        tuple(_task(task, title, area, year) for task in raws.entries(mapping, "tasks", f"“{title}”")),
    )


def _task(raw: Any, above: str, area: AreaCode, year: int) -> TaskDefinition:
    mapping = raws.mapping(raw, f"“{above}”下的一项任务")
    title = raws.text(mapping, "title", f"“{above}”下的一项任务")
    where = f"任务“{title}”"
    nodes = tuple(
        _node(node, where) for key in ("nodes", "milestones") for node in raws.entries(mapping, key, where)
    )
    _check_titles(nodes, where)
    target = _target(mapping["target"], where, year) if mapping.get("target") else None
    if target is None and not nodes:
        raise UsageError(
            f"{where}既没有 target（指标目标）也没有 nodes（时间节点）", "至少写一样，否则看不出进展"
        )
    weight = raws.number(mapping.get("weight", 1), f"{where}的 weight（权重）")
    if weight <= 0:
        raise UsageError(f"{where}的 weight（权重）应大于0", "一般写 1")
    duty = str(mapping.get("duty", "基本"))
    if duty not in _DUTY_WORDS:
        raise UsageError(
            f"{where}的 duty（履职类别）“{duty}”不对", f"可写：{'、'.join(_DUTY_LABELS.values())}"
        )
    return TaskDefinition(
        key=str(mapping.get("code") or title),
        title=title,
        lead=raws.text(mapping, "lead", where),
        assisting=tuple(str(office) for office in raws.entries(mapping, "assisting", where)),
        person=str(mapping.get("person") or ""),
        weight=weight,
        duty=_DUTY_WORDS[duty],
        basis=str(mapping.get("basis") or ""),
        area=_task_area(mapping.get("area"), area, where),
        target=target,
        nodes=nodes,
    )


def _check_titles(nodes: tuple[PlanMilestone, ...], where: str) -> None:
    titles = [node.title for node in nodes]
    twice = next((title for title in titles if titles.count(title) > 1), None)
    if twice:
        raise UsageError(f"{where}的节点“{twice}”写了两次", "给其中一个换名，如加上月份")


def _task_area(raw: Any, owner: AreaCode, where: str) -> AreaCode:
    if not raw:
        return owner
    area = AreaCode.parse(str(raw))
    if not owner.contains(area):
        raise UsageError(f"{where}的区划 {area} 不在 {owner} 之内", "任务只能落在本级或下级区划")
    return area


def _target(raw: Any, where: str, year: int) -> TaskTarget:
    mapping = raws.mapping(raw, f"{where}的 target")
    return TaskTarget(
        indicator=raws.text(mapping, "indicator", f"{where}的 target"),
        value=raws.number(mapping.get("value"), f"{where}的目标值"),
        mode=str(mapping.get("mode") or "at_least"),
        period=Period.parse(str(mapping.get("period") or year)),
    )


def _node(raw: Any, where: str) -> PlanMilestone:
    mapping = raws.mapping(raw, f"{where}的时间节点")
    title = raws.text(mapping, "title", f"{where}的时间节点")
    where = f"{where}的节点“{title}”"
    done_on = mapping.get("done_on")
    return PlanMilestone(
        title=title,
        due=raws.day(mapping.get("due"), f"{where}的 due（时限）"),
        done_on=raws.day(done_on, f"{where}的 done_on（完成日期）") if done_on else None,
        weight=raws.number(mapping.get("weight", 1), f"{where}的 weight（权重）"),
    )
