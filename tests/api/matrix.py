"""Who may do what over the API, as data: every operation, every kind of caller, every relation to the record.

Written by hand from the law and the house rules, not from the tables of the product, so that the two can
disagree. A caller has rights and a place to stand; a record is ``ours`` (of the commune and the company of
this cast), a ``neighbour`` (same centre, another commune and company), of somebody ``unconsented`` (who does
not agree to be introduced any more) or ``elsewhere`` (of another province).
"""

from dataclasses import dataclass
from typing import Any

RELATIONS = ("ours", "neighbour", "unconsented", "elsewhere")
PUBLIC, KNOWN = "public", "known"


@dataclass(frozen=True)
class Principal:
    """A kind of caller. ``place``: the centre it acts for, or the commune it is bound to."""

    name: str
    rights: frozenset[str]
    place: str = "son_la"
    entrance: int = 200  # 401 for a token that opens nothing, whatever it would be good for


READ = frozenset({"workers:read", "employers:read", "vacancies:read", "matches:read"})
KEEP = READ | {"workers:write", "employers:write", "vacancies:write", "workers:sensitive"}
DECIDE = KEEP | {"vacancies:approve", "matches:run", "referrals:write"}
CLIENT = READ | {"workers:write", "employers:write", "vacancies:write", "matches:run", "referrals:write"}
TRUSTED = CLIENT | {"workers:sensitive"}
OFFICER = frozenset({"workers:read", "workers:write", "workers:sensitive", "vacancies:read"})

PRINCIPALS = (
    Principal("registrar", KEEP),
    Principal("counsellor", DECIDE),
    Principal("manager", DECIDE),
    Principal("officer", OFFICER, "commune"),
    Principal("officer_of_nowhere", OFFICER, "no commune"),
    Principal("fair_officer", READ),
    Principal("auditor", frozenset({"employers:read", "vacancies:read", "matches:read"})),
    Principal("sysadmin", frozenset(), "nowhere"),
    Principal("counsellor_elsewhere", DECIDE, "lai_chau"),
    Principal("client", CLIENT),
    Principal("trusted_client", TRUSTED),
    Principal("client_elsewhere", TRUSTED, "lai_chau"),
    Principal("client_wrong_scope", frozenset({"vacancies:read"})),
    Principal("client_no_scope", frozenset()),
    Principal("client_expired", TRUSTED, entrance=401),
    Principal("client_suspended", TRUSTED, entrance=401),
    Principal("nobody", frozenset(), "nowhere"),
)

# what a caller of a place sees of each relation; workers are narrower for who is bound to communes
VISIBLE = {
    "son_la": {"ours", "neighbour", "unconsented"},
    "commune": {"ours", "neighbour", "unconsented"},
    "no commune": {"ours", "neighbour", "unconsented"},
    "lai_chau": {"elsewhere"},
    "nowhere": set(),
}
VISIBLE_WORKERS = VISIBLE | {"commune": {"ours", "unconsented"}, "no commune": set()}
# where a caller of a place may register somebody: a centre takes in who comes, wherever they live
OPEN_COMMUNES = {place: set(RELATIONS) for place in VISIBLE} | {"commune": {"ours"}, "no commune": set()}


@dataclass(frozen=True)
class Operation:
    """One method on one route, the right it takes and what it answers when all is well."""

    method: str
    route: str
    right: str
    status: int = 200
    body: Any = None
    state: str = ""  # the vacancy's state before a step
    query: str = ""  # parameters it cannot do without
    takes: str = ""  # a kind of record its body names: 400 where the caller cannot see that
    lists: str = ""  # the kind of record whose ids its `results` are

    def __str__(self) -> str:
        return f"{self.method} {self.route}"

    @property
    def kind(self) -> str:
        """The kind of record the address names; empty where it names none of a centre's."""
        noun = self.route.partition("/")[0]
        return noun if "<id>" in self.route else ""

    @property
    def relations(self) -> tuple[str, ...]:
        """The relations worth telling apart: one stands for all where no record is named."""
        if not self.kind and not self.takes:
            return ("ours",)
        touches_people = self.kind == "workers" or self.route.startswith(
            ("match-runs", "vacancies/<id>/match")
        )
        return RELATIONS if touches_people else ("ours", "neighbour", "elsewhere")

    def expected(self, caller: Principal, relation: str) -> int:
        """The status this caller gets for a record of this relation."""
        if caller.entrance == 401:
            return 401
        if self.right == KNOWN:
            if caller.name == "nobody":
                return 401
            return 403 if caller.place == "nowhere" or not caller.rights else self.status
        if self.right != PUBLIC and self.right not in caller.rights:
            return 401 if caller.name == "nobody" else 403
        if self.kind and not self.sees(caller, self.kind, relation):
            return 404
        if "<worker>" in self.route and not self.introduced(caller, relation):
            return 404
        if self.takes and not self.sees(caller, self.takes, relation):
            return 400
        return self.status

    @staticmethod
    def sees(caller: Principal, kind: str, relation: str) -> bool:
        narrower = {"workers": VISIBLE_WORKERS, "communes": OPEN_COMMUNES}
        return relation in narrower.get(kind, VISIBLE)[caller.place]

    @classmethod
    def introduced(cls, caller: Principal, relation: str) -> bool:
        """Whether the caller may read about this person on a list: nobody may about who does not agree."""
        return relation != "unconsented" and cls.sees(caller, "workers", relation)


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


