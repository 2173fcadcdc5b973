"""Rules and their previews as the rows, figures and drawings of their pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from jobs import previews, rulebook, rulewords, words
from jobs.models import RuleDraft, RulePreview, Vacancy
from jobs.models.rules import Versioned
from jobs.staff.rows import Sight, name_of
from workers.models import Worker

HEIGHT = 2  # of one place in the drawing of a list
BELOW = HEIGHT * previews.FIRST + 3  # where lines of people outside the first places end


@dataclass(frozen=True)
class Rule:
    """One rule with its versions, those of the centre before those shipped, the latest first."""

    kind: str
    code: str
    title: str
    versions: list[Versioned]
    in_force: Versioned | None
    today: date

    def standing(self, row: Versioned) -> tuple[str, str]:
        """Where a version stands: a word and its tone."""
        if row == self.in_force:
            return _("in force"), "done"
        if row.effective_from > self.today:
            return _("to come"), "attention"
        return _("no longer used"), ""

    def rows(self) -> list[tuple[Versioned, tuple[str, str]]]:
        """Each version with where it stands."""
        return [(row, self.standing(row)) for row in self.versions]

    def before(self, row: Versioned) -> Versioned | None:
        """The version that held when this one came into force."""
        older = self.versions[self.versions.index(row) + 1 :]
        return next((each for each in older if each.effective_from <= row.effective_from), None)

    def words(self) -> list[str]:
        """What holds now, in a few sentences."""
        if self.in_force is None:
            return []
        if self.kind == "policy":
            return rulewords.sentences(rulebook.policy_of(self.in_force.rules))
        return [rulewords.most_important(self.in_force.rules, name) for name, *_rest in rulewords.SIDES]


def by_code(kind: str, versions: Iterable[Versioned], today: date) -> list[Rule]:
    """One Rule for each code of ``versions``, which come newest first."""
    found = []
    for code, rows in groupby(versions, key=lambda row: row.code):
        listed = list(rows)
        in_force = next((row for row in listed if row.effective_from <= today), None)
        found.append(Rule(kind, code, rulewords.title(kind, code), listed, in_force, today))
    return found


def groups(said: Sequence[rulewords.Said]) -> list[tuple[str, list[dict[str, str]]]]:
    """Every decision as facts under the headings of the form."""
    return [
        (group, [{"label": item.label, "value": item.value} for item in items])
        for group, items in groupby(said, key=lambda item: item.group)
    ]


def bars(rules: dict[str, Any]) -> list[tuple[str, list[dict[str, Any]]]]:
    """The weights of each side, heaviest first."""
    return [
        (
            str(heading),
            [
                {"label": words.criterion(code), "value": weight}
                for code, weight in sorted(rules[name].items(), key=lambda item: (-item[1], item[0]))
            ],
        )
        for name, _criteria, heading in rulewords.SIDES
    ]


def steps(draft: RuleDraft, *, is_tried: bool) -> list[dict[str, str]]:
    """The way of a draft: written, tried out, published by somebody else."""
    texts = [_("Written"), _("Tried out on real lists"), _("Published by a second person")]
    if draft.state == RuleDraft.State.DISCARDED:
        return [{"label": texts[0], "state": "done"}, {"label": _("Discarded"), "state": "stopped"}]
    reached = 3 if draft.state == RuleDraft.State.PUBLISHED else 2 if is_tried else 1
    states = ["done"] * reached + ["current"] * (reached < 3) + ["todo"] * (2 - reached)
    return [{"label": text, "state": state} for text, state in zip(texts, states, strict=True)]


@dataclass(frozen=True)
class Move:
    """Somebody whose place changes among the first."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class List:
    """One vacancy of a preview. Without the right to know priority there are counts only."""

    vacancy: Vacancy | None
    before: dict[str, Any]
    after: dict[str, Any]
    enter: int
    leave: int
    move: int
    lines: list[dict[str, str]]
    moves: list[Move]

    @property
    def is_flat(self) -> bool:
        """Whether so few scores differ that the list no longer tells people apart."""
        return self.after["people"] == previews.FIRST and self.after["distinct"] < previews.LEAST_DISTINCT


