"""Django application of ledgers."""

from typing import TYPE_CHECKING, Final

from django.apps import AppConfig

if TYPE_CHECKING:
    from zhenyu.people.types import Reader


ACTION_TITLES: Final = {
    "create": "登记",
    "update": "修改",
    "transition": "办理",
    "delete": "删除",
    "restore": "恢复",
    "import": "导入更新",
    "undo": "撤销导入",
    "export": "导出",
    "reveal": "查看完整内容",
    "overlap": "名单比对",
    "escalate": "逾期上报",
}
"""What the change log calls what is done to rows."""


class LedgersConfig(AppConfig):
    name = "zhenyu.ledgers"
    label = "ledgers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhenyu.core.changelog.titles import register_actions
        from zhenyu.ledgers.actions.calendar import may_keep_calendar
        from zhenyu.ledgers.history.log_pages import may_look
        from zhenyu.pages.navigation import MenuEntry, register

        register_actions(ACTION_TITLES)

        def _may_manage(reader: "Reader") -> bool:
            return may_look(reader) or may_keep_calendar(reader)

        register(MenuEntry(2, "台账", "table", "/ledgers/"))
        register(MenuEntry(9, "管理", "settings", "/manage/log/", shown_to=_may_manage))
