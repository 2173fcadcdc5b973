"""What the tests of vacancies start from."""

from datetime import date
from pathlib import Path

import pytest

from catalog.models import Occupation
from tests.factories import make_household, make_poverty_status, make_rules, make_seeker, make_vacancy
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
def vacancies(garments):
    """One place for sewing and one for cooking; a third asks for a skill nobody was asked about."""
    make_rules()
    made = [
        make_vacancy(garments, "Thợ may", openings=1, commune_id="03646"),
        make_vacancy(garments, "Đầu bếp", openings=1, occupation_id="5120", commune_id="03646"),
        make_vacancy(garments, "Lái xe", openings=5),
    ]
    made[2].skill_demands.create(skill_id="driving_b2", importance="must")
    return made


@pytest.fixture
def people(son_la, vacancies):
    """Three tailors, two of whom also cook; the third is of a poor household and far away."""
    household = make_household(son_la, commune="03688")
    make_poverty_status(household, "poor", valid_from=date(2026, 1, 1))
    return [
        make_seeker(son_la, "Lò Thị An", wishes=("8153", "5120")),
        make_seeker(son_la, "Lò Thị Bình", wishes=("8153", "5120")),
        make_seeker(son_la, "Giàng A Chứ", commune_id="03688", household=household),
    ]


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
