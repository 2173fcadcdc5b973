"""Related occupations against what experts call related: `isco_similarity.csv` (source, isco_from, isco_to,
gain). The prefix of the code and chance stand beside the table.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from seeds.bench.measure import Report
from seeds.bench.quality.measures import DEPTH, Ranked, judge, mean
from seeds.catalogue import FOLDER
from seeds.names import dice
from seeds.similarity import table

FILE = "isco_similarity.csv"
SHUFFLES = 20  # where a method leaves ties, chance breaks them, and results are averaged
Gains = dict[str, dict[str, float]]
Method = Callable[[str], Sequence[str]]


def run(report: Report, *, data: Path, seed: int) -> dict[tuple[str, str], Ranked]:
    """Judge the table and the baselines by every gold of the file; returns (gold, method) -> means."""
    stored = table.load(FOLDER)
    methods: dict[str, list[Method]] = {f"the table {stored.version}": [_by_table(stored)]}
    turns = [dice(f"similarity/{seed}/{turn}") for turn in range(SHUFFLES)]
    shuffled = [rng.sample(stored.codes, len(stored.codes)) for rng in turns]
    methods["ISCO prefix"] = [_by_prefix(order) for order in shuffled]
    methods["random"] = [_by_chance(order) for order in shuffled]
    results = {}
    for gold, gains in sorted(read_golds(data / FILE).items()):
        report.say(f"  {gold}, {len(gains)} occupations{'':<12}{'NDCG@10':>9}{'MRR@10':>9}{'Recall@10':>11}")
        for name, variants in methods.items():
            found = mean([judge(ranked(code), gains[code]) for ranked in variants for code in sorted(gains)])
            results[gold, name] = found
            report.say(f"    {name:<34}{found.ndcg:>9.3f}{found.mrr:>9.3f}{found.recall:>11.3f}")
    return results


def read_golds(path: Path) -> dict[str, Gains]:
    """Gold -> occupation -> related occupation -> gain."""
    golds: dict[str, Gains] = defaultdict(lambda: defaultdict(dict))
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            golds[row["source"]][row["isco_from"]][row["isco_to"]] = float(row["gain"])
    return golds


def _by_table(stored: table.Table) -> Method:
    def ranked(code: str) -> list[str]:
        return [other for other, _ in stored.best_first(code)[:DEPTH]] if code in stored.codes else []

    return ranked


def _by_prefix(order: Sequence[str]) -> Method:
    """More shared leading digits first; the rest in the given order."""

    def shared(code: str, other: str) -> int:
        return next((at for at in range(4) if code[at] != other[at]), 4)

    def ranked(code: str) -> list[str]:
        others = (other for other in order if other != code)
        return sorted(others, key=lambda other: -shared(code, other))[:DEPTH]

    return ranked


def _by_chance(order: Sequence[str]) -> Method:
    return lambda code: [other for other in order if other != code][:DEPTH]