def step(verb: str, state: str, right: str = "vacancies:write") -> Operation:
    return Operation("POST", f"vacancies/<id>/{verb}/", right, body=REASON, state=state)


OPERATIONS = [
    Operation("GET", "openapi.json", PUBLIC),
    Operation("GET", "changes/", KNOWN),
    Operation("GET", "snapshots/<kind>/", "vacancies:read"),
    Operation("GET", "provinces/", PUBLIC),
    Operation("GET", "communes/", PUBLIC),
    Operation("GET", "occupations/", PUBLIC),
    Operation("GET", "skills/", PUBLIC),
    Operation("GET", "occupations/<code>/related/", PUBLIC),
    Operation("GET", "occupations/code-title/", PUBLIC, query="?title=may"),
    Operation("GET", "employers/", "employers:read", lists="employers"),
    Operation("POST", "employers/", "employers:write", 201, EMPLOYER),
    Operation("GET", "employers/<id>/", "employers:read"),
    Operation("PATCH", "employers/<id>/", "employers:write", body={"main_product": "Áo khoác"}),
    Operation("GET", "vacancies/", "vacancies:read", lists="vacancies"),
    Operation("POST", "vacancies/", "vacancies:write", 201, VACANCY, takes="employers"),
    Operation("GET", "vacancies/<id>/", "vacancies:read"),
    Operation("PATCH", "vacancies/<id>/", "vacancies:write", body={"openings": 30}),
    step("submit", "draft"),
    step("approve", "submitted", "vacancies:approve"),
    step("reject", "submitted", "vacancies:approve"),
    step("revise", "rejected"),
    step("publish", "approved", "vacancies:approve"),
    step("pause", "published"),
    step("fill", "published"),
    step("withdraw", "approved"),
    Operation("POST", "vacancies/<id>/match-runs/", "matches:run", 202, {}),
    Operation("GET", "vacancies/<id>/matches/", "matches:read"),
    Operation("GET", "match-runs/<id>/", "matches:read"),
    Operation("GET", "match-runs/<id>/results/", "matches:read"),
    Operation("GET", "match-runs/<id>/results/<worker>/explanation/", "matches:read"),
    Operation("GET", "match-profiles/", "matches:read"),
    Operation("GET", "match-policies/", "matches:read"),
    Operation("POST", "referral-rounds/", "referrals:write", 202, {"multiplier": 2}),
    Operation("GET", "referral-rounds/<id>/", "matches:read"),
    Operation("GET", "referral-rounds/<id>/suggestions/", "matches:read"),
    Operation("GET", "workers/", "workers:read", lists="workers"),
    Operation("POST", "workers/", "workers:write", 201, WORKER | {"commune": "<commune>"}, takes="communes"),
    Operation("POST", "workers/search/", "workers:read", body={"name": "matrix"}, lists="workers"),
    Operation("GET", "workers/<id>/", "workers:read"),
    Operation("PATCH", "workers/<id>/", "workers:write", body={"it_level": "good"}),
    Operation("GET", "workers/<id>/vacancies/", "matches:read"),
    Operation("GET", "workers/<id>/matches/", "matches:read"),
]

# members of an answer that only some may know of, by the start of the route: the right, and the members
GUARDED = {
    "workers/": ("workers:sensitive", {
        "ethnicity", "religion", "national_id", "permanent_commune", "permanent_detail", "address_detail",
        "phone_owner", "phone", "email", "other_contact", "household", "poverty", "priority_memberships",
    }),
    "match-runs/<id>/results/": ("workers:sensitive", {"place"}),
    "vacancies/<id>/matches/": ("workers:sensitive", {"place"}),
}  # fmt: skip
