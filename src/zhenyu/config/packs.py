"""Hand a pack's content to the rooms it belongs to."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from zhenyu.areas.actions import load_areas
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.indicators.actions.definitions import define_indicators
from zhenyu.ledgers.actions.definitions import take_from_pack
from zhenyu.ledgers.definition.three_way_merge import Side
from zhenyu.ledgers.redefinition.pack_upgrade import Upgrade
from zhenyu.packs.loader import Pack, load
from zhenyu.people.types import Reader
from zhenyu.plans.actions.systems import define_system
from zhenyu.writing.actions.templates import define_template


@dataclass(frozen=True, slots=True)
class Applied:
    """What took effect.

    ``waiting`` are the codes of work systems that name no area while none was given for them; ``undecided``
    the ledgers whose upgrade needs a choice or was refused, and which stand as they were.
    """

    pack: Pack
    waiting: tuple[str, ...] = ()
    undecided: tuple[Upgrade, ...] = ()

    @property
    def sentence(self) -> str:
        """Chinese, for the terminal."""
        ledgers = len(self.pack.ledgers) - len(self.undecided)
        parts = f"{self.pack.title}：{ledgers} 个台账、{len(self.pack.indicators)} 个指标"
        systems = len(self.pack.systems) - len(self.waiting)
        parts += f"、{systems} 个工作体系、{len(self.pack.templates)} 个模板"
        if self.waiting:
            parts += f"；工作体系 {'、'.join(self.waiting)} 没有写区划，加 --area 指明由哪个镇执行后再应用"
        return parts

    def as_json(self) -> dict[str, Any]:
        """For machines: what took effect and what waits, with each conflict's sides."""
        return {
            "pack": self.pack.code,
            "version": self.pack.version,
            "systems_waiting": list(self.waiting),
            "undecided": [asdict(upgrade) for upgrade in self.undecided],
        }


def apply(
    pack: Pack | Path, *, by: Reader, area: AreaCode | None = None, prefer: Side | None = None
) -> Applied:
    """Define everything a pack holds, all of it or, where one file is wrong, nothing; ledgers altered here
    are merged.

    Arguments:
        prefer: which side wins where a ledger was altered here and in the pack; None leaves such
            a ledger as it is.
        area: the one that carries out the work systems of the pack which name none themselves.

    Raises:
        UsageError: naming the file, the place in it and the remedy.
    """
    content = load(pack) if isinstance(pack, Path) else pack
    waiting = []
    with transaction.atomic():
        for areas in content.areas:
            load_areas(areas.rows, source=areas.source)
        define_indicators([item.raw for item in content.indicators], by=by)
        upgrades = [
            take_from_pack(
                item.raw, pack=content.code, version=content.version, by=by, source=item.source, prefer=prefer
            )
            for item in content.ledgers
        ]
        for system in content.systems:
            if "area" in system.raw:
                define_system(system.raw, by=by)
            elif area is not None:
                define_system({**system.raw, "area": str(area)}, by=by)
            else:
                waiting.append(system.code)
        for template in content.templates:
            define_template(template.raw, by=by)
    return Applied(content, tuple(waiting), tuple(each for each in upgrades if each.undecided))
