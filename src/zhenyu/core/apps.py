"""Django application of the core: change log and jobs."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class CoreConfig(AppConfig):
    name = "zhenyu.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhenyu.core.database.row_security import become_application

        connection_created.connect(
            become_application, dispatch_uid="zhenyu.core.database.row_security.become_application"
        )
