"""What the tests of vacancies start from."""

from pathlib import Path

import pytest

from catalog.models import Occupation
from tests.factories import make_vacancy
from tests.jobs.postings import csv_text, write_lists


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


@pytest.fixture
def centre(cast):
    write_lists()
    return cast.son_la


@pytest.fixture
def save(tmp_path):
    """``save(rows)``: a file of these postings; text and bytes are written as they are."""

    def write(content, name="postings.csv") -> Path:
        path = tmp_path / name
        text = content if isinstance(content, (str, bytes)) else csv_text(content)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write
