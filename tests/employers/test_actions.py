"""Registering, editing and verifying employers: refusals first, and a refusal changes nothing."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from centres.models import AuditEvent
from employers.actions import (
    NotAllowed,
    ReasonMissing,
    StaleState,
    move_employer,
    register_employer,
    update_employer,
)
from employers.models import Employer
from tests.cast import NOW
from tests.factories import make_employer

State = Employer.State
LATER = NOW + timedelta(hours=1)
ILLEGAL = [(old, new) for old in State for new in State if new not in Employer.MOVES[old]]
LEGAL = [(old, new) for old in State for new in Employer.MOVES[old]]
REASONS = dict.fromkeys((State.REJECTED, State.SUSPENDED), "Không còn hoạt động")


def row(employer):
    return Employer.objects.filter(pk=employer.pk).values().get()


def in_state(centre, state):
    return make_employer(centre, state=state, state_reason=REASONS.get(state, ""))


@pytest.mark.parametrize(("old", "new"), ILLEGAL)
def test_a_step_outside_the_table_is_refused(hoa, son_la, old, new):
    employer = in_state(son_la, old)
    before = row(employer)
    with pytest.raises(NotAllowed):
        move_employer(employer=employer, to=new, by=hoa, reason="Vì thế", at=LATER)
    assert row(employer) == before
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(("old", "new"), LEGAL)
def test_every_step_of_the_table_is_taken(hoa, son_la, old, new):
    moved = move_employer(employer=in_state(son_la, old), to=new, by=hoa, reason=" Vì  thế ", at=LATER)
    assert (moved.state, moved.state_reason, moved.moved_at, moved.version) == (new, "Vì thế", LATER, 2)
    line = AuditEvent.objects.get()
    assert (line.verb, line.actor, line.reason) == ("employer.moved", hoa, "Vì thế")
    assert (line.subject_id, line.details) == (moved.public_id, {"was": old, "to": new})


@pytest.mark.parametrize(("old", "new"), [(State.PENDING, State.REJECTED), (State.VERIFIED, State.SUSPENDED)])
def test_turning_an_employer_away_needs_a_reason(hoa, son_la, old, new):
    employer = in_state(son_la, old)
    before = row(employer)
    with pytest.raises(ReasonMissing):
        move_employer(employer=employer, to=new, by=hoa, reason="  ", at=LATER)
    with pytest.raises(ValidationError):
        move_employer(employer=employer, to=new, by=hoa, reason="x" * 301, at=LATER)
    assert row(employer) == before


def test_a_step_from_a_state_that_is_past_is_refused(hoa, son_la):
    employer = in_state(son_la, State.PENDING)
    seen_by_another = Employer.objects.get(pk=employer.pk)
    move_employer(employer=employer, to=State.REJECTED, by=hoa, reason="Giả mạo", at=LATER)
    with pytest.raises(StaleState):
        move_employer(employer=seen_by_another, to=State.VERIFIED, by=hoa, at=LATER)
    assert row(employer)["state"] == State.REJECTED


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "X" * 251}, "name"),
        ({"name": "May", "tax_code": "123"}, "__all__"),
        ({"name": "May", "kind": "shop"}, "kind"),
        ({"name": "May", "phone": "hello"}, "phone"),
        ({"name": "May", "services": ["dancing"]}, "services"),
        ({"name": "May", "tax_code": "5500123456"}, "__all__"),  # the cast's garment maker has it
    ],
)
def test_bad_facts_are_refused_by_field(cast, facts, field):
    with pytest.raises(ValidationError) as refusal:
        register_employer(centre=cast.son_la, facts=facts, by=cast.hoa, at=NOW)
    assert list(refusal.value.message_dict) == [field]
    assert Employer.objects.get() == cast.garments


def test_a_fact_the_register_keeps_by_itself_cannot_be_given(cast):
    with pytest.raises(TypeError, match="state"):
        register_employer(centre=cast.son_la, facts={"name": "May", "state": "verified"}, by=cast.hoa, at=NOW)


def test_a_commune_of_another_province_is_refused(cast):
    facts = {"name": "May", "province_id": "12"}
    with pytest.raises(TypeError):
        register_employer(centre=cast.son_la, facts=facts, by=cast.hoa, at=NOW)
    commune, province = cast.garments.commune, cast.lai_chau.province
    with pytest.raises(ValidationError) as refusal:
        register_employer(
            centre=cast.son_la,
            facts={"name": "May", "commune": commune, "province": province},
            by=cast.hoa,
            at=NOW,
        )
    assert list(refusal.value.message_dict) == ["commune"]


def test_registering_waits_for_verification(cast):
    employer = register_employer(
        centre=cast.son_la,
        facts={
            "name": "  Hợp tác xã  Đoàn Kết ",
            "phone": "0212 385 2345",
            "commune": cast.garments.commune,
        },
        by=cast.hoa,
        at=NOW,
    )
    kept = Employer.objects.get(pk=employer.pk)
    assert (kept.state, kept.name, kept.search_key) == (
        "pending",
        "Hợp tác xã Đoàn Kết",
        "hop tac xa doan ket",
    )
    assert (kept.phone, kept.province_id, kept.centre) == ("+842123852345", "14", cast.son_la)
    assert (kept.registered_by, kept.registered_at, kept.version) == (cast.hoa, NOW, 1)
    assert AuditEvent.objects.get().verb == "employer.registered"


def test_the_same_tax_code_may_stand_in_another_centres_register(cast):
    facts = {"name": "May Lai Châu", "tax_code": "5500123456"}
    employer = register_employer(centre=cast.lai_chau, facts=facts, by=cast.minh, at=NOW)
    assert employer.tax_code == cast.garments.tax_code


def test_an_edit_of_an_old_version_is_refused(cast):
    update_employer(employer=cast.garments, version=1, facts={"name": "May Chiềng An"}, by=cast.hoa, at=LATER)
    before = row(cast.garments)
    with pytest.raises(StaleState):
        update_employer(employer=cast.garments, version=1, facts={"name": "Khác"}, by=cast.hoa, at=LATER)
    assert row(cast.garments) == before


def test_an_edit_into_a_taken_tax_code_is_refused(cast):
    other = make_employer(cast.son_la, tax_code="5500999999")
    before = row(other)
    with pytest.raises(ValidationError):
        update_employer(employer=other, version=1, facts={"tax_code": "5500123456"}, by=cast.hoa, at=LATER)
    assert row(other) == before


def test_an_edit_writes_what_changed_and_says_what_it_was(cast):
    changed = update_employer(
        employer=cast.garments,
        version=1,
        facts={"name": "May Tô Hiệu", "size": "101_200", "email": "tuyen@example.vn"},
        by=cast.hoa,
        at=LATER,
    )
    assert (changed.name, changed.search_key, changed.email) == (
        "May Tô Hiệu",
        "may to hieu",
        "tuyen@example.vn",
    )
    assert (changed.version, changed.updated_at) == (2, LATER)
    assert AuditEvent.objects.get().details == {"fields": ["email", "name"]}


def test_an_edit_that_changes_nothing_writes_nothing(cast):
    before = row(cast.garments)
    update_employer(employer=cast.garments, version=1, facts={"size": "101_200"}, by=cast.hoa, at=LATER)
    assert row(cast.garments) == before
    assert not AuditEvent.objects.exists()
