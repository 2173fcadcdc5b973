"""Why a verb on a vacancy or its shortlist was not done, in words a clerk can read."""

from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from employers.actions import NotAllowed, ReasonMissing, Refused, StaleState
from jobs.models import RuleDraft, Vacancy

__all__ = [
    "AlreadyDecided",
    "AlreadyReferred",
    "ConfirmFirst",
    "DayPassed",
    "DayTaken",
    "DeadlinePassed",
    "DraftExists",
    "DuplicateVacancy",
    "EmployerNotVerified",
    "FewerPlacesThanFilled",
    "NoPlacesLeft",
    "NoSuchDecision",
    "NotAllowed",
    "NotIntroducible",
    "NotListed",
    "NotMatchable",
    "OccupationMissing",
    "OwnDraft",
    "PlacesKept",
    "PreviewMissing",
    "PutAside",
    "ReasonMissing",
    "ReferralLimitReached",
    "Refused",
    "StaleState",
    "Unsuitable",
    "VacancyIsFull",
    "VacancyNotOpen",
    "refuse_closed",
]


class DuplicateVacancy(Refused):
    """The employer already offers this job at this workplace; ``existing`` is that vacancy."""

    sentence = _("This employer already has this job posted at this workplace.")

    def __init__(self, existing: Vacancy) -> None:
        super().__init__(existing.public_id)
        self.existing = existing


class FewerPlacesThanFilled(Refused):
    """More people were hired than the new number of places."""

    sentence = _("More people were already hired than there would be places.")


class EmployerNotVerified(Refused):
    """Nobody is introduced to an employer the centre has not verified."""

    sentence = _("The employer is not verified.")


class OccupationMissing(Refused):
    """Without an occupation code nobody can be ranked."""

    sentence = _("The vacancy has no occupation code yet.")


class DeadlinePassed(Refused):
    """The last day to apply is over."""

    sentence = _("The deadline has passed. Set a later one first.")


class NoPlacesLeft(Refused):
    """Every place is filled."""

    sentence = _("Every place is filled. Raise the number of places first.")


class NotMatchable(Refused):
    """The vacancy is not in a state in which people are introduced to it."""

    sentence = _("Candidates are ranked once the vacancy is approved.")


class DraftExists(Refused):
    """One rule has one open draft; ``existing`` is that draft."""

    sentence = _("Somebody is already writing a new version of this.")

    def __init__(self, existing: RuleDraft | None) -> None:
        super().__init__()
        self.existing = existing


class PreviewMissing(Refused):
    """What would be published is not what was tried out."""

    sentence = _("Try the draft out first: it or the rules in force changed since the last preview.")


class OwnDraft(Refused):
    """Rules pass two people: whoever wrote them does not publish them."""

    sentence = _("You wrote this draft. A second person has to publish it.")


class DayPassed(Refused):
    """Rules do not reach back: lists of that day were already made."""

    sentence = _("The day it should come into force has passed. Choose today or a later day.")


class DayTaken(Refused):
    """Two versions of one rule on one day: nobody could say which holds."""

    sentence = _("Another version already comes into force on this day.")


class NotListed(Refused):
    """The person does not stand on the current list of the vacancy."""

    sentence = _("This person is not on the current list.")


class NoSuchDecision(Refused):
    """There is no standing decision to withdraw."""

    sentence = _("There is no decision about this person to withdraw.")


class AlreadyReferred(Refused):
    """A live referral of this pair is there already."""

    sentence = _("This person is already referred to this vacancy.")


class NotIntroducible(Refused):
    """The person is not registered, not looking for work, or does not agree to be introduced."""

    sentence = _("Only people who look for work and agree to be introduced can be referred.")


class ReferralLimitReached(Refused):
    """The person has as many open referrals as one person may have."""

    sentence = _("This person has as many open referrals as one person may have.")


class VacancyNotOpen(Refused):
    """Nobody can be introduced to the vacancy now."""

    sentence = _("This vacancy is not open: check its state, its deadline and its places.")


class VacancyIsFull(Refused):
    """As many people are referred as the places left can take."""

    sentence = _("Enough people are already referred for the places left.")


class Unsuitable(Refused):
    """A condition of the vacancy rules the person out."""

    sentence = _("A condition of this vacancy rules the person out.")


class ConfirmFirst(Refused):
    """A must of the vacancy has not been asked about."""

    sentence = _("Confirm first: a condition of this vacancy has not been asked about.")


class PutAside(Refused):
    """Staff decided against introducing this person to this vacancy."""

    sentence = _("Staff decided not to introduce this person here. Take that decision back first.")


class PlacesKept(Refused):
    """What room is left is kept for households with priority."""

    sentence = _("The places left here are kept for households with priority.")


class AlreadyDecided(Refused):
    """Somebody decided on this suggestion before."""

    sentence = _("This suggestion was already decided. Look at the batch again.")


def refuse_closed(vacancy: Vacancy, at: datetime) -> None:
    if vacancy.deadline is not None and vacancy.deadline < localdate(at):
        raise DeadlinePassed
    if vacancy.places_left < 1:
        raise NoPlacesLeft
