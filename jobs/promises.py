"""The priority guarantee in words, for staff who may read a household's class.

Nothing here may reach an employer: a visible inversion would reveal poverty.
"""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from jobs.matching.policy import PriorityPolicy
from jobs.matching.results import Promise, Ranked

TIERS = {
    "none": _("no priority"),
    "newly_escaped": _("household newly escaped from poverty"),
    "near_poor": _("near-poor household"),
    "poor": _("poor household"),
}
SHORTFALLS = {
    "none_left": _("nobody of this group is left among those who pass the conditions"),
    "below_floor": _("those left of this group are below the least score"),
    "beyond_cap": _("those left of this group are too far below the best remaining"),
    "catching_up": _("an earlier gap is being closed, one place at a time"),
}


def level_people(policy: PriorityPolicy, least: int) -> str:
    """The households a level of the guarantee is for: its own tier and every stricter one."""
    return ", ".join(str(TIERS[name]) for name in reversed(policy.tiers[least:]))


def guarantee(policy: PriorityPolicy, least: int) -> str:
    """The promise of one level, with its legal basis."""
    share = next((top, bottom) for wanted, top, bottom in policy.shares if wanted == least)
    sentence = ngettext(
        "Guaranteed from the top: %(top)s place in %(bottom)s for: %(people)s (%(law)s).",
        "Guaranteed from the top: %(top)s places in %(bottom)s for: %(people)s (%(law)s).",
        share[0],
    )
    return sentence % {
        "top": share[0],
        "bottom": share[1],
        "people": level_people(policy, least),
        "law": policy.legal_text,
    }


def why_here(policy: PriorityPolicy, person: Ranked) -> str:
    """Why somebody of a priority household stands in this place."""
    tier = str(TIERS[policy.tiers[person.tier]]).capitalize()
    rank = gettext("By score alone: place %(rank)s.") % {"rank": person.place.rank_without_priority}
    if person.place.rule == "reserved" and person.place.level is not None:
        kept = gettext("This place is kept for the group.")
        return f"{tier}. {kept} {guarantee(policy, person.place.level)} {rank}"
    by_score = gettext("Stands here by score; the guarantee was not needed.")
    return f"{tier}. {by_score} {rank}"


def shortfall(promise: Promise) -> str:
    """Why a promise is not kept at one place of the list; "" when it is."""
    return str(SHORTFALLS[promise.shortfall]) if promise.shortfall else ""
