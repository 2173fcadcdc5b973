"""The arithmetic of the charts."""

import pytest

from config.templatetags.charts import (
    bar_chart,
    commune_map,
    figure,
    funnel,
    line_chart,
    nice_ceiling,
    shade_breaks,
)


@pytest.mark.parametrize(
    ("value", "ceiling"),
    [(0, 4), (4, 4), (5, 6), (10, 10), (11, 12), (512, 600), (1_000, 1_000), (81_000, 100_000)],
)
def test_an_axis_ends_at_a_round_number(value, ceiling):
    assert nice_ceiling(value) == ceiling


def test_shades_hold_about_equally_many_areas():
    assert shade_breaks([9, 1, 2, 3, 4, 5, 6, 7, 8, 10]) == [1, 3, 5, 7, 9]
    assert shade_breaks([0, 0, 0, 0, 7]) == [0, 7]
    assert shade_breaks([]) == []


def test_the_map_legend_covers_every_value_once_and_the_darkest_shade_is_the_most():
    areas = [{"name": str(value), "value": value, "path": "M0 0z"} for value in (0, 0, 0, 0, 7)]
    drawn = commune_map("t", areas, "0 0 1 1")
    assert [(step["low"], step["high"], step["shade"]) for step in drawn["key"]] == [(0, 6, 3), (7, 7, 4)]
    assert [area["shade"] for area in drawn["areas"]] == [3, 3, 3, 3, 4]
    assert [area["value"] for area in drawn["ranked"]] == [7, 0, 0, 0, 0]


def test_a_map_of_nothing_has_no_legend():
    assert commune_map("t", [], "0 0 1 1")["key"] == []


def test_bars_are_drawn_against_the_longest():
    rows = [{"label": "a", "value": 8}, {"label": "b", "value": 3}, {"label": "c", "value": 0}]
    assert [row["width"] for row in bar_chart("t", rows)["rows"]] == ["100.0", "37.5", "0.0"]
    assert [row["width"] for row in bar_chart("t", rows[2:])["rows"]] == ["0.0"]


def test_a_funnel_compares_each_stage_with_the_one_before():
    stages = funnel("t", [("a", 200), ("b", 50), ("c", 25)])["stages"]
    assert [(stage["before"], stage["width"], stage["x"]) for stage in stages] == [
        (200, "100.0", "0.0"), (200, "25.0", "37.5"), (50, "12.5", "43.8"),
    ]  # fmt: skip


def test_a_line_stops_where_nothing_is_known_yet():
    drawn = line_chart("t", ["1", "2", "3"], [{"label": "a", "values": [0, 4, None]}])
    assert drawn["lines"] == [{"label": "a", "points": "0.00,100.00 50.00,0.00", "last": 4}]
    assert drawn["ticks"] == [4, 2, 0]
    assert drawn["table"] == [("1", [0]), ("2", [4]), ("3", [None])]


def test_a_line_with_no_value_and_one_label_is_drawn_empty():
    drawn = line_chart("t", ["1"], [{"label": "a", "values": [None]}])
    assert drawn["lines"] == [{"label": "a", "points": "", "last": None}]
    assert drawn["ends"] == ["1"]


@pytest.mark.parametrize(("change", "way"), [(None, ""), (0, "same"), (3, "up"), (-3, "down")])
def test_a_figure_says_which_way_it_moved(change, way):
    drawn = figure({"label": "a", "value": 10, "change": change, "against": "b", "bars": [0, 5, 10]})
    assert (drawn["way"], drawn["size"]) == (way, abs(change or 0))
    assert [bar["height"] for bar in drawn["bars"]] == [1, 15, 30]
