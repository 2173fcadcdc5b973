"""The open vacancies of a centre, compiled to tables once for as long as nothing about them changes.

One person is compared with every open vacancy while somebody waits for the page; reading and compiling the
vacancies would take longer than the comparison.
"""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from threading import Lock
from typing import NamedTuple

import structlog

from catalog.models import Commune
from catalog.related import RelatedTable, related_table
from centres.models import Centre
from jobs.matching.compiled import Compiled, compile_opening
from jobs.matching.policy import Profile
from jobs.matching.types import InvalidOpening, Opening
from jobs.models import MatchProfile, Vacancy
from jobs.openings import opening_of, points_of, profile_code
from jobs.rules import profile_of

log = structlog.get_logger("noiviec.matching")
KEPT = 20_000  # compiled vacancies one process keeps
FACTS_KEPT = 64  # people whose facts the tables hold before they are emptied
READ = ("pk", "revision", "job_family", "workplace", "occupation_id", "technical_level")


class Key(NamedTuple):
    """All a compiled vacancy depends on."""

    vacancy: int
    revision: int
    profile: int  # key of the version of the weights
    homes: tuple[str, ...]  # the provinces from whose communes its distances are known
    related: RelatedTable


class Compilation(NamedTuple):
    """One vacancy ready to be compared with people."""

    opening: Opening
    profile: Profile
    tables: Compiled

    def forget(self) -> None:
        """Empty the tables: they fill with the facts of everybody they were asked about."""
        for gate in self.tables.gates:
            gate[1].clear()
        for column in (*self.tables.employer.columns, *self.tables.worker.columns):
            column[1].clear()


class Shelf:
    """Compilations by key, the least used last; safe between threads."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.asked = 0
        self.kept: OrderedDict[Key, Compilation] = OrderedDict()
        self.lock = Lock()

    def find(self, keys: Iterable[Key]) -> dict[Key, Compilation]:
        """Those of ``keys`` that are there."""
        with self.lock:
            self.asked += 1
            if self.asked % FACTS_KEPT == 0:
                for compilation in self.kept.values():
                    compilation.forget()
            found = {key: self.kept[key] for key in keys if key in self.kept}
            for key in found:
                self.kept.move_to_end(key)
        return found

    def keep(self, made: Mapping[Key, Compilation]) -> None:
        """Put these in, and whatever was asked for longest ago out."""
        with self.lock:
            self.kept.update(made)
            while len(self.kept) > self.most:
                self.kept.popitem(last=False)


shelf = Shelf(KEPT)


def open_vacancies(centre: Centre, *, homes: Iterable[str], on: date) -> dict[int, Compilation]:
    """Vacancy id -> compilation, by id, for those open ``on`` that day; ``homes`` are province codes.

    One that cannot be compiled is left out. Four queries whatever their number, five more when some are not
    on the shelf.
    """
    profiles, provinces, table = profiles_on(on, centre), tuple(sorted(set(homes))), related_table()
    by_key = {version.pk: version for version in profiles.values()}
    rows = Vacancy.objects.filter(centre=centre).open_on(on).order_by("pk").values_list(*READ, named=True)
    keys = [Key(row.pk, row.revision, profiles[profile_code(row)].pk, provinces, table) for row in rows]
    found = shelf.find(keys)
    if missing := [key for key in keys if key not in found]:
        made = _compiled(missing, by_key)
        shelf.keep(made)
        found |= made
    return {key.vacancy: found[key] for key in keys if key in found}


def profiles_on(day: date, centre: Centre) -> dict[str, MatchProfile]:
    """Code -> the version of every profile in force in the centre that day; one query."""
    return {row.code: row for row in MatchProfile.objects.newest(day, centre)}


def _compiled(keys: Sequence[Key], versions: Mapping[int, MatchProfile]) -> dict[Key, Compilation]:
    provinces, table = keys[0].homes, keys[0].related
    wanted = {key.vacancy: key for key in keys}
    profiles = {pk: profile_of(version) for pk, version in versions.items()}
    points = points_of(Commune.objects.filter(province__in=provinces).values_list("pk", flat=True))
    made = {}
    for row in Vacancy.objects.filter(pk__in=wanted).with_demands().order_by("pk"):
        key = wanted[row.pk]
        try:
            opening, profile = opening_of(row, points, table), profiles[key.profile]
        except InvalidOpening:
            log.warning("vacancy_cannot_be_compared", vacancy=row.public_id)
            continue
        made[key] = Compilation(opening, profile, compile_opening(opening, profile))
    return made
