"""Django application of writing."""

from django.apps import AppConfig


class WritingConfig(AppConfig):
    name = "zhenyu.writing"
    label = "writing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhenyu.core.changelog.changes import NAMES
        from zhenyu.indicators.measures.uses import finders
        from zhenyu.writing.uses import uses

        finders.append(uses)
        NAMES["writing.issue"] = "印发的报告"
