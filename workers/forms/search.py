"""What a person looks for: Form 01a of Decree 352/2025."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog import choices
from catalog.forms import CommuneField, TypeAheadField
from catalog.models import Occupation, Province
from workers.forms.fields import YesNoField
from workers.models import JobSearch

WISHES = ("wish_1", "wish_2", "wish_3")
YES_NO = ("only_these_places", "accepts_moving", "accepts_overseas", "accepts_shifts", "accepts_trips",
          "accepts_secondment")  # fmt: skip
FROM_MODEL = ("job_title", "job_description", "position", "enterprise_type", "experience", "contract_type",
              "work_form", "purpose", "wage_mode", "wage_band", "wage_vnd", "meals", "ready_in_months",
              "recruitment_method", "working_place", "lifting", "standing", "hearing_speaking", "vision",
              "manipulation", "two_hands")  # fmt: skip
