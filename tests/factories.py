"""Rows for a test's starting point, written past the actions on purpose: an action's test must not rest on
another action.

Every function takes only what the test is about; the rest is plausible and always the same.
"""

import json
import struct
from datetime import date
from hashlib import sha256
from itertools import count, product

from django.db import transaction

from catalog.models import RelatedOccupations
from centres.models import Centre
from employers.models import Employer
from jobs import batches, shortlist
from jobs.matching import codec
from jobs.matching.policy import default_policy, default_profiles
from jobs.models import MatchPolicy, MatchProfile, MatchRun, MatchTask, ReferralRound, Vacancy
from tests.cast import NOW, TODAY
from workers.models import Consent, Household, JobSearch, PovertyStatus, Wish, Worker, WorkerSkill

_numbers = count(1)


def make_household(centre: Centre, *, commune: str = "03646", head_name: str = "Lò Văn Ơn", **fields):
    """A household of the centre; ``commune`` is a code."""
    return Household.objects.create(
        centre=centre, commune_id=commune, head_name=head_name, created_at=NOW, **fields
    )


def make_poverty_status(household: Household, category: str = "poor", *, valid_from=TODAY, **fields):
    """One decision about a household. ``newly_escaped`` needs its ``valid_to``."""
    return PovertyStatus.objects.create(
        household=household,
        category=category,
        valid_from=valid_from,
        **{"standard": "07/2021/ND-CP", "decision_no": "12/QĐ-UBND", "recorded_at": NOW} | fields,
    )


def make_worker(centre: Centre, full_name: str = "Lò Văn Thương", *, national_id: str = "", **fields):
    """A registered person of the centre. Foreign keys by ``_id``; ``national_id`` is sealed."""
    number = next(_numbers)
    worker = Worker(
        centre=centre,
        **{
            "code": f"T-{number:06d}",  # apart from the codes the actions give
            "birth_date": "1995-06-15",
            "sex": "male",
            "ethnicity_id": "03",
            "commune_id": "03646" if centre.code == "SLA" else "03388",
            "phone": "+84912345678",
            "registered_at": NOW,
            "updated_at": NOW,
        }
        | fields,
    )
    worker.set_name(full_name)
    worker.set_national_id(national_id or None)
    worker.save()
    worker.refresh_from_db()
    return worker


def make_consent(worker: Worker, **fields):
    """The live consent without which matching does not look at the person."""
    return Consent.objects.create(
        worker=worker,
        **{
            "purpose": "employment_service",
            "text_version": "352/2025",
            "channel": "paper",
            "given_on": TODAY,
        }
        | fields,
    )


def make_job_search(worker: Worker, *wishes: str, **fields):
    """An active search; ``wishes`` are occupation codes, most wanted first."""
    search = JobSearch.objects.create(
        worker=worker, **{"opened_on": TODAY, "job_title": "Công nhân may", "wage_band": "5_10m"} | fields
    )
    Wish.objects.bulk_create(
        Wish(job_search=search, occupation_id=code, position=place) for place, code in enumerate(wishes, 1)
    )
    return search


def make_seeker(centre: Centre, full_name: str = "Lò Văn Thương", *, wishes=("8153",), skills=(), **fields):
    """Somebody matching can rank: registered, consenting, looking for work."""
    worker = make_worker(centre, full_name, **fields)
    make_consent(worker)
    make_job_search(worker, *wishes)
    WorkerSkill.objects.bulk_create(WorkerSkill(worker=worker, skill_id=code) for code in skills)
    return worker


def make_employer(centre: Centre, name: str = "Hợp tác xã Mường Chiên", **fields):
    """A verified employer of the centre."""
    employer = Employer(
        centre=centre,
        **{
            "state": Employer.State.VERIFIED,
            "moved_at": NOW,
            "province_id": centre.province_id,
            "registered_at": NOW,
            "updated_at": NOW,
        }
        | fields,
    )
    employer.set_name(name)
    employer.save()
    return employer


def make_related_occupations(*pairs: tuple[str, str, int], version: str = "tried-1") -> RelatedOccupations:
    """A table that knows these pairs (from, to, permille) of ISCO-08 unit groups; all others are at 0."""
    codes = sorted({code for pair in pairs for code in pair[:2]})
    numbers = dict.fromkeys(product(codes, codes), 0) | {(code, code): 1000 for code in codes}
    numbers |= {(a, b): permille for a, b, permille in pairs}
    permilles = struct.pack(f"<{len(numbers)}H", *(numbers[pair] for pair in product(codes, codes)))
    return RelatedOccupations.objects.create(
        version=version,
        digest=sha256(version.encode() + permilles).hexdigest(),
        codes=codes,
        permilles=permilles,
        loaded_on=TODAY,
    )


def make_vacancy(employer: Employer, title: str = "Công nhân may", **fields):
    """An approved vacancy of 20 places at the employer's centre."""
    number = next(_numbers)
    vacancy = Vacancy(
        centre=employer.centre,
        employer=employer,
        **{
            "code": f"VC-9{number:05d}",
            "state": Vacancy.State.APPROVED,
            "moved_at": NOW,
            "occupation_id": "8153",
            "openings": 20,
            "workplace": "in_province",
            "province_id": employer.centre.province_id,
            "wage_mode": "monthly",
            "wage_min_vnd": 7_000_000,
            "wage_max_vnd": 9_000_000,
            "registered_at": NOW,
            "updated_at": NOW,
        }
        | fields,
    )
    vacancy.set_title(title)
    vacancy.save()
    return vacancy


def make_rules():
    """The profiles and the policy matching runs under, in force since the law: what `seed` writes."""
    for profile in default_profiles().values():
        MatchProfile.objects.create(
            code=profile.code,
            number=profile.version,
            name=profile.code,
            effective_from=date(2026, 1, 1),
            rules=json.loads(codec.encode(profile)),
        )
    policy = default_policy()
    MatchPolicy.objects.create(
        code=policy.code,
        number=policy.version,
        name="Việc làm 2025",
        legal_text=policy.legal_text,
        effective_from=date(2026, 1, 1),
        rules=json.loads(codec.encode(policy)),
    )


def make_match_task(vacancy: Vacancy, **fields):
    """A waiting task, due since NOW."""
    return MatchTask.objects.create(
        vacancy=vacancy, **{"reason": "asked", "not_before": NOW, "created_at": NOW} | fields
    )


def make_match_run(vacancy: Vacancy, *, at=NOW) -> MatchRun:
    """A finished ranking of everybody registered so far, made the way the worker makes it."""
    task = make_match_task(vacancy)
    made = shortlist.compute(task, shortlist.prepare([task], at=at))
    MatchTask.objects.filter(pk=task.pk).update(state="done", finished_at=at)
    with transaction.atomic():
        shortlist.write([(task, made)], at=at)
    vacancy.refresh_from_db()
    return MatchRun.objects.get(task=task)


def make_referral_round(centre: Centre, *, at=NOW, multiplier: int = 3, **fields) -> ReferralRound:
    """A finished round over everybody registered so far, made the way the worker makes it."""
    work = ReferralRound.objects.create(
        centre=centre, multiplier=multiplier, not_before=at, created_at=at, **fields
    )
    result = batches.compute(work, batches.prepare([work], at=at), lambda done, total: None)
    ReferralRound.objects.filter(pk=work.pk).update(state="done", finished_at=at)
    batches.write(work, result, at=at)
    return ReferralRound.objects.select_related("batch").get(pk=work.pk)
