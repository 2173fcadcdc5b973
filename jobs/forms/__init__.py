"""HTML forms of the staff pages."""

from jobs.forms.vacancies import COUNTRIES, VacancyFilter, VacancyForm

__all__ = ["COUNTRIES", "VacancyFilter", "VacancyForm"]
