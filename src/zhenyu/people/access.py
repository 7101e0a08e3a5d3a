"""Whether somebody may do what they ask for: each check refuses with one sentence and what to do about it."""

from __future__ import annotations

from collections.abc import Collection

from zhenyu.areas.queries import names
from zhenyu.core.errors import NotAllowed
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.people.types import ROLE_TITLES, Reader, Role

NEEDS_GRANT = "请换成您负责的区划，或请安全管理员增加授权"


def require_write(by: Reader, area: AreaCode, domain: str | None, *, of: str) -> None:
    """Refuse whoever holds no duty that writes there.

    Arguments:
        domain: the domain written in; None when any domain of theirs opens it.
        of: what is written, as people call it: 农村改厕台账.

    Raises:
        NotAllowed: naming the area and the thing; the remedy says whether the area, the duty or the domain
            is what is missing.
    """
    if by.may_write(area, domain):
        return
    raise NotAllowed(f"您没有在{_name(area)}填写“{of}”的权限", _remedy(by, area, domain))


def require_role(by: Reader, roles: Collection[Role], area: AreaCode, domain: str | None, *, of: str) -> None:
    """Refuse whoever holds none of the roles there, nor one that stands for them.

    Arguments:
        roles: any of them will do, in the order they are named to people.
        of: what is to be done, as people call it: 调整审读规则.

    Raises:
        NotAllowed: naming the area, what was to be done and who does it.
    """
    if any(by.holds(role, area, domain) for role in roles):
        return
    who = "或".join(ROLE_TITLES[role] for role in roles)
    field = f"负责“{domain}”的" if domain else ""
    raise NotAllowed(f"您没有在{_name(area)}{of}的权限", f"请由当地{field}{who}办理")


def _remedy(by: Reader, area: AreaCode, domain: str | None) -> str:
    if not by.sees(area):
        return NEEDS_GRANT
    if not by.may_write(area):
        return "您在这里的职责只能查看，请由当地的填报人或业务员办理"
    return f"请由负责“{domain}”领域的人员办理，或请安全管理员增加授权"


def _name(area: AreaCode) -> str:
    return names([str(area)]).get(str(area), f"区划 {area} ")
