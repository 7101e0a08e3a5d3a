"""Refusals of a write: one sentence, and a remedy that says what is missing."""

import pytest

from zhenyu.core.errors import NotAllowed
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.people.access import require_role, require_write
from zhenyu.people.types import SYSTEM, Grant, Reader, Role

pytestmark = pytest.mark.usefixtures("county")

TOWN = AreaCode("990101100")
EAST = AreaCode("990101100201")
WEST = AreaCode("990101100202")


def _reader(*grants: Grant) -> Reader:
    return Reader(7, "赵明", grants)


def test_a_recorder_writes_in_the_village_they_keep() -> None:
    recorder = _reader(Grant(Role.VILLAGE_RECORDER, EAST))
    require_write(recorder, EAST, "人居环境", of="农村改厕台账")
    require_write(recorder, EAST, None, of="农村改厕台账")


def test_the_operator_writes_everywhere_and_holds_every_role() -> None:
    require_write(SYSTEM, WEST, "人居环境", of="农村改厕台账")
    require_role(SYSTEM, [Role.OFFICE_HEAD], WEST, None, of="调整审读规则")


def test_a_write_outside_ones_areas_names_area_and_thing_and_asks_for_a_grant() -> None:
    with pytest.raises(NotAllowed) as refusal:
        require_write(_reader(Grant(Role.VILLAGE_RECORDER, EAST)), WEST, "人居环境", of="农村改厕台账")
    assert refusal.value.message == "您没有在西柳村填写“农村改厕台账”的权限"
    assert refusal.value.hint == "请换成您负责的区划，或请安全管理员增加授权"


def test_who_only_reads_there_is_sent_to_who_writes_there() -> None:
    with pytest.raises(NotAllowed) as refusal:
        require_write(_reader(Grant(Role.LEADER, TOWN)), EAST, None, of="报告库")
    assert refusal.value.hint == "您在这里的职责只能查看，请由当地的填报人或业务员办理"


def test_another_domain_is_named_in_the_remedy() -> None:
    clerk = _reader(Grant(Role.TOWN_CLERK, TOWN, "民政"))
    with pytest.raises(NotAllowed) as refusal:
        require_write(clerk, EAST, "人居环境", of="农村改厕台账")
    assert refusal.value.hint == "请由负责“人居环境”领域的人员办理，或请安全管理员增加授权"


def test_an_area_that_is_not_registered_is_named_by_its_code() -> None:
    with pytest.raises(NotAllowed, match="区划 110105001 填写“报告库”"):
        require_write(_reader(), AreaCode("110105001"), None, of="报告库")


def test_a_higher_role_stands_for_a_lower_one() -> None:
    head = _reader(Grant(Role.OFFICE_HEAD, TOWN))
    require_role(head, [Role.VILLAGE_RECORDER], EAST, "民政", of="核对名单")


def test_any_of_several_roles_will_do() -> None:
    leader = _reader(Grant(Role.LEADER, TOWN))
    require_role(leader, [Role.LEADER, Role.OFFICE_HEAD], TOWN, None, of="下达目标")


def test_a_missing_role_is_named_by_its_title_and_domain() -> None:
    with pytest.raises(NotAllowed) as refusal:
        require_role(
            _reader(Grant(Role.TOWN_CLERK, TOWN)),
            [Role.LEADER, Role.OFFICE_HEAD],
            TOWN,
            "民政",
            of="下达目标",
        )
    assert refusal.value.message == "您没有在柳河镇下达目标的权限"
    assert refusal.value.hint == "请由当地负责“民政”的领导或办所负责人办理"
