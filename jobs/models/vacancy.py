"""Vacancies: Form 03a of Decree 352/2025. A vacancy is capacity, not one seat."""

from datetime import date

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from catalog import choices
from catalog.models import Commune, Language, Occupation, Province, Skill, WorkingConditions
from catalog.vietnamese import search_key
from centres.identifiers import PublicIdField
from centres.models import Centre, User, told, told_of_part
from employers.models import Employer


class Importance(models.TextChoices):
    """How much a demand counts. A must is a gate; the others are weights (matching.md section 3)."""

    MUST = "must", _("must have")
    HIGH = "high", _("very important")
    MEDIUM = "medium", _("important")
    LOW = "low", _("nice to have")
    IGNORE = "ignore", _("does not count")


class JobFamily(models.TextChoices):
    """Whose weights a vacancy is ranked with: the codes of the shipped profiles."""

    GENERAL = "general", _("General")
    UNSKILLED_FACTORY = "unskilled_factory", _("Unskilled factory work")
    SKILLED_TRADE = "skilled_trade", _("Skilled trade")
    OVERSEAS = "overseas", _("Work abroad")


class IsObject(Func):
    """Whether a JSON column holds an object."""

    template = "(jsonb_typeof(%(expressions)s) = 'object')"
    arity = 1
    output_field = models.BooleanField()


class VacancyQuerySet(models.QuerySet):
    def visible_to(self, user: User):
        """A centre sees the vacancies it keeps."""
        return self.filter(centre=user.centre_id)

    def open_on(self, day: date):
        """Vacancies people can still be introduced to on ``day``."""
        return self.filter(
            Q(deadline=None) | Q(deadline__gte=day),
            state__in=Vacancy.MATCHABLE,
            employer__state=Employer.State.VERIFIED,
            filled__lt=F("openings"),
        )

    def to_code(self):
        """Live vacancies whose occupation no person has confirmed: coded by the machine, or not at all."""
        return self.filter(occupation_confirmed=False, state__in=Vacancy.LIVE)

    def titled(self, text: str):
        """Vacancies whose title holds every word of ``text``, typed with or without accents."""
        found = self
        for word in search_key(text).split():
            found = found.filter(search_key__contains=word)
        return found

    def for_list(self):
        """Joins of the staff list: one query. Of a run only its facts are read, not the list it holds."""
        return self.select_related("employer", "province", "commune", "occupation", "current_run").defer(
            *(f"current_run__{name}" for name in LIST_COLUMNS)
        )

    def with_run(self):
        """Joins of the shortlist: one query."""
        parts = ("policy", "profile", "snapshot", "opening")
        return self.select_related(
            "employer", "province", "commune", "occupation", *(f"current_run__{part}" for part in parts)
        )

    def with_demands(self):
        """What a ranking reads of a vacancy: three queries, however many vacancies."""
        return self.select_related("commune", "province").prefetch_related(
            "skill_demands", "language_demands"
        )


# the columns of a run that hold its list
LIST_COLUMNS = (
    "worker_ids", "scores", "employer_scores", "worker_scores", "tiers", "merit_ranks", "levels", "confirm",
    "shortfalls", "refused",
)  # fmt: skip


