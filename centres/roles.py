"""What each role may do, as one table. Doors ask ``may(user, right)``; nobody asks for a role by name.

A right is ``noun:verb``. REST scopes are the same words, so a client token and a member of staff are judged
alike.
"""

from centres.models import Role, User

READ_REGISTERS = frozenset({"workers:read", "employers:read", "vacancies:read", "matches:read"})
KEEP_REGISTERS = READ_REGISTERS | {"workers:write", "employers:write", "vacancies:write"}
SENSITIVE = frozenset(
    {"workers:sensitive"}
)  # ethnicity, household class, disability, phone, address below the commune
DRAFT_RULES = frozenset(
    {"rules:read", "rules:write"}
)  # weights and priority; publishing takes a second person
APPROVE = frozenset(
    {"employers:verify", "vacancies:approve", "matches:run", "matches:override", "referrals:write"}
)

RIGHTS: dict[str, frozenset[str]] = {
    Role.REGISTRAR: KEEP_REGISTERS | SENSITIVE | {"rules:read"},
    Role.COUNSELLOR: KEEP_REGISTERS | SENSITIVE | APPROVE | DRAFT_RULES,
    Role.MANAGER: KEEP_REGISTERS
    | SENSITIVE
    | APPROVE
    | DRAFT_RULES
    | {"rules:publish", "workers:unmask", "audit:read", "users:manage"},
    Role.COMMUNE_OFFICER: frozenset({"workers:read", "workers:write", "vacancies:read"}) | SENSITIVE,
    Role.FAIR_OFFICER: READ_REGISTERS,
    Role.AUDITOR: frozenset({"audit:read", "matches:read", "vacancies:read", "employers:read", "rules:read"}),
    Role.SYSADMIN: frozenset({"users:manage"}),
    Role.CLIENT: frozenset(),  # a client has what its token's scopes grant, never more
}

CLIENT_SCOPES = READ_REGISTERS | {
    "workers:write",
    "employers:write",
    "vacancies:write",
    "matches:run",
    "referrals:write",
}
GRANTABLE_SCOPES = CLIENT_SCOPES | SENSITIVE  # sensitive data only to a client it was named for


def may(user: User, right: str) -> bool:
    """Whether a member of staff holds a right. A REST client's token is judged by its scopes, in
    ``config.rest``.
    """
    return user.is_active and right in RIGHTS.get(user.role, frozenset())
