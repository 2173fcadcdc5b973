"""The records the matrix is tried on: one of everything for each relation."""

from dataclasses import dataclass
from datetime import date

from centres.models import ApiClient, Centre, Role, User
from employers.models import Employer
from jobs.models import MatchRun, ReferralRound, Vacancy
from tests.api.callers import Caller, make_token
from tests.api.matrix import PRINCIPALS
from tests.cast import Cast, make_user
from tests.factories import (
    make_employer,
    make_household,
    make_match_run,
    make_poverty_status,
    make_referral_round,
    make_related_occupations,
    make_rules,
    make_seeker,
    make_vacancy,
)
from workers.models import Consent, Worker


@dataclass(frozen=True)
class Records:
    """One of everything, all of one relation."""

    employer: Employer
    vacancy: Vacancy
    worker: Worker
    run: MatchRun
    round: ReferralRound

    def public_id(self, kind: str) -> str:
        """The id an address of this kind of record ends in."""
        rows = {
            "employers": self.employer,
            "vacancies": self.vacancy,
            "workers": self.worker,
            "match-runs": self.run.task,
            "referral-rounds": self.round,
        }
        return rows[kind].public_id

    def address(self, route: str, kind: str) -> str:
        """A route with the ids of these records."""
        parts = {"code": "8153", "kind": "vacancy", "worker": self.worker.public_id}
        if kind:
            parts["id"] = self.public_id(kind)
        for name, value in parts.items():
            route = route.replace(f"<{name}>", value)
        return route


def make_person(centre: Centre, commune: str, name: str) -> Worker:
    """Somebody of a poor household who can be ranked."""
    household = make_household(centre, commune=commune)
    make_poverty_status(household, "poor", valid_from=date(2020, 1, 1))
    return make_seeker(centre, name, commune_id=commune, household=household, skills=["sewing"])


def make_records(cast: Cast) -> dict[str, Records]:
    """Records of every relation. The unconsented one was ranked before consent was withdrawn."""
    make_rules()
    make_related_occupations(("8153", "7531", 742))
    employers = {
        "ours": cast.garments,
        "neighbour": make_employer(cast.son_la, "Hợp tác xã Tô Hiệu"),
        "elsewhere": make_employer(cast.lai_chau, "Công ty Than Uyên"),
    }
    people = {
        "ours": make_person(cast.son_la, "03688", "Lò Matrix Một"),
        "neighbour": make_person(cast.son_la, "03646", "Lò Matrix Hai"),
        "unconsented": make_person(cast.son_la, "03688", "Lò Matrix Ba"),
        "elsewhere": make_person(cast.lai_chau, "03388", "Lò Matrix Bốn"),
    }
    vacancies = {name: make_vacancy(employer) for name, employer in employers.items()}
    runs = {name: make_match_run(vacancy) for name, vacancy in vacancies.items()}
    rounds = {name: make_referral_round(employer.centre) for name, employer in employers.items()}
    Consent.objects.filter(worker=people["unconsented"]).update(withdrawn_on=date(2026, 3, 16))
    for parts in (employers, vacancies, runs, rounds):
        parts["unconsented"] = parts["ours"]  # type: ignore[index]
    return {
        name: Records(employers[name], vacancies[name], people[name], runs[name], rounds[name])
        for name in people
    }


STAFF = {
    "registrar": "registrar", "counsellor": "hoa", "manager": "manager", "officer": "officer",
    "fair_officer": "fair_officer", "auditor": "auditor", "sysadmin": "sysadmin",
    "counsellor_elsewhere": "minh",
}  # fmt: skip


def make_callers(cast: Cast) -> dict[str, Caller]:
    """name -> Caller, for every principal of the matrix."""
    callers = {name: Caller(user=getattr(cast, part)) for name, part in STAFF.items()}
    lost = make_user("lac", "Giàng A Lạc", Role.COMMUNE_OFFICER, cast.son_la)
    callers |= {"officer_of_nowhere": Caller(user=lost), "nobody": Caller()}
    centres = {"son_la": cast.son_la, "lai_chau": cast.lai_chau}
    for principal in PRINCIPALS:
        if principal.name.startswith(("client", "trusted")):
            lives = -1 if principal.name == "client_expired" else 3600
            token = make_token(centres[principal.place], scopes=principal.rights, expires_in=lives)
            callers[principal.name] = Caller(token=token)
            if principal.name == "client_suspended":
                ApiClient.objects.filter(user=User.objects.latest("pk")).update(is_active=False)
    return callers
