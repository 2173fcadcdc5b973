"""HTML forms of the staff pages."""

from jobs.forms.rules import FORMS, DraftForm, PolicyForm, ProfileForm
from jobs.forms.vacancies import COUNTRIES, VacancyFilter, VacancyForm

__all__ = ["COUNTRIES", "FORMS", "DraftForm", "PolicyForm", "ProfileForm", "VacancyFilter", "VacancyForm"]
