"""Titles to code: vacancies whose occupation a machine guessed or nobody gave, one press each to settle."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from catalog.proposals import Proposal, propose
from centres.doors import StaffRequest, needs, page_of
from employers.forms import show_problems
from jobs.actions import Refused, update_vacancy
from jobs.forms import CodeForm
from jobs.models import Vacancy
from jobs.staff.vacancies import TONES, visible

SUGGEST = reverse_lazy("staff:suggest-occupations")


@dataclass(frozen=True)
class Row:
    """One vacancy to code, with what its title may mean; ``problem`` says why the last try was refused."""

    vacancy: Vacancy
    proposals: tuple[Proposal, ...]
    form: CodeForm
    problem: str = ""

    @property
    def tone(self) -> str:
        return TONES[self.vacancy.state]


@require_GET
@needs("vacancies:write")
def titles(request: StaffRequest) -> HttpResponse:
    """Live vacancies nobody confirmed the occupation of, newest first."""
    found = Vacancy.objects.visible_to(request.user).to_code().for_list()
    page = page_of(
        found,
        order="-registered_at",
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    context = {"rows": _rows(page.rows), "total": found.count(), "page": page, "suggest": SUGGEST}
    return render(request, "jobs/titles.html", context)


def _rows(vacancies: Sequence[Vacancy], problem: str = "") -> list[Row]:
    """Five queries, whatever their number."""
    proposed = propose([vacancy.title for vacancy in vacancies])
    return [
        Row(vacancy, proposed[vacancy.title], _form(vacancy, {"version": vacancy.version}), problem)
        for vacancy in vacancies
    ]


def _form(vacancy: Vacancy, initial: dict[str, int], data: QueryDict | None = None) -> CodeForm:
    return CodeForm(data, auto_id=f"id_{vacancy.public_id}_%s", initial=initial)


@require_POST
@needs("vacancies:write")
def title_confirm(request: StaffRequest, public_id: str) -> HttpResponse:
    """Give one vacancy its occupation: a proposal that was pressed, or another chosen by name."""
    vacancy = visible(request, public_id)
    form = _form(vacancy, {}, request.POST)
    if not form.is_valid():
        return _refused(request, vacancy, _problems(form))
    facts = {"occupation": form.cleaned_data["occupation"], "occupation_confirmed": True}
    version = form.cleaned_data["version"]
    try:
        coded = update_vacancy(
            vacancy=vacancy, version=version, facts=facts, by=request.user, at=timezone.now()
        )
    except (Refused, ValidationError) as problem:
        show_problems(form, problem)
        return _refused(request, vacancy, _problems(form))
    if "HX-Request" in request.headers:
        return render(request, "jobs/title_settled.html", {"vacancy": coded})
    said = {"title": coded.title, "occupation": coded.occupation, "code": coded.occupation_id}
    messages.success(request, _("%(title)s: %(code)s %(occupation)s") % said)
    return redirect("staff:titles")


def _problems(form: CodeForm) -> str:
    return " ".join(str(text) for texts in form.errors.values() for text in texts)


def _refused(request: StaffRequest, vacancy: Vacancy, problem: str) -> HttpResponse:
    """The row as it stands now, so that the next try counts."""
    if "HX-Request" not in request.headers:
        messages.error(request, f"{vacancy.title}: {problem}")
        return redirect("staff:titles")
    page = {"row": _rows([vacancy], problem)[0], "suggest": SUGGEST}
    return render(request, "jobs/title_row.html", page, status=422)
