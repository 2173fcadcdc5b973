"""What the tests of the API start from: callers, and one of everything in Sơn La."""

from dataclasses import dataclass
from datetime import date

import pytest

from centres.roles import CLIENT_SCOPES
from employers.models import Employer
from jobs.models import MatchTask, ReferralRound, Vacancy
from tests.api.callers import Caller, make_token
from tests.factories import (
    make_household,
    make_match_run,
    make_poverty_status,
    make_referral_round,
    make_related_occupations,
    make_rules,
    make_seeker,
    make_vacancy,
)
from workers.models import Worker


@dataclass(frozen=True)
class Scene:
    """One of everything, and a finished ranking in which Chứ stands first only because his place is kept."""

    employer: Employer
    vacancy: Vacancy
    worker: Worker
    poor: Worker
    task: MatchTask
    round: ReferralRound

    def address(self, route: str) -> str:
        """A route with the ids of this scene."""
        kind = route.strip("/").split("/")[0]
        rows = {
            "workers": self.worker,
            "employers": self.employer,
            "vacancies": self.vacancy,
            "referral-rounds": self.round,
        }
        parts = {
            "code": "8153",
            "kind": "vacancy",
            "worker": self.worker.public_id,
            "id": rows.get(kind, self.task).public_id,
        }
        for name, value in parts.items():
            route = route.replace(f"<{name}>", value)
        return route


@pytest.fixture
def scene(cast) -> Scene:
    make_rules()
    vacancy = make_vacancy(cast.garments, commune_id="03646")
    household = make_household(cast.son_la, commune="03688")
    make_poverty_status(household, "poor", valid_from=date(2020, 1, 1))
    worker = make_seeker(cast.son_la, "Lò Văn Thương", skills=["sewing"])
    poor = make_seeker(cast.son_la, "Giàng A Chứ", commune_id="03688", household=household)
    run = make_match_run(vacancy)
    make_related_occupations(("8153", "7531", 742))
    return Scene(cast.garments, vacancy, worker, poor, run.task, make_referral_round(cast.son_la))


@pytest.fixture
def hoa_calls(hoa):
    """Hoa in the browser."""
    return Caller(user=hoa)


@pytest.fixture
def minh_calls(minh):
    return Caller(user=minh)


@pytest.fixture
def client_calls(son_la):
    """A client of Sơn La with every usual scope; sensitive data is not among them."""
    return Caller(token=make_token(son_la, scopes=CLIENT_SCOPES))


@pytest.fixture
def trusted_calls(son_la):
    """A client of Sơn La that may read sensitive data too."""
    return Caller(token=make_token(son_la))
