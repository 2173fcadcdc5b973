"""The filter over the register. It stands in the address, so it holds no number of anybody."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from catalog.forms import CommuneField
from workers.models import Consent, Experience, JobSearch, PovertyStatus, Wish
from workers.models.worker import WorkerQuerySet

ANY = ("", _("all"))
SOON = timedelta(days=30)


class WorkerFilter(forms.Form):
    """Words of the name, commune, job search, what is still to be done."""

    q = forms.CharField(
        label=_("Name"), required=False, max_length=120, widget=forms.TextInput({"type": "search"})
    )
    commune = CommuneField(label=_("Commune"), required=False)
    search = forms.ChoiceField(
        label=_("Job search"),
        required=False,
        choices=[ANY, *JobSearch.State.choices, ("none", _("no job search"))],
    )
    due = forms.ChoiceField(
        label=_("To do"),
        required=False,
        choices=[
            ANY,
            ("consent", _("consent not recorded")),
            ("occupation", _("occupation not coded")),
        ],
    )

    def narrow(self, workers: WorkerQuerySet, *, today: date) -> WorkerQuerySet:
        """The workers that fit. A filter that cannot be read fits nobody, so it is never taken for none."""
        if not self.is_valid():
            return workers.none()
        typed = self.cleaned_data
        if typed["q"]:
            workers = workers.named(typed["q"])
        if typed["commune"]:
            workers = workers.filter(commune=typed["commune"])
        if typed["search"]:
            workers = workers.filter(in_search(typed["search"]))
        if typed["due"]:
            workers = workers.filter(is_due(typed["due"], today=today))
        return workers


def in_search(state: str) -> Q:
    """People whose job search is in ``state``; "none" for those without an open one."""
    if state == "none":
        unfinished = JobSearch.objects.exclude(state=JobSearch.State.CLOSED)
        return ~Q(Exists(unfinished.filter(worker=OuterRef("pk"))))
    return Q(Exists(JobSearch.objects.filter(state=state, worker=OuterRef("pk"))))


def is_due(what: str, *, today: date) -> Q:
    """People about whom something is left to do: ``consent``, ``occupation`` or ``status``."""
    active = JobSearch.objects.active().filter(worker=OuterRef("pk"))
    if what == "consent":
        agreed = Consent.objects.live(Consent.Purpose.EMPLOYMENT_SERVICE, today)
        return Q(Exists(active)) & ~Q(Exists(agreed.filter(worker=OuterRef("pk"))))
    if what == "occupation":
        wished = Wish.objects.filter(job_search=OuterRef("pk"))
        worked = Experience.objects.filter(worker=OuterRef("pk"), occupation=None)
        return Q(Exists(active.exclude(Exists(wished)))) | Q(Exists(active), Exists(worked))
    ending = PovertyStatus.objects.on(today).filter(valid_to__lte=today + SOON)
    return Q(Exists(ending.filter(household=OuterRef("household"))))


class SensitiveFilter(WorkerFilter):
    """And the household's status, for those who may know it."""

    poverty = forms.ChoiceField(
        label=_("Household"),
        required=False,
        choices=[ANY, ("priority", _("with priority")), *PovertyStatus.Category.choices],
    )

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        due: Any = self.fields["due"]
        due.choices += [("status", _("household status ends within 30 days"))]

    def narrow(self, workers: WorkerQuerySet, *, today: date) -> WorkerQuerySet:
        """As above, and the status in force today."""
        workers = super().narrow(workers, today=today)
        category = self.cleaned_data.get("poverty", "")
        if category == "priority":
            return workers.with_priority(today)
        return workers.in_poverty_category(category, as_of=today) if category else workers
