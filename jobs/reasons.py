"""An explanation in words, for staff: what speaks for the person, what against, what to ask.

Made from codes and numbers only, in the language in force; the order is that of the points at stake.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jobs.matching.results import Component, Explanation

CRITERION = {
    "occupation": gettext_lazy("Occupation"),
    "skills": gettext_lazy("Skills"),
    "experience": gettext_lazy("Experience"),
    "technical_level": gettext_lazy("Technical level"),
    "conditions": gettext_lazy("Working conditions"),
    "education": gettext_lazy("General education"),
    "language": gettext_lazy("Languages"),
    "it": gettext_lazy("Office IT"),
    "place": gettext_lazy("Place of work"),
    "wage": gettext_lazy("Wage"),
    "occupation_wished": gettext_lazy("Wished occupation"),
    "contract": gettext_lazy("Contract"),
    "availability": gettext_lazy("Shifts and trips"),
    "hours": gettext_lazy("Working hours"),
    "purpose": gettext_lazy("Purpose"),
    "meals": gettext_lazy("Meals"),
    "benefits": gettext_lazy("Benefits"),
    "readiness": gettext_lazy("Time to start"),
    "conditions_wished": gettext_lazy("Wished conditions"),
}
GRADES = (
    (900, gettext_lazy("%(criterion)s: fits.")),
    (600, gettext_lazy("%(criterion)s: fits for the most part.")),
    (300, gettext_lazy("%(criterion)s: fits in part.")),
    (0, gettext_lazy("%(criterion)s: hardly fits.")),
)
MOST = 5  # sentences about what is known


def sentences(explanation: Explanation) -> list[str]:
    """At most five sentences on what is known, weightiest first, and one on what is not."""
    parts = sorted(explanation.components, key=lambda part: (-part.weight, part.code))
    known = [part for part in parts if part.source == "known"]
    unknown = [str(CRITERION[part.code]).lower() for part in parts if part.source == "filled"]
    said = [_graded(part) for part in known[:MOST]]
    if unknown:
        said.append(_("Not known yet: %(criteria)s.") % {"criteria": ", ".join(unknown)})
    return said


def _graded(part: Component) -> str:
    sentence = next(words for least, words in GRADES if part.value >= least)
    return str(sentence) % {"criterion": CRITERION[part.code]}
