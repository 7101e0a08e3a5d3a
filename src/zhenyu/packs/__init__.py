"""Content packs: YAML the engines are fed with, and the loader that reads it."""

from pathlib import Path
from typing import Final

TOWNSHIP: Final = Path(__file__).parent / "township"
"""The pack shipped with the product: ledgers, indicators, a work system and a report template of a
township."""
