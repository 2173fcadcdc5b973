"""What a person looks for: Form 01a of Decree 352/2025."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog import choices
from catalog.countries import Country
from catalog.models import Commune, Occupation, Province, WorkingConditions
from centres.models import told, told_of_part
from workers.models.changes import changes_of
from workers.models.worker import Worker

# what matching reads of a search
MATCHED = (
    "experience", "first_province_id", "first_commune_id", "first_country", "second_province_id",
    "second_commune_id", "second_country", "only_these_places", "accepts_moving", "accepts_overseas",
    "contract_type", "accepts_shifts", "accepts_trips", "accepts_secondment", "work_form", "purpose",
    "wage_mode", "wage_band", "wage_vnd", "meals", "benefits", "ready_in_months", *choices.CONDITIONS,
)  # fmt: skip


class JobSearchQuerySet(models.QuerySet):
    def active(self):
        """Searches that matching may use."""
        return self.filter(state=JobSearch.State.ACTIVE)


@pghistory.track()
class JobSearch(WorkingConditions):
    """One job search of one worker. Empty answers mean "not asked", and matching treats them as unknown."""

    class State(models.TextChoices):
        ACTIVE = "active", _("looking for work")
        PAUSED = "paused", _("paused")
        CLOSED = "closed", _("closed")

    # part of the person's record
    worker = models.ForeignKey(Worker, models.CASCADE, related_name="job_searches")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.ACTIVE)
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    job_title = models.CharField(_("wanted job"), max_length=200)
    # by staff: the first wish is what the title means
    occupation_confirmed = models.BooleanField(_("occupation confirmed by staff"), default=False)
    job_description = models.CharField(_("job description"), max_length=500, blank=True)
    position = models.CharField(_("position"), max_length=10, choices=choices.Position, blank=True)
    enterprise_type = models.CharField(
        _("kind of enterprise"), max_length=20, choices=choices.EnterpriseType, blank=True
    )
    experience = models.CharField(
        _("experience in the field"), max_length=6, choices=choices.Experience, blank=True
    )

    first_province = models.ForeignKey(
        Province,
        models.PROTECT,
        verbose_name=_("first choice of place: province"),
        null=True,
        blank=True,
        related_name="+",
    )
    first_commune = models.ForeignKey(
        Commune,
        models.PROTECT,
        verbose_name=_("first choice of place: commune"),
        null=True,
        blank=True,
        related_name="+",
    )
    first_country = models.CharField(
        _("first choice of place: country"), max_length=2, choices=Country, blank=True
    )
    second_province = models.ForeignKey(
        Province,
        models.PROTECT,
        verbose_name=_("second choice of place: province"),
        null=True,
        blank=True,
        related_name="+",
    )
    second_commune = models.ForeignKey(
        Commune,
        models.PROTECT,
        verbose_name=_("second choice of place: commune"),
        null=True,
        blank=True,
        related_name="+",
    )
    second_country = models.CharField(
        _("second choice of place: country"), max_length=2, choices=Country, blank=True
    )
    only_these_places = models.BooleanField(_("only these places"), null=True, blank=True)
    accepts_moving = models.BooleanField(_("would move for work"), null=True, blank=True)
    accepts_overseas = models.BooleanField(_("would work abroad"), null=True, blank=True)

    contract_type = models.CharField(_("contract"), max_length=14, choices=choices.ContractType, blank=True)
    accepts_shifts = models.BooleanField(_("can work shifts"), null=True, blank=True)
    accepts_trips = models.BooleanField(_("can travel for work"), null=True, blank=True)
    accepts_secondment = models.BooleanField(_("can be seconded"), null=True, blank=True)
    work_form = models.CharField(_("full or part time"), max_length=10, choices=choices.WorkForm, blank=True)
    purpose = models.CharField(_("purpose"), max_length=10, choices=choices.WorkPurpose, blank=True)
    wage_mode = models.CharField(_("wage counted"), max_length=12, choices=choices.WageMode, blank=True)
    wage_band = models.CharField(_("wished wage, band"), max_length=8, choices=choices.WageBand, blank=True)
    wage_vnd = models.PositiveBigIntegerField(_("wished wage, VND"), null=True, blank=True)
    meals = models.CharField(_("meals"), max_length=12, choices=choices.MealSupport, blank=True)
    benefits = ArrayField(
        models.CharField(max_length=40, choices=choices.Benefit),
        verbose_name=_("benefits"),
        default=list,
        blank=True,
    )
    ready_in_months = models.PositiveSmallIntegerField(_("ready in (months)"), null=True, blank=True)
    recruitment_method = models.CharField(
        _("way of recruiting"), max_length=20, choices=choices.RecruitmentMethod, blank=True
    )

    objects = JobSearchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["worker"],
                condition=~Q(state="closed"),
                name="one_open_job_search_per_worker",
                violation_error_message=_("This worker already has an open job search."),
            ),
            models.CheckConstraint(
                name="job_search_closed_has_a_date",
                condition=Q(state="closed", closed_on__isnull=False)
                | (~Q(state="closed") & Q(closed_on=None)),
                violation_error_message=_("A closed job search needs the day it was closed."),
            ),
            models.CheckConstraint(
                name="job_search_ready_within_two_years",
                condition=Q(ready_in_months=None) | Q(ready_in_months__lte=24),
                violation_error_message=_("Give the months until the person can start, at most 24."),
            ),
            models.CheckConstraint(
                name="job_search_place_is_here_or_abroad",
                condition=(Q(first_country="") | Q(first_province=None))
                & (Q(second_country="") | Q(second_province=None)),
                violation_error_message=_("A wished place is a province in Vietnam or a country abroad."),
            ),
            models.CheckConstraint(
                name="job_search_wants_no_country_it_refuses",
                condition=Q(accepts_overseas=True) | Q(first_country="", second_country=""),
                violation_error_message=_("Who refuses to work abroad cannot wish for a country."),
            ),
        ]
        indexes = [
            # the searches a matching run loads
            models.Index(fields=["worker"], condition=Q(state="active"), name="active_job_searches"),
        ]
        triggers = [
            *changes_of("id", "worker_id", "state", *MATCHED, worker="worker_id"),
            *told_of_part("worker", whole="workers_worker", key="worker_id"),
        ]

    def __str__(self):
        return self.job_title


OF_SEARCH = "JOIN workers_jobsearch AS search ON search.id = touched.job_search_id"


@pghistory.track()
class Wish(models.Model):
    """An occupation the person would take, by level-4 code, in order of preference. Staff code it, not the
    worker.
    """

    # a wish has no life without its search
    job_search = models.ForeignKey(JobSearch, models.CASCADE, related_name="wishes")
    occupation = models.ForeignKey(Occupation, models.PROTECT, verbose_name=_("occupation"), related_name="+")
    position = models.PositiveSmallIntegerField(_("order"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["job_search", "occupation"],
                name="one_wish_per_occupation",
                violation_error_message=_("This occupation is already wished for."),
            ),
            models.UniqueConstraint(
                fields=["job_search", "position"],
                name="one_wish_per_place",
                violation_error_message=_("Two wishes cannot stand in the same place."),
            ),
        ]
        triggers = [
            *changes_of(
                "id", "job_search_id", "occupation_id", "position", worker="search.worker_id", join=OF_SEARCH
            ),
            *told(
                "worker",
                subject="whole.id",
                public_id="whole.public_id",
                centre="whole.centre_id",
                join=f"{OF_SEARCH} JOIN workers_worker AS whole ON whole.id = search.worker_id",
            ),
        ]

    def __str__(self):
        return self.occupation_id
