"""Keep every list as fresh as its register: who changed, which lists can that change, and those made anew.

A list of the first ``limit`` people stays as it is, to the byte of its people, places and scores, when
somebody changes who

* does not stand on it, and,
* before the change, after it, and in every state between, is refused by a gate, or has a lower M than
  everybody on it and a tier below every level whose promise the list does not keep.

For somebody with a lower M than everybody listed is never the best remaining one while the list is filled,
and takes nobody's place in merit order. The reserve asks for the first of a level who is still to be placed.
If that one could be placed, everybody of the level with a lower M stands behind. If not, the promise of the
level is not kept at that place, and the list says so. A list that is not full holds everybody eligible, so
that anybody eligible changes it.

Most promises are not kept because the first of the level stands beyond the cap. Somebody else who stands
beyond it, too, and does so before and after, at or above the floor and in the same tier, or does not count at
all before and after, is neither placed nor the reason why nobody is.

Nothing is lost when a process dies: the lists change in the transaction that says which snapshot they were
compared with, and the next turn starts from that one.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import structlog
from django.db.models import Q

from centres.models import Centre
from jobs.compilations import open_vacancies
from jobs.matching.compiled import Compiled
from jobs.matching.policy import PriorityPolicy
from jobs.matching.score import FULL_SCORE, least_partner
from jobs.matching.types import InvalidOpening, Seeker
from jobs.models import Freshness, MatchProfile, MatchRun, MatchSnapshot, Vacancy
from jobs.rules import policy_of
from jobs.runs import Made, is_shown_by, reach, store
from jobs.seekers import uncollected
from jobs.shortlist import Desk
from jobs.snapshots import bring_forward, day_of, one_moment, versions_since

States = Sequence[Seeker | None]  # somebody's; None: not looking for work

log = structlog.get_logger("noiviec.matching")
MANY = 400  # changed states beyond which making every list anew is no more work than asking which


@dataclass(frozen=True)
class Listed:
    """A current list of an open vacancy, as far as it decides whether the list has to be made anew."""

    vacancy: int
    run: int
    is_due: bool  # whoever has changed: made under other rules, or not compared with what came before
    is_newest: bool  # made from the newest snapshot: nobody has changed since
    holds_changed: bool
    entry_score: int
    entry_tier: int | None

    def admits(self, score: int, tier: int) -> bool:
        """Whether somebody eligible with this M and tier can change the list."""
        return score >= self.entry_score or (self.entry_tier is not None and tier >= self.entry_tier)


class Mark(NamedTuple):
    """Somebody eligible, as far as a list depends on it."""

    score: int
    tier: int


@dataclass(frozen=True)
class Guarantee:
    """How far beyond the cap those stand whom a list passes over."""

    floor: int
    least: int | None  # M with which somebody not listed may be placed; None where that is not known

    def passes_over(self, marks: Sequence[Mark | None]) -> bool:
        """Whether somebody not listed changes nothing who was in each of these states; None: not eligible."""
        if self.least is None:
            return False
        counting = {mark.tier if mark and mark.score >= self.floor else None for mark in marks}
        return len(counting) == 1 and all(mark is None or mark.score < self.least for mark in marks)


@dataclass(frozen=True)
class Turn:
    """What one turn came to: the lists made anew, and the runs that hold as they are."""

    snapshot: MatchSnapshot
    made: Sequence[Made]
    holding: Sequence[int]


def turn(standing: Freshness, *, at: datetime) -> Turn:
    """Bring a centre forward and make every list anew that the changes since the last turn can change."""
    with uncollected():
        return _turn(standing, at)


def _turn(standing: Freshness, at: datetime) -> Turn:
    newest = bring_forward(standing.centre, at=at)
    states = versions_since(standing.compared, newest)
    lists = current_lists(standing, newest, set(states), at)
    if not states and not any(each.is_due for each in lists):
        return Turn(newest, (), [each.run for each in lists])
    wanted = to_make(standing.centre, lists, list(states.values()), newest)
    made = _new_ones(_ranked(newest, wanted), {each.vacancy: each for each in lists})
    replaced = {each.vacancy.pk for each in made}
    return Turn(newest, made, [each.run for each in lists if each.vacancy not in replaced])


def keep(standing: Freshness, result: Turn, *, at: datetime) -> None:
    """Write the lists of a turn and what they were compared with, in the caller's fenced transaction."""
    runs = store([(None, each) for each in result.made], at=at) if result.made else []
    covered = sorted({*result.holding, *(run.pk for run in runs)})
    Freshness.objects.filter(pk=standing.pk).update(compared=result.snapshot, covered=covered)


def warm_up(*, at: datetime) -> int:
    """Read beforehand what the first turn of every centre would have to read. Returns how many centres."""
    standing = Freshness.objects.select_related("centre", "newest__policy").order_by("pk")
    for each in standing:
        desk = Desk(each.newest)
        open_vacancies(each.centre, homes=[each.centre.province_id], on=day_of(at))
        somewhere = Vacancy.objects.filter(centre=each.centre_id).open_on(day_of(at)).with_demands()
        for vacancy in somewhere.order_by("pk")[:1]:
            with suppress(InvalidOpening):
                desk.rank(vacancy)  # for what the columns say of everybody
    return len(standing)


