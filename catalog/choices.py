"""Tick-box lists of the official forms that more than one app computes with.

Forms 01, 01a, 03 and 03a of Decree 352/2025 mirror each other on these axes, which is what makes a worker and
a vacancy comparable. Keys are stored; the Vietnamese catalogue carries the printed wording of the forms
(tested). Where an axis is a scale, members stand from least to most, and ``step`` gives the place on it.
"""

from functools import cache

from django.db import models
from django.utils.translation import gettext_lazy as _


def step(choices: type[models.TextChoices], value: str) -> int:
    """Place of a key on its scale, 0 first. Raises KeyError for a key that is not on it."""
    return steps(choices)[value]


@cache
def steps(choices: type[models.TextChoices]) -> dict[str, int]:
    """Every key of a scale with its place."""
    return {key: place for place, key in enumerate(choices.values)}


class EducationLevel(models.TextChoices):
    """Highest general education finished (Form 01), lowest first."""

    BELOW_PRIMARY = "below_primary", _("Below primary school")
    PRIMARY = "primary", _("Primary school")
    LOWER_SECONDARY = "lower_secondary", _("Lower secondary school")
    UPPER_SECONDARY = "upper_secondary", _("Upper secondary school")


class TechnicalLevel(models.TextChoices):
    """Technical level (Form 01), lowest first."""

    UNTRAINED = "untrained", _("Untrained")
    SKILLED_NO_CERTIFICATE = "skilled_no_certificate", _("Skilled worker without certificate")
    ELEMENTARY = "elementary", _("Elementary certificate")
    INTERMEDIATE = "intermediate", _("Intermediate diploma")
    COLLEGE = "college", _("College diploma")
    UNIVERSITY = "university", _("University degree")
    MASTER = "master", _("Master's degree")
    DOCTORATE = "doctorate", _("Doctorate")


class Proficiency(models.TextChoices):
    """Proficiency in a language or in IT, least first (the form prints the best first)."""

    AVERAGE = "average", _("Average")
    FAIR = "fair", _("Fair")
    GOOD = "good", _("Good")


class SoftSkill(models.TextChoices):
    """Soft skills (Form 01)."""

    COMMUNICATION = "communication", _("Communication")
    PRESENTATION = "presentation", _("Presentation")
    TIME_MANAGEMENT = "time_management", _("Time management")
    PEOPLE_MANAGEMENT = "people_management", _("People management")
    SYNTHESIS_REPORTING = "synthesis_reporting", _("Synthesis and reporting")
    ADAPTABILITY = "adaptability", _("Adaptability")
    TEAMWORK = "teamwork", _("Teamwork")
    INDEPENDENT_WORK = "independent_work", _("Independent work")
    STRESS_TOLERANCE = "stress_tolerance", _("Coping with pressure")
    SUPERVISION = "supervision", _("Supervision")
    CRITICAL_THINKING = "critical_thinking", _("Critical thinking")
    OTHER = "other", _("Other soft skill")


class WorkerService(models.TextChoices):
    """Services a worker asks for (Form 01)."""

    POLICY_LAW_COUNSELLING = "policy_law_counselling", _("Labour policy and law counselling")
    JOB_COUNSELLING = "job_counselling", _("Job counselling")
    TRAINING_SKILL_COUNSELLING = "training_skill_counselling", _("Training and skills counselling")
    JOB_SEARCH = "job_search", _("Job search")
    OTHER = "other", _("Other")


class EmployerService(models.TextChoices):
    """Services an employer asks for (Form 03)."""

    POLICY_LAW_COUNSELLING = "policy_law_counselling", _("Labour policy and law counselling")
    RECRUITMENT_HR_COUNSELLING = "recruitment_hr_counselling", _("Recruitment and HR counselling")
    LABOUR_USE_COUNSELLING = "labour_use_counselling", _("Labour use counselling")
    LABOUR_SUPPLY = "labour_supply", _("Job introduction and labour supply")
    OTHER = "other", _("Other")


