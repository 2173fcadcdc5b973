"""HTML forms of the staff pages."""

from jobs.forms.overrides import OverrideForm
from jobs.forms.vacancies import COUNTRIES, VacancyFilter, VacancyForm

__all__ = ["COUNTRIES", "OverrideForm", "VacancyFilter", "VacancyForm"]
