"""What is said of a trade that is close to the vacancy's but not the same."""

from django.utils.translation import gettext

from jobs import words
from jobs.matching.employer_side import past_permille
from jobs.matching.results import Component

RELATED_FROM = 200  # permille of closeness from which one trade is called related to another


def found(names: words.Names, part: Component) -> str:
    """What a criterion found, as one sentence that says so when a trade is related to the job's, not the
    same.
    """
    sentence = words.evidence(names, part.evidence)
    code, *details = part.evidence
    if code not in ("occupation_wished", "occupation_past"):
        return sentence
    same = past_permille(int(details[1])) if code == "occupation_past" else 1000
    if RELATED_FROM * same <= 1000 * part.value < 1000 * same:
        return gettext("%(sentence)s (related trade)") % {"sentence": sentence}
    return sentence
