"""Who reads and who acts: roles, grants and the reader that queries and actions take first."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.scope import EVERYTHING, Scope, outermost


class Role(StrEnum):
    """Duties a grant can give. Titles are in ``ROLE_TITLES``."""

    LEADER = "leader"
    OFFICE_HEAD = "office_head"
    TOWN_CLERK = "town_clerk"
    VILLAGE_RECORDER = "village_recorder"
    GRID_WORKER = "grid_worker"
    INSPECTOR = "inspector"
    COUNTY_READER = "county_reader"


ROLE_TITLES = {
    Role.LEADER: "领导",
    Role.OFFICE_HEAD: "办所负责人",
    Role.TOWN_CLERK: "业务员",
    Role.VILLAGE_RECORDER: "村报账员",
    Role.GRID_WORKER: "网格员",
    Role.INSPECTOR: "督查员",
    Role.COUNTY_READER: "县级只读",
}

_STANDS_FOR = {
    Role.OFFICE_HEAD: frozenset({Role.OFFICE_HEAD, Role.TOWN_CLERK, Role.VILLAGE_RECORDER, Role.GRID_WORKER}),
    Role.TOWN_CLERK: frozenset({Role.TOWN_CLERK, Role.VILLAGE_RECORDER, Role.GRID_WORKER}),
    Role.VILLAGE_RECORDER: frozenset({Role.VILLAGE_RECORDER, Role.GRID_WORKER}),
}
_WRITERS = frozenset({Role.OFFICE_HEAD, Role.TOWN_CLERK, Role.VILLAGE_RECORDER, Role.GRID_WORKER})


@dataclass(frozen=True, slots=True)
class Grant:
    """A duty in an area and, unless ``domain`` is None, in one domain only; held from–to (either end
    open)."""

    role: Role
    area: AreaCode
    domain: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    def covers(self, area: AreaCode, domain: str | None) -> bool:
        return self.area.contains(area) and (self.domain is None or domain is None or self.domain == domain)


@dataclass(frozen=True, slots=True)
class Reader:
    """A person (or the system itself) on whose behalf something is read or written. Holds only grants valid
    today."""

    user_id: int | None
    name: str
    grants: tuple[Grant, ...] = ()
    unlimited: bool = False

    @property
    def home(self) -> AreaCode | None:
        """The area a page opens with: the first grant's."""
        return self.grants[0].area if self.grants else None

    def scope(self) -> Scope:
        """The scope the database enforces, each domain's prefixes without those inside another."""
        if self.unlimited:
            return EVERYTHING
        domains: dict[str, list[str]] = {}
        for grant in self.grants:
            domains.setdefault(grant.domain or "*", []).append(str(grant.area))
        return {domain: tuple(outermost(prefixes)) for domain, prefixes in domains.items()}

    def sees(self, area: AreaCode, domain: str | None = None) -> bool:
        return self.unlimited or any(grant.covers(area, domain) for grant in self.grants)

    def has_part_in(self, domain: str) -> bool:
        """Whether any duty opens the domain, wherever."""
        return self.unlimited or any(grant.domain in (None, domain) for grant in self.grants)

    def holds(self, role: Role, area: AreaCode, domain: str | None = None) -> bool:
        """Whether a grant gives ``role`` there, or a higher role that stands for it."""
        if self.unlimited:
            return True
        return any(
            role in _STANDS_FOR.get(grant.role, frozenset({grant.role})) and grant.covers(area, domain)
            for grant in self.grants
        )

    def may_write(self, area: AreaCode, domain: str | None = None) -> bool:
        return self.unlimited or any(
            grant.role in _WRITERS and grant.covers(area, domain) for grant in self.grants
        )

    def heads(self, domain: str | None = None) -> bool:
        """Whether this is the operator, or the head of an office that keeps ``domain`` (None: any): who
        defines ledgers."""
        return self.unlimited or any(
            grant.role is Role.OFFICE_HEAD and (domain is None or grant.domain in (None, domain))
            for grant in self.grants
        )


SYSTEM = Reader(user_id=None, name="系统", unlimited=True)
"""Commands run by the operator on the server, migrations and furnishing."""