@dataclass(frozen=True)
class Tried:
    """A finished preview as one user may read it."""

    result: dict[str, Any]
    lists: list[List]
    sight: Sight
    height: int = BELOW + 1

    @classmethod
    def of(cls, preview: RulePreview, sight: Sight) -> "Tried":
        """Two queries: the vacancies, and the people if they may be named."""
        result: dict[str, Any] = preview.result or {"seekers": 0, "lists": []}
        found = result["lists"]
        visible = Vacancy.objects.visible_to(sight.user).select_related("employer")
        vacancies = visible.in_bulk([row["vacancy"] for row in found])
        people: dict[int, Worker] = {}
        if sight.priority:
            ids = {person[0] for row in found for person in row["people"]}
            people = Worker.objects.visible_to(sight.user).in_bulk(ids)
        return cls(result, [_list(row, vacancies.get(row["vacancy"]), people, sight) for row in found], sight)

    def total(self, side: str, name: str) -> int:
        return sum(int(row[side][name]) for row in self.result["lists"])

    def figures(self) -> list[dict[str, Any]]:
        """The sums over all lists: {label, before, after, note?}."""
        count = len(self.lists) or 1
        pairs = [
            {"label": _("Mean score of the first 20"), **self._pair("mean", count, points=True)},
            {
                "label": _("Points given up for priority, on average"),
                **self._pair("lost", count, points=True),
            },
            {"label": _("Promises kept"), **self._pair("kept")},
            {"label": _("Promises not kept"), **self._pair("broken")},
        ]
        return [*self._priority(), *pairs]

    def _priority(self) -> list[dict[str, Any]]:
        shown = []
        for index, prefix in enumerate(previews.PREFIXES):
            before, after = (
                (
                    sum(row[side]["priority"][index] for row in self.result["lists"]),
                    sum(min(prefix, row[side]["people"]) for row in self.result["lists"]),
                )
                for side in ("before", "after")
            )
            label = _("Priority households among the first %(count)d") % {"count": prefix}
            shown.append({"label": label, "before": _of(*before), "after": _of(*after)})
        return shown

    def _pair(self, name: str, count: int = 1, *, points: bool = False) -> dict[str, str]:
        sums = {side: self.total(side, name) // count for side in ("before", "after")}
        return {side: rulewords.points(value) if points else str(value) for side, value in sums.items()}

    def flat(self) -> int:
        """How many lists no longer tell people apart."""
        return sum(row.is_flat for row in self.lists)


def _of(part: int, whole: int) -> str:
    return _("%(part)d of %(whole)d") % {"part": part, "whole": whole}


def _list(row: dict[str, Any], vacancy: Vacancy | None, people: dict[int, Worker], sight: Sight) -> List:
    places = [(before, after) for _worker, _tier, before, after in row["people"]]
    inside = [(_among(before), _among(after)) for before, after in places]
    return List(
        vacancy=vacancy,
        before=row["before"] | {"points": rulewords.points(row["before"]["mean"])},
        after=row["after"] | {"points": rulewords.points(row["after"]["mean"])},
        enter=sum(now and not was for was, now in inside),
        leave=sum(was and not now for was, now in inside),
        move=sum(was and now and old != new for (old, new), (was, now) in zip(places, inside, strict=True)),
        lines=[_line(tier, before, after) for _worker, tier, before, after in row["people"]]
        if sight.priority
        else [],
        moves=[
            Move(name_of(people.get(worker), sight), _place(before), _place(after))
            for worker, _tier, before, after in row["people"]
            if before != after
        ]
        if sight.priority
        else [],
    )


def _among(place: int | None) -> bool:
    """Whether a place is one of the first."""
    return place is not None and place <= previews.FIRST


def _place(place: int | None) -> str:
    return _("not listed") if place is None else str(place)


def _line(tier: int, before: int | None, after: int | None) -> dict[str, str]:
    """One person's way from the left list to the right one, as SVG draws it."""
    start, end = (
        HEIGHT * place if place is not None and _among(place) else BELOW for place in (before, after)
    )
    kind = "same" if before == after else "up" if end < start or (after or 999) < (before or 999) else "down"
    return {"kind": f"{kind} kept" if tier else kind, "d": f"M0 {start}L100 {end}"}
