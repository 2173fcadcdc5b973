"""What the tests of vacancies start from."""

import pytest

from catalog.models import Occupation
from tests.factories import make_vacancy


@pytest.fixture
def vacancy(garments):
    """Twenty approved places for sewing-machine operators at Tuyết's."""
    return make_vacancy(garments)


@pytest.fixture
def facts(catalogue) -> dict:
    """The least a posting states."""
    return {
        "title": "Công nhân may",
        "occupation": Occupation.objects.get(pk="8153"),
        "openings": 20,
        "workplace": "in_province",
        "wage_mode": "monthly",
        "wage_min_vnd": 7_000_000,
        "wage_max_vnd": 9_000_000,
    }
