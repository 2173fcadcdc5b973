"""How many people are referred to a vacancy, and how many it has room for: counted, and in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from jobs.keeping import Keeping
from jobs.models import Referral, ReferralBatch, ReferralSuggestion, Vacancy


@dataclass(frozen=True)
class Load:
    """How full a vacancy is, or several together. All are referrals."""

    room: int  # as many as it can take
    referred: int
    suggested: int = 0  # still to decide
    kept: int = 0  # of the room, for households with priority alone

    @property
    def free(self) -> int:
        """Neither taken nor suggested."""
        return max(0, self.room - self.referred - self.suggested)

    @property
    def over(self) -> int:
        """Referred beyond the room."""
        return max(0, self.referred - self.room)


def load_of(vacancies: Iterable[int]) -> dict[int, int]:
    """Vacancy -> how many people are referred to it now; one query."""
    live = Referral.objects.live().filter(vacancy__in=list(vacancies))
    counted = live.order_by().values("vacancy").annotate(people=Count("pk"))
    return dict(counted.values_list("vacancy", "people"))


def loads_of(batch: ReferralBatch, vacancies: Iterable[Vacancy], on: date) -> dict[int, Load]:
    """Vacancy -> how full it is by the rules of a round, with what the round still suggests; two queries."""
    rows = list(vacancies)
    keys, keeping = [row.pk for row in rows], Keeping.of(batch)
    referred, suggested = load_of(keys), _suggested(batch, keys)
    return {row.pk: _load(row, batch, keeping, referred, suggested, on) for row in rows}


def _load(
    row: Vacancy,
    batch: ReferralBatch,
    keeping: Keeping | None,
    referred: Mapping[int, int],
    suggested: Mapping[int, int],
    on: date,
) -> Load:
    room = row.places_left * batch.round.multiplier
    kept = keeping.kept(room, row.deadline, on) if keeping else 0
    return Load(room, referred.get(row.pk, 0), suggested.get(row.pk, 0), kept)


def _suggested(batch: ReferralBatch, vacancies: list[int]) -> dict[int, int]:
    rows = batch.suggestions.filter(vacancy__in=vacancies, state=ReferralSuggestion.State.OPEN)
    return dict(
        rows.order_by().values("vacancy").annotate(people=Count("pk")).values_list("vacancy", "people")
    )


def in_all(loads: Iterable[Load]) -> Load:
    """Several vacancies as one."""
    every = list(loads)
    return Load(
        room=sum(each.room for each in every),
        referred=sum(each.referred for each in every),
        suggested=sum(each.suggested for each in every),
        kept=sum(each.kept for each in every),
    )


def load_in_words(referred: int, places: int) -> str:
    """ "12 people referred for 3 places". ``places``: those still free."""
    people = ngettext("%(count)s person referred", "%(count)s people referred", referred)
    free = ngettext("for %(count)s place", "for %(count)s places", places)
    if not referred:
        people = gettext("nobody referred yet")
    return " ".join(
        text % {"count": number_format(count)} for text, count in ((people, referred), (free, places))
    )
