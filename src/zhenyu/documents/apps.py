"""Django application of documents."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "zhenyu.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhenyu.core.changelog.changes import NAMES
        from zhenyu.documents.uses import uses
        from zhenyu.indicators.measures.uses import finders
        from zhenyu.pages.navigation import MenuEntry, register

        finders.append(uses)
        NAMES["documents.document"] = "报告"
        NAMES["documents.verdict"] = "审读意见的处理"
        NAMES["documents.rulesetting"] = "审读规则"
        register(MenuEntry(5, "报告", "report", "/reports/"))
