"""Side W, "would this person take it": criteria read from what the person wishes."""

from bisect import bisect_right
from functools import partial

from jobs.matching.conditions import COMFORT_SCALES, demanding_scales
from jobs.matching.distance import distance_permille
from jobs.matching.employer_side import read_conditions
from jobs.matching.lookup import FULL, Criterion, Reading, always, by_steps, fields, weakest
from jobs.matching.similarity import related_permille
from jobs.matching.types import WAGE_BAND_LIMITS_VND, Opening, PlaceWish

CHOICE_PERMILLE = (1000, 850)
OVERSEAS_ACCEPTED_PERMILLE = 700  # would go abroad, named no country or another one
LODGED_PERMILLE = 800  # least value with a dormitory or shuttle for someone willing to move
LATE_PERMILLE_PER_MONTH = 250
CONTRACTS = ("fixed_lt12m", "fixed_12_36m", "indefinite")
PURPOSES = ("long_term", "temporary", "extra_job")
MEAL_STEPS = {"none": 0, "cash": 1, "one_meal": 1, "two_meals": 2, "three_meals": 3}
DEMANDS = ("shifts", "trips", "secondment")

PlaceFact = tuple[str | None, str | None, tuple[PlaceWish, ...], bool | None, bool | None, bool | None]


def choice_of(opening: Opening, places: tuple[PlaceWish, ...]) -> int | None:
    """Which wish, counted from 0, the workplace fulfils.

    A wished commune fits a workplace whose commune is not known, if the province is right.
    """
    for position, wish in enumerate(places):
        if opening.kind == "overseas":
            fits = wish.country is not None and wish.country == opening.country
        else:
            fits = wish.province is not None and wish.province == opening.province
            fits = fits and (opening.commune is None or wish.commune in (None, opening.commune))
        if fits:
            return position
    return None


def read_place(opening: Opening, fact: PlaceFact) -> Reading:
    """A wished place, else what lies beyond the wishes."""
    return read_place_wish(opening, fact[2], fact[3]) or read_beyond_wishes(opening, fact)


def read_place_wish(opening: Opening, places: tuple[PlaceWish, ...], only: bool | None) -> Reading | None:
    """What the wishes settle alone: the workplace is wished, or nothing else is; None = neither."""
    choice = choice_of(opening, places)
    if choice is not None:
        return Reading(CHOICE_PERMILLE[min(choice, 1)], ("place_wished", str(choice + 1)))
    return Reading(0, ("place_not_wished",)) if places and only else None


def read_beyond_wishes(opening: Opening, fact: PlaceFact) -> Reading:
    """The reading when the wishes settle nothing: going abroad, or distance and moving."""
    return _read_overseas(fact) if opening.kind == "overseas" else _read_distance(opening, fact)


def _read_overseas(fact: PlaceFact) -> Reading:
    accepts = fact[5]
    if accepts is None:
        return Reading(None, ("overseas_unknown",))
    return (
        Reading(OVERSEAS_ACCEPTED_PERMILLE, ("overseas",)) if accepts else Reading(0, ("overseas_refused",))
    )


def _read_distance(opening: Opening, fact: PlaceFact) -> Reading:
    commune, province, _, _, moves, _ = fact
    km = None if commune is None else opening.km.get(commune)
    near = None if km is None else distance_permille(km)
    if moves and (opening.has_dormitory or opening.has_shuttle) and (near is None or near < LODGED_PERMILLE):
        return Reading(LODGED_PERMILLE, ("lodged",))
    if near is not None:
        return Reading(near, ("distance", str(km)))
    if moves is False and province is not None and opening.province not in (None, province):
        return Reading(0, ("other_province",))
    return Reading(None, ("distance_unknown",))


def wage_band(amount_vnd: int) -> int:
    """Band 1..5 of the forms for a monthly amount."""
    return 1 + bisect_right(WAGE_BAND_LIMITS_VND, amount_vnd)


