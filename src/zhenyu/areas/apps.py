"""Django application of areas."""

from django.apps import AppConfig


class AreasConfig(AppConfig):
    name = "zhenyu.areas"
    label = "areas"

    def ready(self) -> None:
        from zhenyu.core.changelog.changes import NAMES
        from zhenyu.core.changelog.titles import register_actions

        NAMES["areas"] = "区划"
        register_actions({"merge": "撤并", "split": "拆分", "abolish": "撤销", "rename": "更名"})