class EmployerWish(models.TextChoices):
    """What the employer wants done for a vacancy (Form 03a)."""

    COUNSELLING = "counselling", _("Counselling")
    JOB_INTRODUCTION = "job_introduction", _("Job introduction")
    LABOUR_SUPPLY = "labour_supply", _("Labour supply")


class EnterpriseType(models.TextChoices):
    """Kind of enterprise (Forms 01a, 03)."""

    STATE = "state", _("State-owned")
    NON_STATE = "non_state", _("Non-state")
    FOREIGN_INVESTED = "foreign_invested", _("Foreign-invested")


class RecruiterKind(models.TextChoices):
    """Individuals give a personal number, enterprises a business code (Form 03)."""

    INDIVIDUAL = "individual", _("Individual")
    ENTERPRISE = "enterprise", _("Enterprise")


class EnterpriseSize(models.TextChoices):
    """Size band by number of workers (Form 03)."""

    UNDER_10 = "lt10", _("Fewer than 10")
    FROM_10 = "10_50", _("10-50")
    FROM_51 = "51_100", _("51-100")
    FROM_101 = "101_200", _("101-200")
    FROM_201 = "201_500", _("201-500")
    FROM_500 = "500_1000", _("500-1,000")
    FROM_1000 = "1000_3000", _("1,000-3,000")
    FROM_3000 = "3000_10000", _("3,000-10,000")
    OVER_10000 = "gt10000", _("More than 10,000")


class Position(models.TextChoices):
    """Position of the job (Forms 01a, 03a)."""

    STAFF = "staff", _("Staff")
    MANAGER = "manager", _("Manager")
    LEADER = "leader", _("Leader")
    OTHER = "other", _("Other position")


class Experience(models.TextChoices):
    """Experience in the field, by band (Forms 01a, 03a), least first."""

    NONE = "none", _("None")
    UNDER_1 = "lt1", _("Under 1 year")
    FROM_1 = "1_2", _("1 to 2 years")
    FROM_2 = "2_5", _("2 to 5 years")
    OVER_5 = "gt5", _("Over 5 years")


class ContractType(models.TextChoices):
    """Contract (Forms 01a, 03a)."""

    INDEFINITE = "indefinite", _("Indefinite")
    FIXED_LT12M = "fixed_lt12m", _("Fixed term under 12 months")
    FIXED_12_36M = "fixed_12_36m", _("Fixed term 12 to 36 months")


class WorkForm(models.TextChoices):
    """Full or part time."""

    FULL_TIME = "full_time", _("Full time")
    PART_TIME = "part_time", _("Part time")


class WorkPurpose(models.TextChoices):
    """Long-term, temporary or extra work."""

    LONG_TERM = "long_term", _("Long-term work")
    TEMPORARY = "temporary", _("Temporary work")
    EXTRA_JOB = "extra_job", _("Extra work")


class WageBand(models.TextChoices):
    """Monthly wage bands in VND (Forms 01a, 03a, 04), lowest first."""

    UNDER_5M = "lt5m", _("Under 5 million")
    FROM_5M = "5_10m", _("5-10 million")
    FROM_10M = "10_20m", _("10-20 million")
    FROM_20M = "20_50m", _("20-50 million")
    OVER_50M = "gt50m", _("Over 50 million")


class WageMode(models.TextChoices):
    """How the wage is counted."""

    MONTHLY = "monthly", _("Monthly wage")
    DAILY = "daily", _("Daily wage")
    HOURLY = "hourly", _("Hourly wage")
    NEGOTIABLE = "negotiable", _("Negotiable at interview")
    COMMISSION = "commission", _("Commission")


