"""Django application of plans."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "zhenyu.plans"
    label = "plans"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhenyu.core.changelog.changes import NAMES
        from zhenyu.indicators.measures.uses import finders
        from zhenyu.pages.navigation import MenuEntry, register
        from zhenyu.plans.uses import uses

        finders.append(uses)
        NAMES["plans.report"] = "任务进展"
        NAMES["plans.system"] = "工作体系"
        NAMES["plans.milestone"] = "任务节点"
        register(MenuEntry(4, "计划", "target-arrow", "/plans/"))
