"""HTML forms about workers. They read what was typed; whether it may be is the actions' to say."""

from workers.forms.household import EndStatusForm, HouseholdForm, JoinForm, StatusForm
from workers.forms.listing import SensitiveFilter, WorkerFilter
from workers.forms.person import PersonForm
from workers.forms.record import RECORD_LISTS
from workers.forms.registration import Editing, Registration
from workers.forms.search import CloseSearchForm, JobSearchForm

__all__ = [
    "RECORD_LISTS",
    "CloseSearchForm",
    "Editing",
    "EndStatusForm",
    "HouseholdForm",
    "JobSearchForm",
    "JoinForm",
    "PersonForm",
    "Registration",
    "SensitiveFilter",
    "StatusForm",
    "WorkerFilter",
]
