"""The filter over the register. It stands in the address, so it holds no number of anybody."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.forms import CommuneField
from workers.models import JobSearch, PovertyStatus
from workers.models.worker import WorkerQuerySet

ANY = ("", _("all"))


class WorkerFilter(forms.Form):
    """Words of the name, commune, job search."""

    q = forms.CharField(
        label=_("Name"), required=False, max_length=120, widget=forms.TextInput({"type": "search"})
    )
    commune = CommuneField(label=_("Commune"), required=False)
    search = forms.ChoiceField(
        label=_("Job search"),
        required=False,
        choices=[ANY, *JobSearch.State.choices, ("none", _("no job search"))],
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
        return self._searching(workers, typed["search"])

    def _searching(self, workers: WorkerQuerySet, state: str) -> WorkerQuerySet:
        open_searches = JobSearch.objects.exclude(state=JobSearch.State.CLOSED)
        if state == "none":
            return workers.exclude(pk__in=open_searches.values("worker"))
        if state:
            return workers.filter(pk__in=JobSearch.objects.filter(state=state).values("worker"))
        return workers


class SensitiveFilter(WorkerFilter):
    """And the household's status, for those who may know it."""

    poverty = forms.ChoiceField(
        label=_("Household"),
        required=False,
        choices=[ANY, ("priority", _("with priority")), *PovertyStatus.Category.choices],
    )

    def narrow(self, workers: WorkerQuerySet, *, today: date) -> WorkerQuerySet:
        """As above, and the status in force today."""
        workers = super().narrow(workers, today=today)
        category = self.cleaned_data.get("poverty", "")
        if category == "priority":
            return workers.with_priority(today)
        return workers.in_poverty_category(category, as_of=today) if category else workers
