"""What a free title may mean, for a person to decide: occupations in the coder's order, with its reasons."""

from collections.abc import Sequence
from dataclasses import dataclass

from catalog.coders import title_coder
from catalog.models import Occupation

MOST = 4  # more are not read; the right one is among them or has another name


@dataclass(frozen=True, slots=True)
class Proposal:
    """An occupation; ``evidence`` is the known title it was found by, ``to_confirm`` that it is doubtful."""

    code: str
    name: str
    evidence: str
    to_confirm: bool


def propose(titles: Sequence[str]) -> dict[str, tuple[Proposal, ...]]:
    """For every title its proposals, most likely first; five queries however many titles, none for none.

    A title nothing resembles has none.
    """
    asked = dict.fromkeys(filter(None, titles))
    coder = title_coder() if asked else None
    coded = {title: coder.code_title(title, limit=MOST) for title in asked} if coder else {}
    named = Occupation.objects.in_bulk({one.code for found in coded.values() for one in found})
    return {"": ()} | {
        title: tuple(Proposal(one.code, str(named[one.code]), one.evidence, one.to_confirm) for one in found)
        for title, found in coded.items()
    }
