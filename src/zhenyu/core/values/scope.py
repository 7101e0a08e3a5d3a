"""What a reader may see: area prefixes by domain. The database enforces it (decision 0002). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Scope = Mapping[str, Sequence[str]]
"""Domain → area prefixes the reader holds in it; ``*`` stands for every domain, the empty prefix for the
whole tree."""

EVERYTHING: Scope = {"*": ("",)}


def normalised(scope: Scope) -> dict[str, list[str]]:
    """A scope as the policies read it: each domain with what is held in every domain, the empty domain with
    everything.

    Areas that lie in another one are dropped, the rest is in order: the first begins the range, the last ends
    it.
    """
    everywhere = scope.get("*", ())
    whole = {domain: outermost([*prefixes, *everywhere]) for domain, prefixes in scope.items()}
    return (
        {**whole, "": outermost([prefix for prefixes in scope.values() for prefix in prefixes])}
        if whole
        else {}
    )


def outermost(prefixes: Sequence[str]) -> list[str]:
    kept: list[str] = []
    for prefix in sorted(set(prefixes)):
        if not (kept and prefix.startswith(kept[-1])):
            kept.append(prefix)
    return kept
