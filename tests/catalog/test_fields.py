"""Fields that choose from a reference list, given what no list holds."""

import pytest
from django.core.exceptions import ValidationError

from catalog.forms import CommuneField, TypeAheadField
from catalog.models import Skill

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("typed", [("\x00", ""), ("Chiềng An", "\x00"), ("a\x00b", "03646")])
def test_a_character_the_database_cannot_look_for_is_refused(typed):
    for field in (CommuneField(), TypeAheadField(Skill.objects.current())):
        with pytest.raises(ValidationError) as refusal:
            field.clean(typed)
        assert [error.code for error in refusal.value.error_list] == ["null_characters_not_allowed"]
