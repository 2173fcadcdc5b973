"""Looking for work: Form 01a of Decree 352/2025."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from catalog.models import Occupation
from centres import audit
from centres.models import User
from workers.actions.facts import Facts, relations_of
from workers.actions.refusals import Refused, move_on, violated
from workers.actions.titles import confirmed_titles, recount_titles
from workers.models import JobSearch, Wish, Worker

FORM_LEVEL = 4  # the forms code occupations with four digits
KEPT = frozenset(("id", "worker", "state", "opened_on", "closed_on"))
COLUMNS = frozenset(field.name for field in JobSearch._meta.fields) - KEPT


class AlreadySearching(Refused):
    """One person has one open search; two would be ranked twice."""

    sentence = _("This worker already has an open job search.")


@transaction.atomic
def open_job_search(*, worker: Worker, version: int, facts: Facts, by: User, at: datetime) -> JobSearch:
    """Begin a search: the columns of Form 01a, and ``wishes``, occupations in order of preference. With
    ``occupation_confirmed`` the first of them is what staff say the title means.

    Raises StaleState, AlreadySearching, ValidationError.
    """
    version = move_on(worker, version, at=at)
    titles = confirmed_titles(worker)
    search = write_job_search(worker, facts, by=by, at=at)
    recount_titles(worker, before=titles, at=at)
    audit.record(by, "worker.search_opened", worker, at=at, version=version, fields=["job_search"])
    return search


def write_job_search(worker: Worker, facts: Facts, *, by: User, at: datetime) -> JobSearch:
    """A new search and its wishes, in the caller's transaction."""
    search = JobSearch(worker=worker, opened_on=localdate(at))
    _set_facts(search, facts)
    try:
        with transaction.atomic():
            search.save(force_insert=True)
    except IntegrityError as problem:
        if violated(problem) == "one_open_job_search_per_worker":
            raise AlreadySearching from problem
        raise
    _write_wishes(search, facts.get("wishes", ()))
    return search


class SearchClosed(Refused):
    """What is closed stays as it was; open a new search instead."""

    sentence = _("This job search is closed. Open a new one.")


@transaction.atomic
def update_job_search(*, search: JobSearch, version: int, facts: Facts, by: User, at: datetime) -> JobSearch:
    """Change a search as read at the worker's ``version``; ``state`` may pause or resume it.

    Raises StaleState, SearchClosed, ValidationError.
    """
    version = move_on(search.worker, version, at=at)
    current = JobSearch.objects.get(pk=search.pk)
    if current.state == JobSearch.State.CLOSED:
        raise SearchClosed
    titles = confirmed_titles(search.worker)
    _set_facts(current, facts)
    current.save()
    if "wishes" in facts:
        _write_wishes(current, facts["wishes"])
    recount_titles(search.worker, before=titles, at=at)
    audit.record(by, "worker.search_changed", search.worker, at=at, version=version, fields=["job_search"])
    return current


@transaction.atomic
def close_job_search(
    *, search: JobSearch, version: int, reason: str, by: User, at: datetime, on: date | None = None
) -> JobSearch:
    """End a search on a day, today if none is given. Raises StaleState, SearchClosed."""
    version = move_on(search.worker, version, at=at)
    closed = JobSearch.objects.exclude(state=JobSearch.State.CLOSED).filter(pk=search.pk)
    if closed.update(state=JobSearch.State.CLOSED, closed_on=on or localdate(at)) != 1:
        raise SearchClosed
    audit.record(
        by,
        "worker.search_closed",
        search.worker,
        at=at,
        reason=" ".join(reason.split())[:500],
        version=version,
        fields=["job_search"],
    )
    return JobSearch.objects.get(pk=search.pk)


def _set_facts(search: JobSearch, facts: Facts) -> None:
    if unknown := facts.keys() - COLUMNS - {"wishes", "state"}:
        raise TypeError(f"not facts of a job search: {sorted(unknown)}")
    for name in facts.keys() - {"wishes"}:
        setattr(search, name, facts[name])
    if search.state == JobSearch.State.CLOSED:
        raise ValidationError({"state": _("Close the search by its own step.")})
    for place in ("first", "second"):
        commune = getattr(search, f"{place}_commune")
        if commune is not None:
            setattr(search, f"{place}_province", commune.province)
    if search.accepts_overseas is None and (search.first_country or search.second_country):
        search.accepts_overseas = True  # nobody need be asked who names a country
    search.clean_fields(exclude=relations_of(JobSearch))
    search.validate_constraints(exclude={"worker"})


def _write_wishes(search: JobSearch, occupations: Sequence[Occupation]) -> None:
    if any(occupation.level != FORM_LEVEL for occupation in occupations):
        raise ValidationError({"wishes": _("Choose occupations with four digits.")})
    wanted = list(dict.fromkeys(occupation.pk for occupation in occupations))
    kept = search.wishes.order_by("position").values_list("occupation_id", flat=True)
    if list(kept) != wanted:
        search.wishes.all().delete()
        Wish.objects.bulk_create(
            Wish(job_search=search, occupation_id=code, position=place)
            for place, code in enumerate(wanted, 1)
        )
