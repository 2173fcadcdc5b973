"""The table of related occupations: pooled views, calibrated to permille, one file and its manifest.

**Pooling.** Each view is a cosine; its logarithm, standardised, adds to its family: texts and skills make the
international family, competences, sentences and job names the French one. The families are brought to one
spread, the French times 1.2, and a pair has their soft sum 10 ln((e^(a/5) + e^(b/5)) / 2): at least a + b,
more the further they are apart, so that a pair is close where either family is sure of it. Each level between
their ISCO skill levels takes 0.3. A pair that the French family does not reach has what the international one
says of it, as if the other called it an average pair: 0. The result is symmetric.

**Calibration.** A row is standardised by its own mean and spread, then read on the scale of the hierarchy it
replaces (jobs.matching.similarity: 200, 500, 700 for one, two, three shared digits): as many pairs stand
at or above 700 as share a minor group, at or above 500 as share a sub-major group, at or above 200 as share a
major group; the nearest pair of all has 900, and the closer half of the pairs is above 0. 1000 is the group
itself. The order within a row is that of the sum.
"""

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np

from seeds.similarity.sources import Reached
from seeds.similarity.views import known, standardised, surprise

VERSION = "texts-skills-2"
CHANGES = {
    "texts-skills-1": "First table from texts and skills; replaces the hierarchy of codes (hierarchy-1).",
    "texts-skills-2": "The international and the French family pooled by a soft sum.",
}
FRENCH_WEIGHT = 1.2
SOFTNESS = 5.0  # large: the plain sum of the families; towards 0: twice the higher
LEVEL_STEP = 0.3
# Skill levels: ILO, ISCO-08 volume I, part I, section 6
SKILL_LEVELS = {
    "01": 4,
    "02": 2,
    "03": 1,
    "14": 3,
}  # where the major group differs
MAJOR_GROUP_LEVELS = {"1": 4, "2": 4, "3": 3, "4": 2, "5": 2, "6": 2, "7": 2, "8": 2, "9": 1}
NUMBERS, MANIFEST = "related_occupations.npy", "related_occupations.json"
NEAREST, SAME_GROUP = 900, 1000
HIERARCHY = ((3, 700), (2, 500), (1, 200))  # shared digits -> permille of the table this one replaces


class BadTable(Exception):
    """The stored table is not the one its manifest describes."""


@dataclass(frozen=True)
class Table:
    """``permilles[i, j]``: how close unit group j is to i, 0-1000, as little-endian 16-bit numbers."""

    version: str
    codes: tuple[str, ...]
    permilles: np.ndarray

    @property
    def digest(self) -> str:
        """Names the content, whatever it is called: SHA-256 over the codes and the numbers."""
        return sha256(" ".join(self.codes).encode() + b"\n" + self.permilles.tobytes()).hexdigest()

    def best_first(self, code: str) -> list[tuple[str, int]]:
        """The other unit groups with their permilles, closest first, ties in the order of the codes.

        Raises KeyError.
        """
        if code not in self.codes:
            raise KeyError(code)
        row = self.permilles[self.codes.index(code)]
        others = ((other, int(value)) for other, value in zip(self.codes, row, strict=True) if other != code)
        return sorted(others, key=lambda pair: (-pair[1], pair[0]))


def save(table: Table, folder: Path, inputs: dict[str, str]) -> None:
    """Write the numbers as .npy (the same bytes everywhere; as text they would be twice the size and no
    easier to review) and beside them what they are: version, digests, codes, changes.
    """
    np.save(folder / NUMBERS, table.permilles, allow_pickle=False)
    manifest = {
        "version": table.version,
        "digest": table.digest,
        "codes": " ".join(table.codes),
        "inputs": inputs,
        "changes": CHANGES,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


def load(folder: Path) -> Table:
    """The table stored in ``folder``. Raises BadTable when numbers and manifest disagree."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    table = Table(
        manifest["version"],
        tuple(manifest["codes"].split()),
        np.load(folder / NUMBERS, allow_pickle=False),
    )
    if table.digest != manifest["digest"]:
        raise BadTable(f"{NUMBERS} is not the table {MANIFEST} describes.")
    return table


def build(reached: Reached) -> Table:
    """The table of these terms; the same terms give the same bytes."""
    return Table(VERSION, reached.codes, permilles(pooled(reached), reached.codes))


def pooled(reached: Reached) -> np.ndarray:
    """How much closer a pair is than an average pair, symmetric, in no unit."""
    everywhere = ~np.eye(len(reached.codes), dtype=bool)
    sheets = known(reached.competences)
    international = standardised(surprise(reached.texts) + surprise(reached.skills), everywhere)
    french = standardised(
        surprise(reached.competences) + surprise(reached.sentences) + surprise(reached.job_names), sheets
    )
    levels = np.array([skill_level(code) for code in reached.codes])
    closeness = np.where(sheets, soft_sum(international, FRENCH_WEIGHT * french), international)
    return closeness - LEVEL_STEP * np.abs(levels[:, None] - levels)


def soft_sum(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """The sum where both are equal, else more: between the sum and twice the higher."""
    return 2 * SOFTNESS * (np.logaddexp(one / SOFTNESS, other / SOFTNESS) - np.log(2))


def skill_level(code: str) -> int:
    """ISCO skill level of a unit group, 1 elementary to 4 professional."""
    return SKILL_LEVELS.get(code[:2]) or MAJOR_GROUP_LEVELS[code[0]]


def permilles(closeness: np.ndarray, codes: tuple[str, ...]) -> np.ndarray:
    """Closeness on the scale described above."""
    others = ~np.eye(len(codes), dtype=bool)
    rows = [standardised(row, where) for row, where in zip(closeness, others, strict=True)]
    scores = np.array(rows)
    ranked = np.sort(scores[others])[::-1]
    steps = [(np.median(ranked), 0)]
    for digits, permille in reversed(HIERARCHY):
        steps.append((ranked[max(_pairs_sharing(codes, digits) - 1, 0)], permille))
    steps.append((ranked[0], NEAREST))
    at, worth = zip(*steps, strict=True)
    result = np.rint(np.interp(scores, at, worth)).astype("<u2")
    np.fill_diagonal(result, SAME_GROUP)
    return result


def _pairs_sharing(codes: tuple[str, ...], digits: int) -> int:
    """Ordered pairs of different codes that begin with the same digits."""
    sizes: dict[str, int] = {}
    for code in codes:
        sizes[code[:digits]] = sizes.get(code[:digits], 0) + 1
    return sum(size * (size - 1) for size in sizes.values())
