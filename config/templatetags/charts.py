"""Charts that say one thing, as inline SVG: no script, no style attribute, readable on paper and as a table.

Words and figures are HTML around the drawing, so they keep their size on a phone; the SVG only stretches.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import ceil, floor, log10
from typing import Any

from django import template

register = template.Library()

SHADES = 5


def length(value: float) -> str:
    """A coordinate as SVG wants it, whatever the language of the page."""
    return f"{value:.1f}"


def nice_ceiling(value: float) -> int:
    """The next round number at or above value (never below 4); its half is round too."""
    if value <= 4:
        return 4
    power = 10 ** floor(log10(value))
    return next(ceil(step * power) for step in (1, 1.2, 1.6, 2, 3, 4, 6, 8, 10) if step * power >= value)


def shade_breaks(values: Sequence[int]) -> list[int]:
    """Lower bounds of at most five classes with about equally many areas; equal values share a class."""
    ordered = sorted(values)
    return sorted({ordered[len(ordered) * step // SHADES] for step in range(SHADES)}) if ordered else []


@register.inclusion_tag("components/figure.html")
def figure(number: Mapping[str, Any]) -> dict[str, Any]:
    """One number: {label, value, change?, against?, url?, bars? [values, oldest first]}."""
    bars = number.get("bars") or []
    top = max(bars, default=0) or 1
    drawn = [
        {"x": place * 10, "height": max(1, 30 * value // top), "y": 32 - max(1, 30 * value // top)}
        for place, value in enumerate(bars)
    ]
    change = number.get("change")
    way = "" if change is None else "same" if change == 0 else "up" if change > 0 else "down"
    return {"number": number, "bars": drawn, "width": max(1, len(bars) * 10 - 3), "way": way,
            "size": abs(change or 0)}  # fmt: skip


@register.inclusion_tag("components/bar_chart.html")
def bar_chart(
    title: str, rows: Sequence[Mapping[str, Any]], note: str = "", unit: str = ""
) -> dict[str, Any]:
    """Horizontal bars in a real table. rows: [{label, value, url?, now?}]; now marks one row."""
    top = max((row["value"] for row in rows), default=0) or 1
    drawn = [{**row, "width": length(100 * row["value"] / top)} for row in rows]
    return {"title": title, "rows": drawn, "note": note, "unit": unit}


@register.inclusion_tag("components/funnel.html")
def funnel(title: str, stages: Sequence[tuple[str, int]], note: str = "") -> dict[str, Any]:
    """How many remain at each stage. stages: [(label, count)]; the share is of the stage before."""
    top = max((count for _label, count in stages), default=0) or 1
    before = [count for _label, count in stages[:1]] + [count for _label, count in stages]
    drawn = [
        {"label": label, "value": count, "before": previous, "width": length(100 * count / top),
         "x": length(50 - 50 * count / top)}
        for (label, count), previous in zip(stages, before, strict=False)
    ]  # fmt: skip
    return {"title": title, "stages": drawn, "note": note}


@register.inclusion_tag("components/load_bar.html")
def load_bar(load: Any, priority: bool = False) -> dict[str, Any]:
    """How full it is: {room, referred, suggested, free, over, kept}; with priority, what is kept too."""
    whole = max(load.room, load.referred + load.suggested) or 1
    return {
        "load": load,
        "taken": length(100 * load.referred / whole),
        "asked": length(100 * load.suggested / whole),
        "asked_from": length(100 * load.referred / whole),
        "kept_from": length(100 * (load.room - load.kept) / whole) if priority and load.kept else "",
        "is_over": bool(load.over),
    }


@register.inclusion_tag("components/line_chart.html")
def line_chart(
    title: str, labels: Sequence[str], series: Sequence[Mapping[str, Any]], note: str = ""
) -> dict[str, Any]:
    """A trend from zero. series: [{label, values}], at most three; None leaves a month out at the end."""
    top = nice_ceiling(
        max((value for line in series for value in line["values"] if value is not None), default=0)
    )
    step = 100 / max(1, len(labels) - 1)
    drawn = []
    for line in series:
        known = [(place, value) for place, value in enumerate(line["values"]) if value is not None]
        points = " ".join(f"{place * step:.2f},{100 - 100 * value / top:.2f}" for place, value in known)
        drawn.append({"label": line["label"], "points": points, "last": known[-1][1] if known else None})
    table = [(label, [line["values"][place] for line in series]) for place, label in enumerate(labels)]
    ends = [labels[0], labels[len(labels) // 2], labels[-1]] if len(labels) > 2 else list(labels)
    return {
        "title": title,
        "note": note,
        "lines": drawn,
        "ticks": [top, top // 2, 0],
        "ends": ends,
        "table": table,
    }


@register.inclusion_tag("components/commune_map.html")
def commune_map(
    title: str, areas: Sequence[Mapping[str, Any]], viewbox: str, note: str = "", unit: str = ""
) -> dict[str, Any]:
    """Communes shaded in five steps. areas: [{name, value, path, url?}]; the table behind lists them all."""
    breaks = shade_breaks([area["value"] for area in areas])
    offset = SHADES - len(breaks)
    drawn = [
        {**area, "shade": offset + sum(area["value"] >= bound for bound in breaks) - 1} for area in areas
    ]
    top = max((area["value"] for area in areas), default=0)
    bounds = [(low, high - 1) for low, high in pairwise(breaks)] + [(low, top) for low in breaks[-1:]]
    key = [{"shade": offset + place, "low": low, "high": high} for place, (low, high) in enumerate(bounds)]
    ranked = sorted(drawn, key=lambda area: -area["value"])
    return {"title": title, "areas": drawn, "ranked": ranked, "viewbox": viewbox, "note": note, "unit": unit,
            "key": key}  # fmt: skip
