"""Pictures drawn on the server."""

from decimal import Decimal

from zhenyu.pages.drawing import LIGHTS, ring, spark


def test_every_light_has_a_colour_a_shape_and_a_word_of_its_own() -> None:
    lights = [LIGHTS[code] for code in ("green", "amber", "red", "grey")]
    assert len({light.colour for light in lights}) == len({light.shape for light in lights}) == 4
    assert len({light.word for light in lights}) == 4


def test_a_ring_says_its_completion_and_the_time_progress_in_words() -> None:
    drawn = ring(Decimal("93.26"), Decimal("0.8333"))
    assert "完成目标的93.3%，时间进度83.3%" in drawn
    assert 'class="tick"' in drawn


def test_a_ring_beyond_its_target_is_full_and_says_so() -> None:
    drawn = ring(Decimal("128.4"))
    assert "128%</text>" in drawn
    assert 'stroke-dasharray="131.9 999"' in drawn


def test_without_a_target_there_is_no_ring() -> None:
    assert ring(None) == ""


def test_a_sparkline_leaves_out_unknown_months() -> None:
    drawn = spark([Decimal(1), None, Decimal(3)])
    assert drawn.count(",") == 2 + 4  # two points in the line, and two more below them in the area
    assert spark([Decimal(1), None]) == ""
