"""What clerks do to a register, one edit at a time, for people of the bench."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Model

from catalog.models import Commune
from centres.models import Centre
from jobs.models import Vacancy
from workers.models import (
    Consent,
    Experience,
    Household,
    JobSearch,
    LanguageSkill,
    PovertyStatus,
    Wish,
    Worker,
    WorkerSkill,
)

OWN = {"id", "public_id"}  # not copied from one row to another
SINCE = date(2026, 1, 1)  # of a household's class
CHILDREN = (Consent, Experience, LanguageSkill, WorkerSkill)


@dataclass(frozen=True)
class Scene:
    """What the edits choose from."""

    centre: Centre
    trades: tuple[str, ...]  # those of the open vacancies, the most wanted first
    communes: tuple[str, ...]

    @classmethod
    def of(cls, centre: Centre) -> "Scene":
        counted = Vacancy.objects.filter(centre=centre).values("occupation").annotate(rows=Count("pk"))
        trades = counted.order_by("-rows", "occupation").values_list("occupation", flat=True)
        communes = Commune.objects.current().filter(province=centre.province_id).order_by("code")
        return cls(centre, tuple(trades), tuple(communes.values_list("pk", flat=True)))

    def edit(self, kind: str, worker: int, number: int, at: datetime) -> None:
        """Do one edit. ``number`` makes it another one than the edit of the same kind before."""
        KINDS[kind](self, Worker.objects.get(pk=worker), number, at)

    def wish(self, worker: Worker, trade: str) -> None:
        """One trade wished for, nothing else."""
        search = JobSearch.objects.active().get(worker=worker)
        search.wishes.all().delete()
        Wish.objects.create(job_search=search, occupation_id=trade, position=1)


def another_wage(scene: Scene, worker: Worker, number: int, at: datetime) -> None:
    """Another wage, another answer about shifts: an edit that many lists may notice."""
    search = JobSearch.objects.active().get(worker=worker)
    search.wage_mode, search.wage_vnd, search.wage_band = "monthly", 4_000_000 + number * 50_000, ""
    search.accepts_shifts, search.ready_in_months = not search.accepts_shifts, 0
    search.save()


def popular_trade(scene: Scene, worker: Worker, number: int, at: datetime) -> None:
    """The trade most vacancies are of, with the experience and the skills of somebody wanted there."""
    scene.wish(worker, scene.trades[0])
    JobSearch.objects.active().filter(worker=worker).update(experience="gt5", ready_in_months=0)


def rare_trade(scene: Scene, worker: Worker, number: int, at: datetime) -> None:
    """The trade fewest vacancies are of."""
    scene.wish(worker, scene.trades[-1 - number % 3])


def another_commune(scene: Scene, worker: Worker, number: int, at: datetime) -> None:
    """Moved within the province."""
    others = [code for code in scene.communes if code != worker.commune_id]
    Worker.objects.filter(pk=worker.pk).update(commune=others[number % len(others)])


def poor_household(scene: Scene, worker: Worker, number: int, at: datetime) -> None:
    """Found to be poor: the highest tier."""
    household = Household.objects.create(
        centre=scene.centre, head_name="Bench", commune_id=worker.commune_id, created_at=at
    )
    PovertyStatus.objects.create(
        household=household,
        category="poor",
        standard="07/2021/ND-CP",
        decision_no="1",
        valid_from=SINCE,
        recorded_at=at,
    )
    Worker.objects.filter(pk=worker.pk).update(household=household)


def withdrawal(scene: Scene, worker: Worker, number: int, at: datetime) -> None:
    """The consent is taken back."""
    live = Consent.objects.live(Consent.Purpose.EMPLOYMENT_SERVICE, at.date()).filter(worker=worker)
    live.update(withdrawn_on=at.date())


def registration(scene: Scene, worker: Worker, number: int, at: datetime) -> None:
    """Somebody new, like somebody who is there, who wishes for the trade most vacancies are of."""
    newest = Worker.objects.latest("pk").pk  # a register that was measured before holds people of that time
    code = {"code": f"N{newest:09d}", "national_id_sealed": None, "national_id_index": None}
    new = _copy(worker, code | {"registered_at": at, "household_id": None})
    search = _copy(JobSearch.objects.active().get(worker=worker), {"worker_id": new.pk})
    for kind in CHILDREN:
        for row in kind._default_manager.filter(worker=worker).order_by("pk"):
            _copy(row, {"worker_id": new.pk})
    Wish.objects.create(job_search=search, occupation_id=scene.trades[0], position=1)


def _copy(row: Any, changed: Mapping[str, Any]) -> Any:
    """Another row that says the same, but for what is ``changed``."""
    kind: type[Model] = type(row)
    own = {field.attname: getattr(row, field.attname) for field in kind._meta.concrete_fields}
    return kind._default_manager.create(**{k: v for k, v in own.items() if k not in OWN} | dict(changed))


Edit = Callable[[Scene, Worker, int, datetime], None]
KINDS: dict[str, Edit] = {
    "another wage": another_wage,
    "most popular trade": popular_trade,
    "rare trade": rare_trade,
    "another commune": another_commune,
    "poor household": poor_household,
    "new registration": registration,
    "consent withdrawn": withdrawal,
}
