"""Hand a pack's content to the rooms it belongs to."""

from pathlib import Path

from django.db import transaction

from zhenyu.areas.actions import load_areas
from zhenyu.indicators.actions import define_indicators
from zhenyu.ledgers.actions import define_ledger
from zhenyu.packs.loader import Pack, load
from zhenyu.people.types import Reader
from zhenyu.plans.actions import define_system
from zhenyu.writing.actions import define_template


def apply(pack: Pack | Path, *, by: Reader) -> Pack:
    """Define everything a pack holds, all of it or, where one file is wrong, nothing.

    :raises UsageError: naming the file, the place in it and the remedy.
    """
    content = load(pack) if isinstance(pack, Path) else pack
    with transaction.atomic():
        for areas in content.areas:
            load_areas(areas.rows, source=areas.source)
        define_indicators([item.raw for item in content.indicators], by=by)
        for ledger in content.ledgers:
            define_ledger(ledger.raw, by=by)
        for system in content.systems:
            define_system(system.raw, by=by)
        for template in content.templates:
            define_template(template.raw, by=by)
    return content