class MealSupport(models.TextChoices):
    """Meals given by the employer."""

    ONE_MEAL = "one_meal", _("One meal")
    TWO_MEALS = "two_meals", _("Two meals")
    THREE_MEALS = "three_meals", _("Three meals")
    CASH = "cash", _("In cash")
    NONE = "none", _("No meals")


class Benefit(models.TextChoices):
    """Benefits (Forms 01a, 03a)."""

    SOCIAL_HEALTH_UNEMPLOYMENT_INSURANCE = (
        "social_health_unemployment_insurance",
        _("Social, health and unemployment insurance"),
    )
    LIFE_INSURANCE = "life_insurance", _("Life insurance")
    SEVERANCE = "severance", _("Severance pay")
    NURSERY = "nursery", _("Nursery")
    SHUTTLE_BUS = "shuttle_bus", _("Shuttle bus")
    TRAVEL_SUPPORT = "travel_support", _("Travel support")
    DORMITORY = "dormitory", _("Dormitory")
    HOUSING_SUPPORT = "housing_support", _("Housing support")
    TRAINING = "training", _("Training")
    DISABILITY_ACCESS = "disability_access", _("Access for people with disabilities")
    PROMOTION = "promotion", _("Promotion prospects")
    OTHER = "other", _("Other benefit")


class WorkingPlace(models.TextChoices):
    """Where the work is done."""

    INDOOR = "indoor", _("Indoors")
    OUTDOOR = "outdoor", _("Outdoors")
    MIXED = "mixed", _("Indoors and outdoors")


class Lifting(models.TextChoices):
    """Weight lifted, lightest first."""

    LT5KG = "lt5kg", _("Under 5 kg")
    N5_20KG = "5_20kg", _("5-20 kg")
    GT20KG = "gt20kg", _("Over 20 kg")


class Standing(models.TextChoices):
    """Standing and walking, least first."""

    RARELY = "rarely", _("Hardly any")
    MODERATE = "moderate", _("Moderate")
    MUCH = "much", _("Much standing or walking")


class HearingSpeaking(models.TextChoices):
    """Hearing and speaking, least first."""

    NOT_NEEDED = "not_needed", _("Not needed")
    BASIC = "basic", _("Basic")
    IMPORTANT = "important", _("Important")


class Vision(models.TextChoices):
    """Vision, least demanding first."""

    NORMAL = "normal", _("Normal")
    FINE_DETAIL = "fine_detail", _("Fine detail")


class Manipulation(models.TextChoices):
    """Size of the things handled, coarsest first."""

    LARGE_OBJECTS = "large_objects", _("Large objects")
    SMALL_OBJECTS = "small_objects", _("Small objects")
    VERY_SMALL_OBJECTS = "very_small_objects", _("Very small objects")


class TwoHands(models.TextChoices):
    """Use of the hands."""

    BOTH = "both", _("Both hands needed")
    SOMETIMES_BOTH = "sometimes_both", _("Sometimes both hands")
    ONE = "one", _("One hand is enough")
    LEFT = "left", _("Left hand")
    RIGHT = "right", _("Right hand")


class RecruitmentMethod(models.TextChoices):
    """How the employer recruits."""

    DIRECT = "direct", _("In person")
    PHONE = "phone", _("By phone")
    ONLINE_INTERVIEW = "online_interview", _("Online interview")
    CV = "cv", _("By CV")


class ActivityStatus(models.TextChoices):
    """Labour status (Decree 318/2025)."""

    EMPLOYED = "employed", _("Employed")
    UNEMPLOYED = "unemployed", _("Unemployed")
    INACTIVE = "inactive", _("Not in the labour force")


# the seven working conditions, in the order of the forms, by the name of their field
CONDITIONS: dict[str, type[models.TextChoices]] = {
    "working_place": WorkingPlace,
    "lifting": Lifting,
    "standing": Standing,
    "hearing_speaking": HearingSpeaking,
    "vision": Vision,
    "manipulation": Manipulation,
    "two_hands": TwoHands,
}
