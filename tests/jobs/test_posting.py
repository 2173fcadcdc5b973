"""Posting and editing vacancies: refusals first, and a refusal changes nothing."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import JSONField, Value

from catalog.models import Commune, ConfirmedTitle, Occupation, Province
from centres.models import AuditEvent
from jobs.actions import (
    DuplicateVacancy,
    FewerPlacesThanFilled,
    StaleState,
    post_vacancy,
    reserve_codes,
    update_vacancy,
)
from jobs.models import MatchTask, Vacancy
from jobs.models.vacancy import Importance
from tests.cast import NOW
from tests.factories import make_vacancy

LATER = NOW + timedelta(hours=1)
BAD = [
    ({"title": " "}, "title"),
    ({"title": "X" * 251}, "title"),
    ({"openings": 0}, "__all__"),
    ({"openings": "many"}, "openings"),
    ({"workplace": "moon"}, "workplace"),
    ({"workplace": "overseas"}, "country"),
    ({"workplace": "overseas", "country": "Korea"}, "country"),
    ({"workplace": "overseas", "country": "kr"}, "__all__"),
    ({"country": "KR"}, "country"),
    ({"wage_mode": "negotiable"}, "wage_mode"),
    ({"wage_min_vnd": 9_000_001}, "wage_max_vnd"),
    ({"wage_min_vnd": 0}, "wage_min_vnd"),
    ({"wage_max_vnd": 1_000_000_001}, "wage_max_vnd"),
    ({"importance": ["must"]}, "importance"),
    ({"importance": {"beauty": "high"}}, "importance"),
    ({"importance": {"wage": "enormous"}}, "importance"),
    ({"importance": {"wage": Importance.MUST}}, "importance"),
    ({"skills": {"sewing": "nice"}}, "skills"),
    ({"skills": {"flying": "must"}}, "skills"),
    ({"skills": {f"s{number}": "must" for number in range(31)}}, "skills"),
    ({"languages": {"ko": "native"}}, "languages"),
    ({"languages": {"xx": "good"}}, "languages"),
    ({"benefits": ["helicopter"]}, "benefits"),
]


def row(vacancy):
    return Vacancy.objects.filter(pk=vacancy.pk).values().get()


@pytest.mark.parametrize(("wrong", "field"), BAD)
def test_bad_facts_are_refused_by_field(hoa, garments, facts, wrong, field):
    with pytest.raises(ValidationError) as refusal:
        post_vacancy(employer=garments, facts=facts | wrong, by=hoa, at=NOW)
    assert list(refusal.value.message_dict) == [field]
    assert not Vacancy.objects.exists()
    assert not AuditEvent.objects.exists()


def test_an_occupation_above_four_digits_is_refused(hoa, garments, facts):
    with pytest.raises(ValidationError) as refusal:
        post_vacancy(
            employer=garments, facts=facts | {"occupation": Occupation.objects.get(pk="815")}, by=hoa, at=NOW
        )
    assert list(refusal.value.message_dict) == ["occupation"]


@pytest.mark.parametrize(
    ("workplace", "province", "commune", "field"),
    [
        ("elsewhere", "14", None, "province"),
        ("elsewhere", "24", "03646", "commune"),
        ("in_province", None, "07210", "commune"),
    ],
)
def test_places_that_do_not_fit_are_refused(hoa, garments, facts, workplace, province, commune, field):
    place = {
        "workplace": workplace,
        "province": province and Province.objects.get(pk=province),
        "commune": commune and Commune.objects.get(pk=commune),
    }
    with pytest.raises(ValidationError) as refusal:
        post_vacancy(employer=garments, facts=facts | place, by=hoa, at=NOW)
    assert list(refusal.value.message_dict) == [field]


def test_the_state_is_not_a_fact(hoa, garments, facts):
    with pytest.raises(TypeError, match="state"):
        post_vacancy(employer=garments, facts=facts | {"state": "published"}, by=hoa, at=NOW)


def test_the_same_job_at_the_same_workplace_is_refused_while_open(hoa, garments, facts):
    first = post_vacancy(employer=garments, facts=facts, by=hoa, at=NOW)
    with pytest.raises(DuplicateVacancy) as refusal:
        post_vacancy(employer=garments, facts=facts | {"title": "CÔNG NHÂN  MAY"}, by=hoa, at=LATER)
    assert refusal.value.existing == first
    assert Vacancy.objects.get() == first
    Vacancy.objects.update(state="expired")
    assert post_vacancy(employer=garments, facts=facts, by=hoa, at=LATER).code == "2026-000002"


def test_posting_writes_a_draft_with_its_demands(hoa, garments, facts):
    vacancy = post_vacancy(
        employer=garments,
        facts=facts
        | {
            "skills": {"sewing": "must", "excel": "useful"},
            "languages": {"ko": "average"},
            "importance": {"experience": "must", "wage": "low"},
        },
        by=hoa,
        at=NOW,
    )
    kept = Vacancy.objects.get(pk=vacancy.pk)
    assert (kept.state, kept.code, kept.centre, kept.province_id) == (
        "draft",
        "2026-000001",
        hoa.centre,
        "14",
    )
    assert (kept.revision, kept.version, kept.registered_by) == (1, 1, hoa)
    assert kept.importance == {"experience": "must", "wage": "low"}
    skills = kept.skill_demands.order_by("pk").values_list("skill_id", "importance")
    assert list(skills) == [("sewing", "must"), ("excel", "useful")]
    assert list(kept.language_demands.values_list("language_id", "proficiency")) == [("ko", "average")]
    line = AuditEvent.objects.get()
    assert (line.verb, line.subject_id) == ("vacancy.posted", kept.public_id)


def test_codes_are_counted_per_centre_and_year(cast, facts):
    make_vacancy(cast.garments, code="2026-000009")
    assert reserve_codes(centre=cast.son_la, count=2, at=NOW) == ["2026-000010", "2026-000011"]
    assert reserve_codes(centre=cast.lai_chau, count=1, at=NOW) == ["2026-000001"]
    new_year = NOW.replace(month=12, day=31, hour=23) + timedelta(hours=1)
    assert reserve_codes(centre=cast.son_la, count=1, at=new_year) == ["2027-000001"]


def test_an_edit_of_an_old_version_is_refused(hoa, vacancy):
    update_vacancy(vacancy=vacancy, version=1, facts={"title": "Thợ may"}, by=hoa, at=LATER)
    before = row(vacancy)
    with pytest.raises(StaleState):
        update_vacancy(vacancy=vacancy, version=1, facts={"title": "Thợ cắt"}, by=hoa, at=LATER)
    assert row(vacancy) == before


def test_fewer_places_than_are_filled_are_refused(hoa, garments):
    vacancy = make_vacancy(garments, openings=20, filled=5)
    before = row(vacancy)
    with pytest.raises(FewerPlacesThanFilled):
        update_vacancy(vacancy=vacancy, version=1, facts={"openings": 4}, by=hoa, at=LATER)
    assert row(vacancy) == before
    assert update_vacancy(vacancy=vacancy, version=1, facts={"openings": 5}, by=hoa, at=LATER).openings == 5


@pytest.mark.parametrize(
    ("change", "revision"),
    [
        ({"title": "Thợ may công nghiệp"}, 1),
        ({"contact_name": "Tuyết"}, 1),
        ({"openings": 40}, 1),
        ({"wage_max_vnd": 10_000_000}, 2),
        ({"demands_shifts": True}, 2),
        ({"importance": {"place": "high"}}, 2),
        ({"skills": {"sewing": "must"}}, 2),
        ({"languages": {"ko": "fair"}}, 2),
    ],
)
def test_a_change_that_matters_to_matching_asks_for_a_new_ranking(hoa, vacancy, change, revision):
    changed = update_vacancy(vacancy=vacancy, version=1, facts=change, by=hoa, at=LATER)
    assert (changed.version, changed.revision) == (2, revision)
    tasks = MatchTask.objects.values_list("vacancy", "reason", "created_by", "state")
    assert list(tasks) == ([(vacancy.pk, "vacancy_changed", hoa.pk, "todo")] if revision == 2 else [])


def test_a_closed_vacancy_is_not_ranked_again(hoa, garments):
    draft = make_vacancy(garments, state="draft")
    assert (
        update_vacancy(vacancy=draft, version=1, facts={"demands_trips": True}, by=hoa, at=LATER).revision
        == 2
    )
    assert not MatchTask.objects.exists()


def test_demands_are_replaced_and_kept_when_not_given(hoa, vacancy):
    once = update_vacancy(
        vacancy=vacancy, version=1, facts={"skills": {"sewing": "must", "excel": "useful"}}, by=hoa, at=LATER
    )
    update_vacancy(vacancy=once, version=2, facts={"skills": {"sewing": "useful"}}, by=hoa, at=LATER)
    twice = update_vacancy(vacancy=once, version=3, facts={"demands_trips": True}, by=hoa, at=LATER)
    assert list(twice.skill_demands.values_list("skill_id", "importance")) == [("sewing", "useful")]


def test_an_edit_that_changes_nothing_writes_nothing(hoa, vacancy):
    before = row(vacancy)
    update_vacancy(vacancy=vacancy, version=1, facts={"openings": 20, "skills": {}}, by=hoa, at=LATER)
    assert row(vacancy) == before
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("importance", [[], "must", 3, True])
def test_the_table_refuses_an_importance_that_names_no_criterion(vacancy, importance):
    with pytest.raises(IntegrityError, match="vacancy_importance_names_criteria"), transaction.atomic():
        Vacancy.objects.filter(pk=vacancy.pk).update(importance=Value(importance, JSONField()))
    assert Vacancy.objects.get(pk=vacancy.pk).importance == {}


def known(title):
    return dict(ConfirmedTitle.objects.filter(title=title).values_list("occupation_id", "records"))


def test_a_confirmed_title_is_learnt_and_a_correction_moves_it(hoa, garments, facts):
    confirmed = facts | {"title": "Chạy kim đôi, lương 9 triệu", "occupation_confirmed": True}
    vacancy = post_vacancy(employer=garments, facts=confirmed, by=hoa, at=NOW)
    code = vacancy.occupation_id
    assert known("chạy kim đôi") == {code: 1}
    other = Occupation.objects.filter(level=4).exclude(pk=code).first()
    update_vacancy(vacancy=vacancy, version=vacancy.version, facts={"occupation": other}, by=hoa, at=LATER)
    assert known("chạy kim đôi") == {code: 0, other.pk: 1}


def test_a_title_nobody_confirmed_is_not_learnt(hoa, garments, facts):
    post_vacancy(employer=garments, facts=facts | {"occupation_confirmed": False}, by=hoa, at=NOW)
    assert not ConfirmedTitle.objects.exists()


def test_a_refused_edit_teaches_nothing(hoa, garments, facts):
    confirmed = facts | {"title": "Chạy kim đôi", "occupation_confirmed": True}
    vacancy = post_vacancy(employer=garments, facts=confirmed, by=hoa, at=NOW)
    with pytest.raises(StaleState):
        update_vacancy(vacancy=vacancy, version=99, facts={"title": "Chạy kim ba"}, by=hoa, at=LATER)
    assert list(ConfirmedTitle.objects.values_list("title", "records")) == [("chạy kim đôi", 1)]
