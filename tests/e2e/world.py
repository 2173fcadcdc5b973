"""The register the browser tests look at: forty seekers of Sơn La, an employer, vacancies, a ranked list."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.urls import reverse

from centres.models import User
from employers.models import Employer
from jobs.actions import request_preview
from jobs.models import MatchRun, ReferralRound, RuleDraft, Vacancy
from tests import cast as parts
from tests.factories import (
    make_employer,
    make_household,
    make_match_run,
    make_poverty_status,
    make_referral_round,
    make_rules,
    make_seeker,
    make_vacancy,
    make_worker,
)
from tests.jobs.rules import draft_policy, draft_weights, try_out
from workers.models import JobSearch, Worker

SEEKERS = 40  # more than a page of the list, and of the shortlist
IDLE = "SLA-999000"
PASSWORD = "Nước chảy đá mòn 2026"
LONG_NAME = "Nguyễn Phúc Hoàng Thị Thanh Nghiêm Trường Quỳnh Hương"
LONG_EMPLOYER = (
    "Công ty trách nhiệm hữu hạn một thành viên Xuất nhập khẩu và Chế biến nông sản Tây Bắc Mộc Châu"
)


@dataclass(frozen=True)
class World:
    """The cast, and the rows that pages are opened of."""

    cast: parts.Cast
    vacancy: Vacancy  # published and ranked
    draft: Vacancy
    run: MatchRun
    poor: Worker  # of a poor household, on the list
    long_named: Worker
    pending: Employer
    tried: RuleDraft  # Hoa's, of the priority policy, tried out on the list
    trying: RuleDraft  # of weights, waiting to be tried out
    idle: Worker  # not looking for work
    round: ReferralRound  # finished

    @property
    def hoa(self) -> User:
        return self.cast.hoa

    def fresh(self, name: str):
        """One of the rows as it is now."""
        row = getattr(self, name)
        return type(row).objects.get(pk=row.pk)


def address(name: str, *rows) -> str:
    """The path of a staff page about ``rows``."""
    return reverse(f"staff:{name}", args=[row.public_id for row in rows])


@transaction.atomic
def build_world() -> World:
    """Write everything. The database has to be empty."""
    parts.write_catalogue()
    cast = parts.make_cast()
    cast.hoa.set_password(PASSWORD)
    cast.hoa.save()
    make_rules()
    vacancy = make_vacancy(
        cast.garments,
        state=Vacancy.State.PUBLISHED,
        commune_id="03664",
        demands_shifts=True,
        importance={"availability": "must"},
        description="May quần áo bảo hộ theo chuyền, học việc hai tuần.\n\nCó xe đưa đón.",
    )
    vacancy.skill_demands.create(skill_id="sewing")
    people = make_people(cast)
    pending = make_employer(cast.son_la, LONG_EMPLOYER, state=Employer.State.PENDING)
    run = make_match_run(vacancy)
    tried = draft_policy(cast.son_la, cast.hoa)
    try_out(tried, cast.hoa)
    trying = draft_weights(cast.son_la, cast.hoa, worker={"place": 60})
    request_preview(draft=trying, by=cast.hoa, at=parts.NOW)
    return World(
        cast=cast,
        vacancy=vacancy,
        draft=make_vacancy(cast.garments, "Tổ trưởng chuyền may", state=Vacancy.State.DRAFT),
        run=run,
        poor=people[-1],
        long_named=people[0],
        pending=pending,
        tried=tried,
        trying=trying,
        idle=Worker.objects.get(code=IDLE),
        round=make_referral_round(cast.son_la),
    )


def make_people(cast: parts.Cast) -> list[Worker]:
    """Seekers who differ in what they know and want; the last four are of poor or near-poor households."""
    people = []
    for number in range(SEEKERS):
        name = LONG_NAME if not number else f"Lò Văn {'ABCDĐGHKLMNOPQRSTUVXY'[number % 21]}{number:02d}"
        home = make_household(cast.son_la, head_name=f"Lò Văn Ơn {number}") if number >= SEEKERS - 4 else None
        if home:
            category = "poor" if number % 2 else "near_poor"
            make_poverty_status(home, category, valid_from=date(2026, 1, 1))
        skills = ["sewing"] if number % 3 == 0 else []
        people.append(make_seeker(cast.son_la, name, household=home, skills=skills, national_id=""))
    searches = JobSearch.objects.filter(worker__in=people)
    searches.update(accepts_shifts=True, ready_in_months=0, experience="1_2")
    searches.filter(worker__in=people[-4:]).update(ready_in_months=3, accepts_shifts=None)
    searches.filter(worker__in=people[1:4]).update(accepts_shifts=False)
    make_worker(cast.lai_chau, "Giàng A Lử")
    # whoever is registered on a page is numbered after this one, away from those the tests write
    make_worker(cast.son_la, "Cầm Văn Út", code=IDLE)
    return people