def offered_band(opening: Opening) -> int | None:
    """Band of the middle of the offered range; of its one end when only one is stated."""
    ends = [end for end in (opening.wage_min_vnd, opening.wage_max_vnd) if end is not None]
    return wage_band(sum(ends) // len(ends)) if ends else None


def read_wage(opening: Opening, fact: tuple[str | None, int | None, int | None]) -> Reading:
    """Offered band against wished band; an amount stated beats a band ticked; negotiable is unknown."""
    mode, amount, band = fact
    if mode in ("negotiable", "commission"):
        return Reading(None, ("wage_wish_open", mode))
    wished = band if amount is None else wage_band(amount)
    offered = offered_band(opening)
    if wished is None or offered is None:
        return Reading(None, ("wage_wish_unknown" if wished is None else "wage_offer_unknown",))
    return Reading(by_steps(wished - offered), ("wage_band", str(offered), str(wished)))


def read_occupation_wished(opening: Opening, wished: tuple[str, ...]) -> Reading:
    """Closest of the wished occupations."""
    if not wished:
        return Reading(None, ("occupation_wish_unknown",))
    value, _, code = max((related_permille(opening, code), -at, code) for at, code in enumerate(wished))
    return Reading(value, ("occupation_wished", code))


def read_contract(opening: Opening, wished: str | None) -> Reading:
    """At least as lasting as wished is enough: an employee may leave a longer contract with notice."""
    if wished is None or opening.contract is None:
        return Reading(None, ("contract_unknown",))
    steps = CONTRACTS.index(wished) - CONTRACTS.index(opening.contract)
    return Reading(by_steps(steps), ("contract", opening.contract, wished))


def demands(opening: Opening) -> tuple[str, ...]:
    """Which of shifts, trips and secondment the opening demands."""
    return tuple(name for name in DEMANDS if getattr(opening, f"demands_{name}"))


def read_availability(opening: Opening, accepts: tuple[bool | None, ...]) -> Reading:
    """1000 if every demand is accepted, 0 if one is refused."""
    answers = dict(zip(DEMANDS, accepts, strict=True))
    value, names = weakest(
        (name, None if (yes := answers[name]) is None else FULL * yes) for name in demands(opening)
    )
    return Reading(value, ("availability_unknown" if value is None else "availability", *names))


def read_hours(opening: Opening, wished: str | None) -> Reading:
    """Full or part time, as wished or not."""
    if wished is None or opening.work_form is None:
        return Reading(None, ("hours_unknown",))
    return Reading(FULL if wished == opening.work_form else 0, ("hours", opening.work_form, wished))


def read_purpose(opening: Opening, wished: str | None) -> Reading:
    """Long-term, temporary, extra job: steps apart in that order."""
    if wished is None or opening.purpose is None:
        return Reading(None, ("purpose_unknown",))
    steps = abs(PURPOSES.index(wished) - PURPOSES.index(opening.purpose))
    return Reading(by_steps(steps), ("purpose", opening.purpose, wished))


def read_meals(opening: Opening, wished: str | None) -> Reading:
    """Meals provided against meals wished; cash counts as one meal; whoever wishes none is content."""
    if wished == "none":
        return Reading(FULL, ("meals_any",))
    if wished is None or opening.meals is None:
        return Reading(None, ("meals_unknown",))
    return Reading(by_steps(MEAL_STEPS[wished] - MEAL_STEPS[opening.meals]), ("meals", opening.meals, wished))


def read_benefits(opening: Opening, wanted: frozenset[str] | None) -> Reading:
    """Share of the wanted benefits that is offered."""
    if wanted is not None and not wanted:
        return Reading(FULL, ("benefits_any",))
    if wanted is None or opening.benefits is None:
        return Reading(None, ("benefits_unknown",))
    missing = sorted(wanted - opening.benefits)
    offered = len(wanted) - len(missing)
    return Reading(FULL * offered // len(wanted), ("benefits", str(offered), str(len(wanted)), *missing))


def read_readiness(opening: Opening, ready: int | None) -> Reading:
    """Falls for every month the person is ready after the start."""
    if ready is None:
        return Reading(None, ("readiness_unknown",))
    late = max(0, ready - opening.start_in_months)
    return Reading(max(0, FULL - LATE_PERMILLE_PER_MONTH * late), ("months_late", str(late)))


def _asks_comfort(opening: Opening) -> bool:
    return bool(demanding_scales(opening.conditions, COMFORT_SCALES))


WORKER_CRITERIA = (
    Criterion(
        "place",
        "W",
        always,
        fields("commune", "province", "places", "only_these_places", "willing_to_move", "accepts_overseas"),
        read_place,
    ),
    Criterion("wage", "W", always, fields("wage_mode", "wage_monthly_vnd", "wage_band"), read_wage),
    Criterion("occupation_wished", "W", always, fields("wished"), read_occupation_wished),
    Criterion("contract", "W", always, fields("contract"), read_contract),
    Criterion(
        "availability",
        "W",
        lambda opening: bool(demands(opening)),
        fields("accepts_shifts", "accepts_trips", "accepts_secondment"),
        read_availability,
    ),
    Criterion("hours", "W", always, fields("work_form"), read_hours),
    Criterion("purpose", "W", always, fields("purpose"), read_purpose),
    Criterion("meals", "W", always, fields("meals"), read_meals),
    Criterion("benefits", "W", always, fields("benefits"), read_benefits),
    Criterion("readiness", "W", always, fields("ready_in_months"), read_readiness),
    Criterion(
        "conditions_wished",
        "W",
        _asks_comfort,
        fields("conditions"),
        partial(read_conditions, COMFORT_SCALES),
    ),
)
