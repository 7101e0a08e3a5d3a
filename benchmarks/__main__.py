"""Run every benchmark and write RESULTS.md with the machine's description: ``make bench``.

Each module here has ``run() -> list[dict]`` with ``name, value, unit, note``; figures are medians, ratios come from one run.
"""

import os
import platform
import sys
import time
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent
MODULES = {
    "import_ledger": "Import of a ledger",
    "grid_page": "Grid page",
    "figures": "Figures",
    "reading_speed": "Reading",
}


def machine() -> str:
    """One line about where the figures were measured."""
    cpu = next((line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "?")
    memory = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    return (
        f"{os.cpu_count()} cores ({cpu}), {memory / 2**20:.0f} GiB, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, embedded PostgreSQL"
    )


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text().splitlines() if file.exists() else []


def main() -> None:
    chosen = sys.argv[1:] or list(MODULES)
    lines = ["# Results", "", f"Measured {time.strftime('%Y-%m-%d')} by `make bench` on {machine()}.", ""]
    lines += ["The machine is shared: absolute times swing by 40 % and more, ratios within one run hold.", ""]
    for name in chosen:
        print(f"{name} …", file=sys.stderr, flush=True)
        rows = import_module(f"benchmarks.{name}").run()
        lines += [f"## {MODULES[name]}", "", "| what | value | unit | note |", "| --- | ---: | --- | --- |"]
        lines += [f"| {row['name']} | {row['value']} | {row['unit']} | {row['note']} |" for row in rows]
        lines.append("")
    text = "\n".join(lines)
    print(text)
    if len(chosen) == len(MODULES):
        (HERE / "RESULTS.md").write_text(text, encoding="utf-8")


main()
