"""Every operation of the API and what each kind of caller gets, as data.

Columns: Hoa (counsellor of the centre) · Minh (counsellor elsewhere) · the officer of another commune ·
the auditor · a client with every scope · a client with no scope · a client whose token expired · nobody.
"""

from dataclasses import dataclass
from typing import Any

CALLERS = ("hoa", "minh", "officer", "auditor", "client", "scopeless", "expired", "nobody")

EMPLOYER = {
    "name": "Hợp tác xã chè Tà Xùa",
    "tax_code": "5500987654",
    "province": "14",
    "phone": "0912345678",
}
VACANCY = {
    "employer": "<employer>",
    "title": "Thợ may trưởng chuyền",
    "occupation": "8153",
    "openings": 3,
    "workplace": "in_province",
    "wage_mode": "monthly",
    "wage_min_vnd": 7_000_000,
    "wage_max_vnd": 9_000_000,
    "skills": {"sewing": "must"},
    "languages": {"vi": "average"},
}
WORKER = {
    "full_name": "Lò Thị Hạnh",
    "birth_date": "1999-04-02",
    "sex": "female",
    "ethnicity": "03",
    "commune": "03688",
    "phone": "0912345670",
    "national_id": "014199000123",
    "skills": [{"skill": "sewing", "held": True}],
    "languages": [{"language": "blt", "proficiency": "good"}],
    "qualifications": [{"level": "elementary", "field": "0540", "name": "May công nghiệp"}],
    "experiences": [{"job_title": "Công nhân may", "occupation": "8153", "started_on": "2020-01-01"}],
    "priority_memberships": [{"group": "ethnic_minority", "valid_from": "2026-01-01"}],
    "new_household": {
        "head_name": "Lò Văn Ơn",
        "commune": "03688",
        "poverty": {
            "category": "poor",
            "standard": "07/2021/ND-CP",
            "decision_no": "12/QĐ-UBND",
            "valid_from": "2026-01-01",
        },
    },
    "job_search": {"job_title": "Thợ may", "wishes": ["8153", "7531"]},
    "consent": {"channel": "paper"},
}
REASON = {"reason": "Doanh nghiệp đề nghị"}


@dataclass(frozen=True)
class Operation:
    """One method on one route; ``statuses`` in the order of CALLERS."""

    method: str
    route: str
    statuses: str
    body: Any = None
    state: str = ""  # the vacancy's state before a step
    query: str = ""  # parameters it cannot do without

    def __str__(self) -> str:
        return f"{self.method} {self.route}"

    def expected(self) -> dict[str, int]:
        return dict(zip(CALLERS, map(int, self.statuses.split()), strict=True))


def step(verb: str, state: str, statuses: str) -> Operation:
    return Operation("POST", f"vacancies/<id>/{verb}/", statuses, REASON, state)


PUBLIC = "200 200 200 200 200 200 401 200"  # a bad token is refused even where none is needed
OPERATIONS = [
    Operation("GET", "openapi.json", PUBLIC),
    Operation("GET", "changes/", "200 200 200 200 200 403 401 401"),
    Operation("GET", "snapshots/<kind>/", "200 200 200 200 200 403 401 401"),
    Operation("GET", "provinces/", PUBLIC),
    Operation("GET", "communes/", PUBLIC),
    Operation("GET", "occupations/", PUBLIC),
    Operation("GET", "skills/", PUBLIC),
    Operation("GET", "occupations/<code>/related/", PUBLIC),
    Operation("GET", "occupations/code-title/", PUBLIC, query="?title=may"),
    Operation("GET", "employers/", "200 200 403 200 200 403 401 401"),
    Operation("POST", "employers/", "201 201 403 403 201 403 401 401", EMPLOYER),
    Operation("GET", "employers/<id>/", "200 404 403 200 200 403 401 401"),
    Operation("PATCH", "employers/<id>/", "200 404 403 403 200 403 401 401", {"main_product": "Áo khoác"}),
    Operation("GET", "vacancies/", "200 200 200 200 200 403 401 401"),
    Operation("POST", "vacancies/", "201 400 403 403 201 403 401 401", VACANCY),
    Operation("GET", "vacancies/<id>/", "200 404 200 200 200 403 401 401"),
    Operation("PATCH", "vacancies/<id>/", "200 404 403 403 200 403 401 401", {"openings": 30}),
    step("submit", "draft", "200 404 403 403 200 403 401 401"),
    step("approve", "submitted", "200 404 403 403 403 403 401 401"),
    step("reject", "submitted", "200 404 403 403 403 403 401 401"),
    step("revise", "rejected", "200 404 403 403 200 403 401 401"),
    step("publish", "approved", "200 404 403 403 403 403 401 401"),
    step("pause", "published", "200 404 403 403 200 403 401 401"),
    step("fill", "published", "200 404 403 403 200 403 401 401"),
    step("withdraw", "approved", "200 404 403 403 200 403 401 401"),
    Operation("POST", "vacancies/<id>/match-runs/", "202 404 403 403 202 403 401 401", {}),
    Operation("GET", "vacancies/<id>/matches/", "200 404 403 200 200 403 401 401"),
    Operation("GET", "match-runs/<id>/", "200 404 403 200 200 403 401 401"),
    Operation("GET", "match-runs/<id>/results/", "200 404 403 200 200 403 401 401"),
    Operation("GET", "match-runs/<id>/results/<worker>/explanation/", "200 404 403 200 200 403 401 401"),
    Operation("GET", "match-profiles/", "200 200 403 200 200 403 401 401"),
    Operation("GET", "match-policies/", "200 200 403 200 200 403 401 401"),
    Operation("POST", "referral-rounds/", "202 202 403 403 202 403 401 401", {"multiplier": 2}),
    Operation("GET", "referral-rounds/<id>/", "200 404 403 200 200 403 401 401"),
    Operation("GET", "referral-rounds/<id>/suggestions/", "200 404 403 200 200 403 401 401"),
    Operation("GET", "workers/", "200 200 200 403 200 403 401 401"),
    Operation("POST", "workers/", "201 201 201 403 201 403 401 401", WORKER),
    Operation("POST", "workers/search/", "200 200 200 403 200 403 401 401", {"name": "thuong"}),
    Operation("GET", "workers/<id>/", "200 404 404 403 200 403 401 401"),
    Operation("PATCH", "workers/<id>/", "200 404 404 403 200 403 401 401", {"it_level": "good"}),
    Operation("GET", "workers/<id>/vacancies/", "200 404 403 200 200 403 401 401"),
    Operation("GET", "workers/<id>/matches/", "200 404 403 200 200 403 401 401"),
]
