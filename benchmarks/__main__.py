"""Run every benchmark and write RESULTS.md with the machine's description: ``make bench``.

``python -m benchmarks grid_page cells`` runs some of them and renews their sections.

Each module here has ``run() -> list[dict]`` with ``name, value, unit, note``; figures are medians, ratios
come from one run.
"""

import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
MODULES = {
    "import_ledger": "Import of a ledger",
    "import_million": "Import of a million rows",
    "redefine": "Redefining a large ledger",
    "export_ledger": "Export of a ledger",
    "grid_page": "Grid page",
    "row_security": "Row-level security",
    "cells": "Cells",
    "county_year": "Figures of a county-year",
    "figures": "Figures",
    "api": "API",
    "past": "A ledger as of a day",
    "seals": "Seals over the change log",
    "reading_speed": "Reading",
    "reading_peers": "Reading beside its peers",
    "reading_formats": "Reading by form of file",
    "auditing_speed": "Auditing",
}


def machine() -> str:
    """One line about where the figures were measured."""
    cpu = next(
        (line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "?"
    )
    memory = next(
        (int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0
    )
    return (
        f"{os.cpu_count()} cores ({cpu}), {memory / 2**20:.0f} GiB, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, embedded PostgreSQL"
    )


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text().splitlines() if file.exists() else []


def run_apart(name: str) -> list[dict[str, Any]]:
    """Run a benchmark in a process of its own: each has its own database, and Django keeps to the one it
    began with."""
    code = f"import json; from benchmarks.{name} import run; print(json.dumps(run()))"
    done = subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.PIPE, text=True)
    rows: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return rows


def section(name: str, rows: list[dict[str, Any]]) -> str:
    """One benchmark's table, with the day it was measured: others in the file may be older."""
    lines = [f"## {MODULES[name]}", "", f"`benchmarks/{name}.py`, {time.strftime('%Y-%m-%d')}.", ""]
    lines += ["| what | value | unit | note |", "| --- | ---: | --- | --- |"]
    lines += [f"| {row['name']} | {row['value']} | {row['unit']} | {row['note']} |" for row in rows]
    return "\n".join(lines) + "\n"


def sections_kept() -> dict[str, str]:
    """The sections of RESULTS.md by their headings."""
    text = (HERE / "RESULTS.md").read_text(encoding="utf-8")
    parts = [f"## {part}" for part in text.split("\n## ")[1:]]
    return {part.partition("\n")[0].removeprefix("## "): part.rstrip() + "\n" for part in parts}


def main() -> None:
    """Run the modules named, or all of them; only their sections of RESULTS.md change."""
    chosen = sys.argv[1:] or list(MODULES)
    kept = sections_kept()
    for name in chosen:
        print(f"{name} …", file=sys.stderr, flush=True)
        kept[MODULES[name]] = section(name, run_apart(name))
        print(kept[MODULES[name]], flush=True)
        head = ["# Results", "", f"Measured by `make bench` on {machine()}.", ""]
        head += [
            "The machine is shared: absolute times swing by 40 % and more, ratios within one run hold.",
            "",
        ]
        body = [kept[title] for title in MODULES.values() if title in kept]
        (HERE / "RESULTS.md").write_text("\n".join([*head, *body]), encoding="utf-8")


main()
