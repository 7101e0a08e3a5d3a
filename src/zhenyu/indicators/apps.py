"""Django application of indicators: cells follow the rows of ledgers."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "zhenyu.indicators"
    label = "indicators"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhenyu.indicators.cells.maintenance import follow_rows
        from zhenyu.indicators.measures.measure_checks import judge_measures, name_indicators
        from zhenyu.ledgers.events import indicators_named, measures_judged, rows_changed
        from zhenyu.pages.navigation import MenuEntry, register

        if follow_rows not in rows_changed:
            rows_changed.append(follow_rows)
            measures_judged.append(judge_measures)
            indicators_named.append(name_indicators)
        register(MenuEntry(3, "指标", "chart-line", "/indicators/", below=("/trace/",)))
