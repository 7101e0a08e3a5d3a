"""Twenty workbooks as ugly as real ones, each in a different way: ``python -m
tests.ledgers.inferring.ugly.make_workbooks FOLDER``.

Everything in them is invented (``invented.py``); the same call writes the same cells. What must be inferred
from each stands in ``expected/<name>.yaml``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from tests.ledgers.inferring.ugly import books_of_people as people
from tests.ledgers.inferring.ugly import books_of_works as works

MAKERS: tuple[Callable[[Path], Path], ...] = (
    people.toilets,
    works.construction_taxes,
    people.subsistence,
    works.land_transfer,
    works.hazards,
    people.grid_staff,
    works.activities,
    works.street_lamps,
    people.party_members,
    works.env_inspections,
    people.pasted_people,
    people.disputes,
    people.elder_allowance,
    works.collective_contracts,
    works.key_projects,
    people.blank_form,
    people.medical_insurance,
    works.crops,
    works.hotline,
    works.flood_goods,
)


def main(folder: Path) -> list[Path]:
    """Write all of them; their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    return [make(folder) for make in MAKERS]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
