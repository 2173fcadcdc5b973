"""How many people are already referred to a vacancy: counted, and in words."""

from collections.abc import Iterable

from django.db.models import Count
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from jobs.models import Referral


def load_of(vacancies: Iterable[int]) -> dict[int, int]:
    """Vacancy -> how many people are referred to it now; one query."""
    live = Referral.objects.live().filter(vacancy__in=list(vacancies))
    counted = live.order_by().values("vacancy").annotate(people=Count("pk"))
    return dict(counted.values_list("vacancy", "people"))


def load_in_words(referred: int, places: int) -> str:
    """ "12 people referred for 3 places". ``places``: those still free."""
    people = ngettext("%(count)s person referred", "%(count)s people referred", referred)
    free = ngettext("for %(count)s place", "for %(count)s places", places)
    if not referred:
        people = gettext("nobody referred yet")
    return " ".join(
        text % {"count": number_format(count)} for text, count in ((people, referred), (free, places))
    )
