"""Free titles to occupation codes: files `title_*.csv` (title, isco; several accepted codes joined by a bar).

Vietnamese titles are coded by the national list, the others by labelled titles in an index file. Beside each
stand two trivial methods over the same labels: the very same words, and the most words in common.
"""

import csv
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from math import log
from pathlib import Path
from typing import NamedTuple

from catalog.coders import isco_codes, title_coder
from catalog.models import Occupation, OccupationAlias
from catalog.nearest import LabelIndex
from catalog.vietnamese import search_key
from seeds.bench.hardware import nearest_rank
from seeds.bench.measure import Report
from seeds.bench.quality.measures import DEPTH, reciprocal_rank

INDEX = "title_esco_index.csv"
VIETNAMESE = "title_vi_"
CODED_LEVEL = 4
Labels = Sequence[tuple[str, str]]  # label, ISCO-08 code
Coder = Callable[[str], Sequence[str]]  # title -> codes, best first


class Score(NamedTuple):
    """Shares of the titles, and the time one title took."""

    first: float  # the first code is right
    first_two_digits: float
    mrr: float
    hit: float  # a right code among the first ten
    p95_ms: float


def run(report: Report, *, data: Path) -> dict[tuple[str, str], Score]:
    """Judge every file of titles in the folder; returns (file, method) -> score."""
    results: dict[tuple[str, str], Score] = {}
    files = [path for path in sorted(data.glob("title_*.csv")) if path.name != INDEX]
    index = next((path for path in (data / INDEX, data.parent / INDEX) if path.exists()), None)
    english = read_labels(index, "label") if index else []
    if not english:
        report.say(f"  titles that are not Vietnamese: skipped: there is no {INDEX}")
    national: dict[str, Coder] | None = None
    foreign = {"the engine": _by_index(english), **_trivial(english)} if english else {}
    for path in files:
        titles = [(title, set(codes.split("|"))) for title, codes in read_labels(path, "title")]
        if path.name.startswith(VIETNAMESE):
            national = national or {"the engine": _by_national_list(), **_trivial(national_labels())}
            _judge_all(report, results, path.stem, titles, national)
            bare = [(search_key(title), codes) for title, codes in titles]
            _judge_all(report, results, f"{path.stem}, without diacritics", bare, national)
            _say_how_sure(report, {"": titles, ", without diacritics": bare})
        elif foreign:
            _judge_all(report, results, path.stem, titles, foreign)
    return results


def read_labels(path: Path, column: str) -> list[tuple[str, str]]:
    """(text, codes) of every row."""
    with path.open(encoding="utf-8", newline="") as file:
        return [(row[column], row["isco"]) for row in csv.DictReader(file)]


def national_labels() -> list[tuple[str, str]]:
    """Names and aliases of the national list with the ISCO-08 codes they stand for."""
    isco = isco_codes()
    names = Occupation.objects.current().filter(level=CODED_LEVEL).order_by("pk").values_list("name", "code")
    aliases = OccupationAlias.objects.order_by("pk").values_list("title", "occupation_id")
    return [(label, isco[code]) for label, code in (*names, *aliases) if isco.get(code)]


def _judge_all(
    report: Report,
    results: dict[tuple[str, str], Score],
    name: str,
    titles: Sequence[tuple[str, set[str]]],
    coders: dict[str, Coder],
) -> None:
    report.say(f"  {name}, {len(titles)} titles")
    report.say(f"    {'':<20}{'acc@1':>8}{'2 digits':>10}{'MRR@10':>8}{'Hit@10':>8}{'p95 ms':>9}")
    for method, coder in coders.items():
        score = results[name, method] = judge(coder, titles)
        shares = f"{score.first:>8.3f}{score.first_two_digits:>10.3f}{score.mrr:>8.3f}{score.hit:>8.3f}"
        report.say(f"    {method:<20}{shares}{score.p95_ms:>9.2f}")


def _say_how_sure(report: Report, groups: dict[str, Sequence[tuple[str, set[str]]]]) -> None:
    """Of the answers used as they are, and of those a person is asked to confirm, how many are right."""
    coder, isco = title_coder(), isco_codes()
    for name, titles in groups.items():
        right: dict[bool, list[bool]] = {False: [], True: []}
        for title, codes in titles:
            for best in coder.code_title(title, limit=1):
                right[best.to_confirm].append(isco.get(best.code) in codes)
        sure, asked = right[False], right[True]
        said = f"sure: {sum(sure)} of {len(sure)} right; to confirm: {sum(asked)} of {len(asked)}"
        report.say(f"    {said}{name}")


def judge(coder: Coder, titles: Sequence[tuple[str, set[str]]]) -> Score:
    """Code every title and compare."""
    first = two = mrr = hit = 0.0
    took = []
    for title, right in titles:
        started = time.perf_counter()
        found = list(coder(title))[:DEPTH]
        took.append(time.perf_counter() - started)
        first += found[:1] != [] and found[0] in right
        two += found[:1] != [] and found[0][:2] in {code[:2] for code in right}
        mrr += reciprocal_rank(found, right)
        hit += bool(right & set(found))
    count = len(titles)
    return Score(first / count, two / count, mrr / count, hit / count, nearest_rank(took, 0.95) * 1000)


def _by_national_list() -> Coder:
    coder, isco = title_coder(), isco_codes()

    def codes(title: str) -> list[str]:
        found = (isco.get(one.code, "") for one in coder.code_title(title, limit=2 * DEPTH))
        return list(dict.fromkeys(filter(None, found)))

    return codes


def _by_index(labels: Labels) -> Coder:
    index = LabelIndex(labels)
    return lambda title: [near.code for near in index.nearest(title, limit=DEPTH)]


def _trivial(labels: Labels) -> dict[str, Coder]:
    return {"exact match": _exact(labels), "word overlap": _overlap(labels)}


def _exact(labels: Labels) -> Coder:
    """Codes whose label is the title, but for case and accents."""
    called: dict[str, list[str]] = defaultdict(list)
    for label, code in labels:
        called[search_key(label)].append(code)
    return lambda title: _distinct(called.get(search_key(title), ()))


def _overlap(labels: Labels) -> Coder:
    """Labels sharing the most words with the title, rare words counting more; shorter labels first."""
    words = [frozenset(search_key(label).split()) for label, _ in labels]
    having: dict[str, list[int]] = defaultdict(list)
    for at, label in enumerate(words):
        for word in label:
            having[word].append(at)
    rarity = {word: log(1 + len(labels) / len(places)) for word, places in having.items()}

    def codes(title: str) -> list[str]:
        shared: Counter[int] = Counter()
        for word in set(search_key(title).split()):
            for at in having.get(word, ()):
                shared[at] += rarity[word]  # type: ignore[assignment]
        best = sorted(shared, key=lambda at: (-shared[at], len(words[at]), at))
        return _distinct(labels[at][1] for at in best[: 10 * DEPTH])

    return codes


def _distinct(codes: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(codes))
