"""Reading: the figures of a Chinese work report, from its text alone.

    from zhenyu.reading import read
    for figure in read(text, year=2023):
        print(figure.measure, figure.value_si, figure.unit_base)

Pure and offline: no Django, no I/O beyond the packaged lexicon. What counts as a figure, and how it is
written down, is docs/reference/reading-scheme.md; the words the grammar knows are the TOML files of
``lexicon/``.
"""

from zhenyu.reading.catalogue import Catalogue, CatalogueEntry, Indicators
from zhenyu.reading.figure import Compare, Figure, Rank
from zhenyu.reading.reader import iter_figures, non_figures, read

__all__ = [
    "Catalogue",
    "CatalogueEntry",
    "Compare",
    "Figure",
    "Indicators",
    "Rank",
    "iter_figures",
    "non_figures",
    "read",
]