def current_lists(
    standing: Freshness, newest: MatchSnapshot, changed: Iterable[int], at: datetime
) -> list[Listed]:
    """The lists of the open vacancies of a centre that were made by the newest snapshot; two queries."""
    covered = set(standing.covered)
    valid = set(MatchProfile.objects.newest(newest.as_of, standing.centre_id).values_list("pk", flat=True))
    names = ("snapshot", "engine", "policy", "profile", "entry_score", "entry_tier")
    open_lists = Vacancy.objects.filter(centre=standing.centre_id, current_run__snapshot__lte=newest)
    rows = (
        open_lists.open_on(day_of(at))
        .annotate(holds_changed=Q(current_run__worker_ids__overlap=sorted(changed)))
        .order_by("pk")
        .values_list("pk", "current_run", "holds_changed", *(f"current_run__{name}" for name in names))
    )
    lists = []
    for key, run, holds_changed, snapshot, engine, policy, profile, score, tier in rows:
        same_rules = (engine, policy) == (newest.engine, newest.policy_id) and profile in valid
        was_compared = run in covered or snapshot >= standing.compared_id
        is_due, is_newest = not (same_rules and was_compared), snapshot == newest.pk
        lists.append(Listed(key, run, is_due, is_newest, holds_changed, score, tier))
    return lists


def to_make(
    centre: Centre, lists: Sequence[Listed], people: Sequence[States], newest: MatchSnapshot
) -> set[int]:
    """The vacancies whose lists have to be made anew, because of people who were in these states or anyway.

    Each state is asked about with the distances from its own province, so that the compiled vacancies kept
    for one province serve everybody who lives there.
    """
    wanted = {each.vacancy for each in lists if each.is_due}
    older = [each for each in lists if not (each.is_due or each.is_newest)]
    is_much = sum(map(len, people)) > MANY
    wanted |= {each.vacancy for each in older if each.holds_changed or is_much}
    asked = [each for each in older if each.vacancy not in wanted]
    homes = {state.province for states in people for state in states if state} if asked else set()
    tables = {home: open_vacancies(centre, homes=[home] if home else [], on=newest.as_of) for home in homes}
    reached: dict[int, list[list[Mark | None]]] = {}
    for each in asked:
        try:
            compiled = {home: tables[home][each.vacancy].tables for home in homes}
        except KeyError:  # it could not be compiled: ranking it says why
            wanted.add(each.vacancy)
            continue
        if marks := _reaching(compiled, each, people):
            reached[each.vacancy] = marks
    guarantees = _guarantees([each for each in asked if each.vacancy in reached], newest)
    return wanted | {
        vacancy
        for vacancy, marks in reached.items()
        if not all(guarantees[vacancy].passes_over(each) for each in marks)
    }


def _reaching(
    compiled: Mapping[str | None, Compiled], listed: Listed, people: Sequence[States]
) -> list[list[Mark | None]]:
    """Of everybody who can change a list by their M or their tier: what it sees of each of their states."""
    return [
        [mark_of(compiled[state.province], state) if state else None for state in states]
        for states in people
        if any(state and can_change(compiled[state.province], listed, state) for state in states)
    ]


def _guarantees(lists: Sequence[Listed], newest: MatchSnapshot) -> dict[int, Guarantee]:
    """Vacancy -> what its list says of the promises it breaks; one query."""
    policy = policy_of(newest.policy)
    rows = MatchRun.objects.filter(pk__in=[each.run for each in lists]).order_by("pk")
    kept = {run: columns for run, *columns in rows.values_list("pk", "scores", "levels", "shortfalls")}
    return {each.vacancy: guarantee_of(policy, each.entry_score, *kept[each.run]) for each in lists}


def guarantee_of(
    policy: PriorityPolicy,
    entry_score: int,
    scores: Sequence[int],
    levels: Sequence[int | None],
    shortfalls: Sequence[Sequence[Any]],
) -> Guarantee:
    """Nobody who reaches the list by merit is passed over either."""
    least = reach(scores, levels, shortfalls, policy.cap)
    return Guarantee(policy.floor, None if least is None else min(least, entry_score))


def mark_of(compiled: Compiled, state: Seeker) -> Mark | None:
    """M and tier; None for somebody a gate refuses."""
    if any(table[fact(state)].result == "fail" for fact, table in compiled.gates):
        return None
    return Mark(compiled.scores(state)[2], state.tier)


def can_change(compiled: Compiled, listed: Listed, state: Seeker) -> bool:
    """Whether somebody in this state is eligible and reaches the list.

    Most people are far from most lists, so each side is worked out only as far as it can still be enough.
    """
    if not listed.admits(0, state.tier):
        needed = listed.entry_score
        employer = compiled.employer.score_from(state, least_partner(FULL_SCORE, needed))
        if employer is None or compiled.worker.score_from(state, least_partner(employer, needed)) is None:
            return False
    return all(table[fact(state)].result != "fail" for fact, table in compiled.gates)


def _ranked(newest: MatchSnapshot, wanted: Collection[int]) -> list[Made]:
    """Lists of everybody for these vacancies; those of one occupation, which share most, together."""
    if not wanted:
        return []
    desk, made = Desk(newest), []
    with one_moment():
        vacancies = list(Vacancy.objects.filter(pk__in=wanted).with_demands().order_by("occupation", "pk"))
    for vacancy in vacancies:
        try:
            made.append(desk.rank(vacancy))
        except InvalidOpening:
            log.warning("vacancy_cannot_be_ranked", vacancy=vacancy.public_id)
    return made


def _new_ones(made: Sequence[Made], lists: Mapping[int, Listed]) -> list[Made]:
    """Those that show something else than the list there is, or explain somebody otherwise."""
    asked = [
        each for each in made if not (lists[each.vacancy.pk].is_due or lists[each.vacancy.pk].holds_changed)
    ]
    runs = MatchRun.objects.select_related("policy").in_bulk([lists[each.vacancy.pk].run for each in asked])
    same = {each.vacancy.pk for each in asked if is_shown_by(runs[lists[each.vacancy.pk].run], each.ranking)}
    return [each for each in made if each.vacancy.pk not in same]