@pghistory.track(exclude=["current_run"])
class Vacancy(WorkingConditions):
    """One posting. ``revision`` counts changes that matter to matching; ``version`` every change."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("waiting for approval")
        APPROVED = "approved", _("approved")
        PUBLISHED = "published", _("published")
        PAUSED = "paused", _("paused")
        FILLED = "filled", _("filled")
        EXPIRED = "expired", _("expired")
        WITHDRAWN = "withdrawn", _("withdrawn")
        REJECTED = "rejected", _("rejected")

    MOVES = {
        State.DRAFT: {State.SUBMITTED, State.WITHDRAWN},
        State.SUBMITTED: {State.APPROVED, State.REJECTED, State.WITHDRAWN},
        State.APPROVED: {State.PUBLISHED, State.WITHDRAWN},
        State.PUBLISHED: {State.PAUSED, State.FILLED, State.EXPIRED, State.WITHDRAWN},
        State.PAUSED: {State.PUBLISHED, State.EXPIRED, State.WITHDRAWN},
        State.FILLED: {State.PUBLISHED},
        State.EXPIRED: {State.PUBLISHED},
        State.REJECTED: {State.DRAFT},
        State.WITHDRAWN: set(),
    }
    NEEDS_REASON = (State.REJECTED, State.WITHDRAWN, State.PAUSED)
    MATCHABLE = (State.APPROVED, State.PUBLISHED)
    LIVE = (State.DRAFT, State.SUBMITTED, *MATCHABLE, State.PAUSED)

    class Workplace(models.TextChoices):
        IN_PROVINCE = "in_province", _("in the province")
        ELSEWHERE = "elsewhere", _("in another province")
        OVERSEAS = "overseas", _("abroad")

    public_id = PublicIdField(prefix="vc", unique=True)
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="vacancies")
    employer = models.ForeignKey(
        Employer, models.PROTECT, verbose_name=_("employer"), related_name="vacancies"
    )
    code = models.CharField(_("code given by the centre"), max_length=20)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    state_reason = models.CharField(_("reason"), max_length=300, blank=True)
    moved_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    revision = models.PositiveIntegerField(default=1)

    title = models.CharField(_("job title"), max_length=250)
    search_key = models.CharField(max_length=300, editable=False)
    description = models.TextField(_("description"), max_length=5000, blank=True)
    occupation = models.ForeignKey(
        Occupation, models.PROTECT, verbose_name=_("occupation"), null=True, blank=True, related_name="+"
    )
    occupation_confirmed = models.BooleanField(_("occupation confirmed by staff"), default=False)
    position = models.CharField(_("position"), max_length=10, choices=choices.Position, default="staff")
    openings = models.PositiveIntegerField(_("places"))
    filled = models.PositiveIntegerField(_("filled"), default=0)

    workplace = models.CharField(_("workplace"), max_length=12, choices=Workplace)
    province = models.ForeignKey(
        Province, models.PROTECT, verbose_name=_("province"), null=True, blank=True, related_name="+"
    )
    commune = models.ForeignKey(
        Commune, models.PROTECT, verbose_name=_("commune"), null=True, blank=True, related_name="+"
    )
    country = models.CharField(_("country (ISO code)"), max_length=2, blank=True)
    industrial_park = models.CharField(_("industrial park"), max_length=120, blank=True)

    education_level = models.CharField(
        _("general education"), max_length=20, choices=choices.EducationLevel, blank=True
    )
    technical_level = models.CharField(
        _("technical level"), max_length=24, choices=choices.TechnicalLevel, blank=True
    )
    experience = models.CharField(_("experience"), max_length=6, choices=choices.Experience, blank=True)
    it_level = models.CharField(_("office IT"), max_length=10, choices=choices.Proficiency, blank=True)
    importance = models.JSONField(_("importance by criterion"), default=dict, blank=True)

    wage_mode = models.CharField(_("wage counted"), max_length=12, choices=choices.WageMode)
    wage_min_vnd = models.PositiveBigIntegerField(_("wage from (VND)"), null=True, blank=True)
    wage_max_vnd = models.PositiveBigIntegerField(_("wage to (VND)"), null=True, blank=True)
    contract_type = models.CharField(_("contract"), max_length=14, choices=choices.ContractType, blank=True)
    demands_shifts = models.BooleanField(_("shift work"), default=False)
    demands_trips = models.BooleanField(_("business trips"), default=False)
    demands_secondment = models.BooleanField(_("secondment"), default=False)
    work_form = models.CharField(_("full or part time"), max_length=10, choices=choices.WorkForm, blank=True)
    purpose = models.CharField(_("purpose"), max_length=10, choices=choices.WorkPurpose, blank=True)
    meals = models.CharField(_("meals"), max_length=12, choices=choices.MealSupport, blank=True)
    benefits = ArrayField(
        models.CharField(max_length=40, choices=choices.Benefit),
        verbose_name=_("benefits"),
        null=True,
        blank=True,
        help_text=_("Leave empty when nothing was said."),
    )
    is_hazardous = models.BooleanField(_("hazardous work (18 and over)"), default=False)
    starts_in_months = models.PositiveSmallIntegerField(_("starts in (months)"), default=0)
    recruitment_method = models.CharField(
        _("way of recruiting"), max_length=20, choices=choices.RecruitmentMethod, blank=True
    )
    deadline = models.DateField(_("deadline"), null=True, blank=True, help_text=_("Empty: until filled."))
    wish = models.CharField(
        _("wanted from the centre"), max_length=20, choices=choices.EmployerWish, blank=True
    )
    contact_name = models.CharField(_("contact"), max_length=120, blank=True)
    contact_position = models.CharField(_("position of the contact"), max_length=120, blank=True)
    contact_phone = models.CharField(_("contact phone"), max_length=16, blank=True)
    contact_email = models.EmailField(_("contact email"), blank=True)
    sms_on_application = models.BooleanField(_("SMS on application"), default=False)
    email_on_application = models.BooleanField(_("email on application"), default=False)

    source = models.CharField(_("source"), max_length=40, blank=True)
    source_ref = models.CharField(_("reference at the source"), max_length=120, blank=True)
    posted_on = models.DateField(_("posted on"), null=True, blank=True)
    job_family = models.CharField(
        _("weights"),
        max_length=20,
        choices=JobFamily,
        blank=True,
        help_text=_("Empty: by the workplace and the occupation."),
    )
    # the list everybody reads; switches in the transaction that writes a new one
    current_run = models.ForeignKey(
        "jobs.MatchRun", models.SET_NULL, null=True, editable=False, related_name="+"
    )

    registered_at = models.DateTimeField(_("registered at"))
    registered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField()

    objects = VacancyQuerySet.as_manager()

    class Meta:
        triggers = told("vacancy")
        constraints = [
            models.UniqueConstraint(
                fields=["centre", "code"],
                name="one_vacancy_per_centre_code",
                violation_error_message=_("This code is already used."),
            ),
            models.UniqueConstraint(
                fields=["centre", "source", "source_ref"],
                condition=~Q(source=""),
                name="one_vacancy_per_source_reference",
                violation_error_message=_("This posting was already imported from that source."),
            ),
            models.CheckConstraint(
                name="vacancy_offers_at_least_one_place",
                condition=Q(openings__gte=1, openings__lte=100_000),
                violation_error_message=_("A vacancy offers from 1 to 100,000 places."),
            ),
            models.CheckConstraint(
                name="vacancy_filled_within_places",
                condition=Q(filled__lte=F("openings")),
                violation_error_message=_("More people would be hired than there are places."),
            ),
            models.CheckConstraint(
                name="vacancy_workplace_is_complete",
                condition=Q(workplace="overseas", province=None, commune=None, country__regex="^[A-Z]{2}$")
                | Q(workplace="elsewhere", country="")
                | Q(workplace="in_province", country="", province__isnull=False),
                violation_error_message=_(
                    "Give the province for work in Vietnam, or the country for work abroad."
                ),
            ),
            models.CheckConstraint(
                name="vacancy_wage_is_in_order",
                condition=Q(wage_min_vnd=None)
                | Q(wage_max_vnd=None)
                | Q(wage_max_vnd__gte=F("wage_min_vnd")),
                violation_error_message=_("The highest wage is below the lowest."),
            ),
            models.CheckConstraint(
                name="vacancy_refusal_has_a_reason",
                condition=~Q(state__in=["rejected", "withdrawn", "paused"]) | ~Q(state_reason=""),
                violation_error_message=_("Rejecting, pausing or withdrawing a vacancy needs a reason."),
            ),
            models.CheckConstraint(
                name="vacancy_importance_names_criteria",
                condition=IsObject("importance"),
                violation_error_message=_("Give the importance of each criterion by its name."),
            ),
            models.CheckConstraint(
                name="vacancy_open_has_an_occupation",
                condition=~Q(state__in=["approved", "published"]) | Q(occupation__isnull=False),
                violation_error_message=_("Code the occupation before approving the vacancy."),
            ),
        ]
        indexes = [
            # the vacancies of a centre, newest first
            models.Index(fields=["centre", "-registered_at", "-id"], name="vacancy_list_newest"),
            # the vacancies of a centre in one state, newest first
            models.Index(fields=["centre", "state", "-registered_at", "-id"], name="vacancy_list_by_state"),
            # search by words of the title
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="vacancy_title_trgm"),
        ]

    def __str__(self):
        return self.title

    def set_title(self, title: str) -> None:
        """The title as given, with the key it is found by."""
        self.title = " ".join(title.split())
        self.search_key = search_key(self.title)[:300]  # signs such as ㎏ have a longer key than column

    @property
    def places_left(self) -> int:
        return self.openings - self.filled


@pghistory.track()
class SkillDemand(models.Model):
    """A skill, licence or certificate the job asks for."""

    class Importance(models.TextChoices):
        MUST = "must", _("must have")
        REQUIRED = "required", _("required")
        USEFUL = "useful", _("useful")

    vacancy = models.ForeignKey(Vacancy, models.CASCADE, related_name="skill_demands")  # part of the posting
    skill = models.ForeignKey(Skill, models.PROTECT, verbose_name=_("skill or licence"), related_name="+")
    importance = models.CharField(
        _("importance"), max_length=10, choices=Importance, default=Importance.REQUIRED
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vacancy", "skill"],
                name="one_demand_per_vacancy_and_skill",
                violation_error_message=_("This skill is already asked for."),
            )
        ]
        triggers = told_of_part("vacancy", whole="jobs_vacancy", key="vacancy_id")

    def __str__(self):
        return f"{self.skill_id} {self.importance}"


@pghistory.track()
class LanguageDemand(models.Model):
    """A language the job asks for, with the least proficiency."""

    vacancy = models.ForeignKey(
        Vacancy, models.CASCADE, related_name="language_demands"
    )  # part of the posting
    language = models.ForeignKey(Language, models.PROTECT, verbose_name=_("language"), related_name="+")
    proficiency = models.CharField(_("proficiency"), max_length=10, choices=choices.Proficiency)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vacancy", "language"],
                name="one_demand_per_vacancy_and_language",
                violation_error_message=_("This language is already asked for."),
            )
        ]
        triggers = told_of_part("vacancy", whole="jobs_vacancy", key="vacancy_id")

    def __str__(self):
        return f"{self.language_id} {self.proficiency}"
