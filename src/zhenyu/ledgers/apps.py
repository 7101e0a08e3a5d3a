"""Django application of ledgers."""

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from zhenyu.people.types import Reader


class LedgersConfig(AppConfig):
    name = "zhenyu.ledgers"
    label = "ledgers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhenyu.ledgers.actions.calendar import may_keep_calendar
        from zhenyu.ledgers.history.log_pages import may_look
        from zhenyu.pages.navigation import MenuEntry, register

        def _may_manage(reader: "Reader") -> bool:
            return may_look(reader) or may_keep_calendar(reader)

        register(MenuEntry(2, "台账", "table", "/ledgers/"))
        register(MenuEntry(9, "管理", "settings", "/manage/log/", shown_to=_may_manage))
