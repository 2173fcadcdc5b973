"""Related occupations against what experts call related: `isco_similarity.csv` (source, isco_from, isco_to,
gain). The prefix of the code and chance stand beside the table.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from catalog.models import Occupation
from seeds.bench.measure import Report
from seeds.bench.quality.measures import DEPTH, Ranked, judge, mean
from seeds.names import dice

FILE = "isco_similarity.csv"
CODED_LEVEL = 4
SHUFFLES = 20  # ties are broken by chance, and results averaged
Golds = dict[str, dict[str, dict[str, float]]]


def read_golds(folder: Path) -> Golds:
    """Source -> occupation -> related occupation -> gain."""
    golds: Golds = defaultdict(lambda: defaultdict(dict))
    with (folder / FILE).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            golds[row["source"]][row["isco_from"]][row["isco_to"]] = float(row["gain"])
    return golds
