"""Django application of documents."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "zhenyu.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhenyu.documents.uses import uses
        from zhenyu.indicators.uses import finders

        finders.append(uses)
