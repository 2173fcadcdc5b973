"""HTML forms of the staff pages."""

from jobs.forms.overrides import OverrideForm
from jobs.forms.referrals import MoveForm, ReferralFilter
from jobs.forms.rules import FORMS, DraftForm, PolicyForm, ProfileForm
from jobs.forms.titles import CodeForm
from jobs.forms.vacancies import VacancyFilter, VacancyForm

__all__ = [
    "FORMS",
    "CodeForm",
    "DraftForm",
    "MoveForm",
    "OverrideForm",
    "PolicyForm",
    "ProfileForm",
    "ReferralFilter",
    "VacancyFilter",
    "VacancyForm",
]
