"""Django application of the cockpit, search and the API."""

from django.apps import AppConfig


class CockpitConfig(AppConfig):
    name = "zhenyu.cockpit"
    label = "cockpit"

    def ready(self) -> None:
        from zhenyu.pages.navigation import MenuEntry, register

        register(MenuEntry(1, "总览", "layout-dashboard", "/"))
