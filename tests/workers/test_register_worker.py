"""Registering a person: what is refused and changes nothing, then what is written."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from catalog.models import Commune, EthnicGroup, Language, Occupation, PriorityGroup, Skill
from centres.models import AuditEvent
from tests.cast import NOW, TODAY
from tests.factories import make_household, make_worker
from workers.actions import AlreadyRegistered, NotEntitled, register_worker
from workers.models import Consent, Household, JobSearch, PovertyStatus, Worker

VÂN_ID = "014199000123"


def facts(**more):
    """Lò Thị Vân of Tô Hiệu, born on 4 May 1999."""
    return {
        "full_name": "Lò Thị Vân",
        "birth_date": date(1999, 5, 4),
        "sex": "female",
        "ethnicity": EthnicGroup.objects.get(pk="03"),
        "commune": Commune.objects.get(pk="03646"),
        "phone": "0912345678",
        "national_id": VÂN_ID,
    } | more


def nothing_is_written():
    models = (Worker, Household, PovertyStatus, JobSearch, Consent, AuditEvent)
    return [model.objects.count() for model in models] == [0] * len(models)


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"full_name": " \u200b "}, "full_name", "This field cannot be blank."),
        ({"national_id": "01419900012"}, "national_id", "A personal number has 12 digits."),
        ({"national_id": "٠١٤١٩٩٠٠٠١٢٣"}, "national_id", "A personal number has 12 digits."),
        ({"phone": "12"}, "phone", "No telephone has this number. Check it digit by digit."),
        ({"phone": ""}, "phone", 'Give a phone number, or choose "has no phone".'),
        ({"birth_date": date(2026, 3, 17)}, "birth_date", "The date of birth lies in the future."),
        (
            {"birth_date": date(2011, 3, 17)},
            "birth_date",
            "The centre registers people from the age of 15.",
        ),
        ({"birth_date": date(1915, 1, 1)}, "birth_date", "The year of birth is too far back."),
        ({"education_level": "phd"}, "education_level", "Value 'phd' is not a valid choice."),
        ({"email": "vân"}, "email", "Enter a valid email address."),
    ],
)
def test_a_fact_that_cannot_be_is_refused_by_name(hoa, wrong, field, sentence):
    with pytest.raises(ValidationError) as refusal:
        register_worker(facts=facts(**wrong), by=hoa, at=NOW)
    assert refusal.value.message_dict == {field: [sentence]}
    assert nothing_is_written()


def test_fifteen_today_may_register_and_a_bare_year_counts_from_its_first_day(hoa):
    born = register_worker(facts=facts(birth_date=date(2011, 3, 16)), by=hoa, at=NOW)
    assert born.birth_date == date(2011, 3, 16)
    bare = {"birth_date": date(2011, 1, 1), "birth_precision": "year", "national_id": ""}
    assert register_worker(facts=facts(**bare), by=hoa, at=NOW).birth_precision == "year"


def test_a_name_that_is_no_fact_is_a_mistake_of_the_caller(hoa):
    with pytest.raises(TypeError, match=r"not facts of a worker: \['centre', 'state'\]"):
        register_worker(facts=facts(centre=1, state="closed"), by=hoa, at=NOW)
    assert nothing_is_written()


def test_somebody_without_a_centre_registers_nobody(cast):
    with pytest.raises(NotEntitled):
        register_worker(facts=facts(), by=cast.sysadmin, at=NOW)
    assert nothing_is_written()


def test_a_commune_officer_registers_people_of_their_communes_only(officer):
    with pytest.raises(ValidationError) as refusal:
        register_worker(facts=facts(), by=officer, at=NOW)
    assert refusal.value.message_dict == {"commune": ["You keep the register of other communes."]}
    assert nothing_is_written()
    near = facts(commune=Commune.objects.get(pk="03688"))
    assert register_worker(facts=near, by=officer, at=NOW).commune_id == "03688"


def test_the_same_number_twice_names_the_person_to_those_who_may_see_them(cast):
    known = register_worker(facts=facts(), by=cast.hoa, at=NOW)
    home = {"head_name": "Lò Văn Ơn", "commune": Commune.objects.get(pk="03646")}
    with pytest.raises(AlreadyRegistered) as refusal:
        register_worker(facts=facts(full_name="Lò Vân"), household=home, by=cast.registrar, at=NOW)
    assert refusal.value.worker == known
    assert (
        str(refusal.value)
        == "This personal number is already registered at Trung tâm Dịch vụ việc làm tỉnh Sơn La."
    )
    assert list(Worker.objects.all()) == [known]
    assert Household.objects.count() == 0


def test_the_same_number_elsewhere_says_only_where(cast):
    register_worker(facts=facts(), by=cast.hoa, at=NOW)
    with pytest.raises(AlreadyRegistered) as refusal:
        register_worker(facts=facts(), by=cast.minh, at=NOW)
    assert refusal.value.worker is None
    assert "Lò" not in str(refusal.value)
    assert refusal.value.centre_name == "Trung tâm Dịch vụ việc làm tỉnh Sơn La"
    assert Worker.objects.count() == 1


def test_a_wrong_part_takes_everything_back(hoa):
    home = {
        "head_name": "Lò Văn Ơn",
        "commune": Commune.objects.get(pk="03646"),
        "poverty": {
            "category": "poor",
            "standard": "07/2021/ND-CP",
            "decision_no": "12",
            "valid_from": TODAY,
            "valid_to": None,
        },
    }
    wish = {"job_title": "May", "wishes": [Occupation.objects.get(pk="815")]}
    with pytest.raises(ValidationError) as refusal:
        register_worker(
            facts=facts(), household=home, job_search=wish, consent={"channel": "paper"}, by=hoa, at=NOW
        )
    assert refusal.value.message_dict == {"wishes": ["Choose occupations with four digits."]}
    assert nothing_is_written()


def test_another_centres_household_cannot_be_joined(cast):
    home = make_household(cast.lai_chau, commune="03388")
    with pytest.raises(Household.DoesNotExist):
        register_worker(facts=facts(), household=home, by=cast.hoa, at=NOW)
    assert Worker.objects.count() == 0


def test_everything_of_forms_01_and_01a_is_written_at_once(cast):
    worker = register_worker(
        facts=facts(
            full_name="  Lò  Thị Vân ",
            phone="0162 345 6789",
            soft_skills=["teamwork"],
            skills=[{"skill": Skill.objects.get(pk="sewing")}],
            languages=[{"language": Language.objects.get(pk="blt"), "proficiency": "good"}],
            qualifications=[{"level": "elementary", "name": "May công nghiệp"}],
            experiences=[{"job_title": "Công nhân may", "started_on": date(2019, 5, 1)}],
            priority_memberships=[
                {"group": PriorityGroup.objects.get(pk="ethnic_minority"), "valid_from": TODAY}
            ],
        ),
        household={
            "head_name": "Lò Văn Ơn",
            "commune": Commune.objects.get(pk="03646"),
            "poverty": {
                "category": "newly_escaped",
                "standard": "07/2021/ND-CP",
                "decision_no": "12/QĐ-UBND",
                "valid_from": date(2024, 2, 29),
            },
        },
        job_search={
            "job_title": "Công nhân may",
            "first_commune": Commune.objects.get(pk="07210"),
            "wishes": [Occupation.objects.get(pk="8153"), Occupation.objects.get(pk="7531")],
        },
        consent={"channel": "paper", "language": "blt"},
        by=cast.hoa,
        at=NOW,
    )
    worker = Worker.objects.get(pk=worker.pk)
    assert (worker.code, worker.full_name, worker.phone) == ("SLA-000001", "Lò Thị Vân", "+84323456789")
    assert (worker.centre, worker.registered_by, worker.registered_at) == (cast.son_la, cast.hoa, NOW)
    assert worker.reveal_national_id() == VÂN_ID
    assert VÂN_ID.encode() not in bytes(worker.national_id_sealed)
    assert worker.household.poverty_statuses.get().valid_to == date(2027, 2, 28)
    search = worker.job_searches.get()
    assert (search.state, search.opened_on, search.first_province_id) == ("active", TODAY, "24")
    assert [wish.occupation_id for wish in search.wishes.order_by("position")] == ["8153", "7531"]
    consent = worker.consents.get()
    assert (consent.text_version, consent.language, consent.given_on) == ("352/2025", "blt", TODAY)
    assert worker.skills.get().skill_id == "sewing"
    assert worker.languages.get().proficiency == "good"
    assert worker.qualifications.get().level == "elementary"
    assert worker.experiences.get().started_on == date(2019, 5, 1)
    assert worker.priority_memberships.get().group_id == "ethnic_minority"
    line = AuditEvent.objects.get()
    assert (line.actor, line.verb, line.subject_id) == (cast.hoa, "worker.registered", worker.public_id)
    assert line.details == {"version": 1}


def test_a_person_without_a_phone_keeps_none_even_if_one_was_typed(hoa):
    worker = register_worker(facts=facts(phone_owner="none", phone="0912345678"), by=hoa, at=NOW)
    assert Worker.objects.get(pk=worker.pk).phone == ""


def test_codes_count_up_in_each_centre_by_itself(cast):
    for number in range(3):
        register_worker(facts=facts(national_id=f"01419900{number:04d}"), by=cast.hoa, at=NOW)
    register_worker(facts=facts(), by=cast.minh, at=NOW)
    codes = Worker.objects.order_by("pk").values_list("code", flat=True)
    assert list(codes) == ["SLA-000001", "SLA-000002", "SLA-000003", "LCH-000001"]


def test_codes_go_on_after_the_highest(cast):
    make_worker(cast.son_la, code="SLA-000041")
    assert register_worker(facts=facts(), by=cast.hoa, at=NOW).code == "SLA-000042"


def test_a_repeated_row_is_refused_in_the_words_of_its_constraint(hoa):
    rows = [{"skill": Skill.objects.get(pk="sewing"), "held": held} for held in (True, False)]
    with pytest.raises(ValidationError) as refusal:
        register_worker(facts=facts(skills=rows), by=hoa, at=NOW)
    assert refusal.value.message_dict == {"skills": ["This skill is already recorded."]}
    assert nothing_is_written()


def test_a_wrong_row_is_named_by_its_place(hoa):
    rows = [{"job_title": "May", "started_on": date(2020, 1, 1), "ended_on": date(2019, 1, 1)}]
    with pytest.raises(ValidationError) as refusal:
        register_worker(facts=facts(experiences=rows), by=hoa, at=NOW)
    assert refusal.value.message_dict == {"experiences": ["Row 1: The job has to end after it starts."]}
    assert nothing_is_written()
