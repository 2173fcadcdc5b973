"""Contrast computed from the tokens, the weight of the files, and no inline style or script."""

import re
from pathlib import Path

import brotli
import pytest

import config

HERE = Path(config.__file__).parent
STATIC = HERE / "static" / "config"
SURFACES = ("ground", "sunken", "raised")
TONES = ("accent", "danger", "attention", "done")
AAA = [(ink, surface) for ink in ("ink", "ink-2") for surface in SURFACES]
AA = [
    *((tone, surface) for tone in (*TONES, "accent-strong") for surface in SURFACES),
    *((tone, f"{tone}-soft") for tone in TONES),
    *(("ink", f"{tone}-soft") for tone in TONES),
    ("on-accent", "accent"), ("on-accent", "accent-strong"), ("on-danger", "danger"), ("ink", "line"),
]  # fmt: skip
SHAPES = [(shape, surface) for shape in ("line-strong", "accent-2", "accent") for surface in SURFACES]


def tokens(scheme: str) -> dict[str, str]:
    css = (STATIC / "tokens.css").read_text(encoding="utf-8")
    blocks = {"light": css.index(":root {"), "dark": css.index(':root[data-theme="dark"]')}
    block = css[blocks[scheme] :].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def too_weak(scheme: str, pairs: list[tuple[str, str]], least: float) -> list[str]:
    known = tokens(scheme)
    ratios = [(front, back, contrast(known[front], known[back])) for front, back in pairs]
    return [f"{front} on {back}: {ratio:.2f}" for front, back, ratio in ratios if ratio < least]


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_body_text_reaches_aaa(scheme):
    assert too_weak(scheme, AAA, 7) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_coloured_text_reaches_aa(scheme):
    assert too_weak(scheme, AA, 4.5) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lines_and_shapes_that_mean_something_reach_3(scheme):
    assert too_weak(scheme, SHAPES, 3) == []


def test_dark_is_the_same_by_choice_and_by_system():
    css = (STATIC / "tokens.css").read_text(encoding="utf-8")
    by_system = css[css.index(':root:not([data-theme="light"])') :].split("}", 1)[0]
    assert dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", by_system)) == tokens("dark")


def test_the_stylesheets_weigh_at_most_14_kb():
    assert sum(len(brotli.compress(path.read_bytes())) for path in STATIC.glob("*.css")) <= 14 * 1024


@pytest.mark.parametrize(("name", "limit"), [("app.js", 2048), ("typeahead.js", 1536)])
def test_the_scripts_stay_small(name, limit):
    script = (STATIC / name).read_bytes()
    assert len(brotli.compress(script)) <= limit
    assert b"eval(" not in script


def test_four_type_sizes_and_no_fifth():
    css = "".join((STATIC / name).read_text(encoding="utf-8") for name in ("app.css", "parts.css"))
    sizes = set(re.findall(r"font-size: ([^;]+);", css)) - {"inherit"}
    assert sizes == {"var(--t-s)", "var(--t-m)", "var(--t-l)", "var(--t-xl)"}


def test_no_template_carries_inline_style_or_script():
    offenders = [
        str(path)
        for path in (HERE / "templates").rglob("*.html")
        if re.search(
            r"<[^>]+\s(style|on[a-z]+)=|<style|<script(?![^>]*\ssrc=)", path.read_text(encoding="utf-8")
        )
    ]
    assert offenders == []
