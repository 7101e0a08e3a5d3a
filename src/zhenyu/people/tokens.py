"""Access tokens: their secrets, and how a token narrows its owner. Pure.

A secret is 256 random bits behind a prefix that secret scanners can look for, so a plain SHA-256 keeps it as
well as any slow hash would.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Final

from zhenyu.core.values.area_codes import AreaCode
from zhenyu.people.types import Grant, Reader, Role

PREFIX: Final = "zhy_"
SHOWN: Final = len(PREFIX) + 4
"""Characters of a secret that lists show."""


def new_secret() -> str:
    """A secret nobody has had before; shown once."""
    return PREFIX + secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """What is kept of a secret: 64 hexadecimal digits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def narrowed(
    reader: Reader, *, areas: Collection[AreaCode], domains: Collection[str], read_only: bool
) -> Reader:
    """The reader with only what both they and the token hold; empty ``areas`` or ``domains`` take nothing
    away.

    A read-only token holds every duty as the one role that reads and does nothing else.
    """
    grants = tuple(
        replace(grant, area=area, domain=domain, role=Role.COUNTY_READER if read_only else grant.role)
        for grant in reader.grants
        for area in _common_areas(grant, areas)
        for domain in _common_domains(grant, domains)
    )
    return replace(reader, grants=tuple(dict.fromkeys(grants)))


def _common_areas(grant: Grant, areas: Collection[AreaCode]) -> Iterator[AreaCode]:
    if not areas:
        yield grant.area
    for area in areas:
        if grant.area.contains(area):
            yield area
        elif area.contains(grant.area):
            yield grant.area


def _common_domains(grant: Grant, domains: Collection[str]) -> Iterator[str | None]:
    if not domains:
        yield grant.domain
    elif grant.domain is None:
        yield from domains
    elif grant.domain in domains:
        yield grant.domain
