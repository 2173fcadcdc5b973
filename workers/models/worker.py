"""The worker: Form 01 of Decree 352/2025."""

from datetime import date

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import TrigramSimilarity
from django.db import models
from django.db.models import Case, Exists, F, FilteredRelation, OuterRef, Q, Subquery, When
from django.utils.translation import gettext_lazy as _

from catalog import choices
from catalog.models import Commune, EthnicGroup
from catalog.vietnamese import name_sort_key, normalise_name, search_key
from centres.identifiers import PublicIdField
from centres.models import Centre, Role, User, told
from centres.sealing import blind_index, seal, unseal
from workers.models.changes import changes_of
from workers.models.household import Household, PovertyStatus

# what matching reads of a person's own row
MATCHED = (
    "state", "registered_at", "birth_date", "birth_precision", "household_id", "commune_id",
    "education_level", "technical_level", "it_level",
)  # fmt: skip
PRIORITY_CATEGORIES = ("poor", "near_poor", "newly_escaped")


def full_years(birth_date: date, precision: str, day: date) -> int:
    """Age on ``day``. With only the year known the birthday counts as 31 December: never older than true."""
    if precision == "year":
        birth_date = birth_date.replace(month=12, day=31)
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


class WorkerQuerySet(models.QuerySet):
    def visible_to(self, user: User):
        """A centre sees its own register; a commune officer only people of the communes given to them."""
        own = self.filter(centre=user.centre_id)
        return own.filter(commune__in=user.communes.all()) if user.role == Role.COMMUNE_OFFICER else own

    def with_poverty(self, as_of: date):
        """Annotate ``poverty``: the household's category in force on ``as_of`` (Vietnam-local), or None."""
        in_force = PovertyStatus.objects.on(as_of).filter(household=OuterRef("household"))
        return self.annotate(poverty=Subquery(in_force.values("category")[:1]))

    def in_poverty_category(self, *categories: str, as_of: date):
        """People whose household holds one of ``categories`` on ``as_of``."""
        in_force = PovertyStatus.objects.on(as_of).filter(
            household=OuterRef("household"), category__in=categories
        )
        return self.filter(Exists(in_force))

    def with_priority(self, as_of: date):
        """People of poor, near-poor and newly-escaped households on ``as_of``."""
        return self.in_poverty_category(*PRIORITY_CATEGORIES, as_of=as_of)

    def named(self, text: str):
        """People whose name holds every word of ``text``, typed with or without accents."""
        found = self
        for word in search_key(text).split():
            found = found.filter(name_search_key__contains=word)
        return found

    def like(self, full_name: str, birth_year: int | None, commune: Commune | None):
        """People who may be the one described: alike in name without accents, born within a year of it.

        Most alike first, those of the commune before all. Nobody without a name and a year.
        """
        key = search_key(full_name)
        if not key or birth_year is None:
            return self.none()
        near = (date(max(birth_year - 1, 1), 1, 1), date(birth_year + 1, 12, 31))
        alike = self.filter(name_search_key__trigram_similar=key, birth_date__range=near)
        return (
            alike.annotate(likeness=TrigramSimilarity("name_search_key", key))
            .filter(likeness__gte=0.6)
            .annotate(is_near=Case(When(commune=commune, then=True), default=False))
            .order_by("-is_near", "-likeness", "pk")
            .select_related("commune")
        )

    def with_national_id(self, number: str):
        """The person with a 12-digit personal number, if there is one; nobody for anything else."""
        if len(number) != 12:
            return self.none()
        return self.filter(national_id_index=blind_index(number, purpose="national_id"))

    def with_open_search(self):
        """Annotate ``search_state`` and ``wanted`` of the one search that is not closed, or None."""
        not_closed = FilteredRelation("job_searches", condition=~Q(job_searches__state="closed"))
        return self.annotate(open_search=not_closed).annotate(
            search_state=F("open_search__state"), wanted=F("open_search__job_title")
        )

    def for_list(self):
        """Joins of the staff list: one query, plus one for the current job search."""
        return self.select_related("commune", "commune__province", "household")


@pghistory.track(exclude=["national_id_sealed", "national_id_index"])
class Worker(models.Model):
    """A person the centre serves. What is sensitive is read through ``workers:sensitive`` only."""

    class Sex(models.TextChoices):
        MALE = "male", _("Male")
        FEMALE = "female", _("Female")

    class BirthPrecision(models.TextChoices):
        DAY = "day", _("day known")
        MONTH = "month", _("month known")
        YEAR = "year", _("year known")

    class PhoneOwner(models.TextChoices):
        OWN = "own", _("own phone")
        RELATIVE = "relative", _("a relative's phone")
        VILLAGE_HEAD = "village_head", _("the village head's phone")
        NONE = "none", _("has no phone")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        REGISTERED = "registered", _("registered")
        CLOSED = "closed", _("closed")

    public_id = PublicIdField(prefix="wk", unique=True)
    code = models.CharField(_("code given by the centre"), max_length=20)
    centre = models.ForeignKey(Centre, models.PROTECT, related_name="workers")
    state = models.CharField(max_length=12, choices=State, default=State.REGISTERED)
    version = models.PositiveIntegerField(default=1)

    full_name = models.CharField(_("full name"), max_length=120)
    name_sort_key = models.CharField(max_length=400, editable=False)
    name_search_key = models.CharField(max_length=160, editable=False)
    birth_date = models.DateField(_("date of birth"))
    birth_precision = models.CharField(max_length=6, choices=BirthPrecision, default=BirthPrecision.DAY)
    sex = models.CharField(_("sex"), max_length=6, choices=Sex)
    ethnicity = models.ForeignKey(
        EthnicGroup, models.PROTECT, verbose_name=_("ethnic group"), related_name="+"
    )
    religion = models.CharField(_("religion"), max_length=60, blank=True)
    national_id_sealed = models.BinaryField(null=True, editable=False)
    national_id_index = models.BinaryField(null=True, editable=False, max_length=32)

    household = models.ForeignKey(
        Household, models.PROTECT, verbose_name=_("household"), null=True, blank=True, related_name="members"
    )
    permanent_commune = models.ForeignKey(
        Commune, models.PROTECT, verbose_name=_("permanent commune"), null=True, blank=True, related_name="+"
    )
    permanent_detail = models.CharField(_("permanent address, hamlet"), max_length=200, blank=True)
    commune = models.ForeignKey(Commune, models.PROTECT, verbose_name=_("current commune"), related_name="+")
    address_detail = models.CharField(_("current address, hamlet"), max_length=200, blank=True)

    phone_owner = models.CharField(
        _("whose phone"), max_length=14, choices=PhoneOwner, default=PhoneOwner.OWN
    )
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    email = models.EmailField(_("email"), blank=True)
    other_contact = models.CharField(_("other contact"), max_length=200, blank=True)

    education_level = models.CharField(
        _("general education"), max_length=20, choices=choices.EducationLevel, blank=True
    )
    technical_level = models.CharField(
        _("technical level"), max_length=24, choices=choices.TechnicalLevel, blank=True
    )
    it_level = models.CharField(_("office IT"), max_length=10, choices=choices.Proficiency, blank=True)
    soft_skills = ArrayField(
        models.CharField(max_length=30, choices=choices.SoftSkill),
        verbose_name=_("soft skills"),
        default=list,
        blank=True,
    )
    services = ArrayField(
        models.CharField(max_length=40, choices=choices.WorkerService),
        verbose_name=_("services"),
        default=list,
        blank=True,
    )
    worked_abroad_in = models.CharField(_("worked abroad in"), max_length=120, blank=True)

    registered_at = models.DateTimeField(_("registered at"))
    registered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField()

    objects = WorkerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["national_id_index"],
                name="one_worker_per_national_id",
                violation_error_message=_("This personal number is already registered."),
            ),
            models.UniqueConstraint(
                fields=["centre", "code"],
                name="one_worker_per_centre_code",
                violation_error_message=_("This code is already used."),
            ),
            models.CheckConstraint(
                name="national_id_is_sealed_and_indexed_together",
                condition=Q(national_id_sealed=None, national_id_index=None)
                | Q(national_id_sealed__isnull=False, national_id_index__isnull=False),
                violation_error_message=_("A personal number needs its index."),
            ),
            models.CheckConstraint(
                name="phone_or_has_none",
                condition=Q(phone_owner="none", phone="") | (~Q(phone_owner="none") & ~Q(phone="")),
                violation_error_message=_('Give a phone number, or choose "has no phone".'),
            ),
            models.CheckConstraint(
                name="worker_choices_are_known",
                condition=Q(sex__in=["male", "female"], state__in=["draft", "registered", "closed"]),
                violation_error_message=_("Choose a value from the list."),
            ),
        ]
        indexes = [
            # the register of a centre, newest first
            models.Index(fields=["centre", "-registered_at", "-id"], name="worker_list_newest"),
            # the register of a centre by given name
            models.Index(fields=["centre", "name_sort_key", "id"], name="worker_list_by_name"),
            # search by words of the name, typed without accents
            GinIndex(fields=["name_search_key"], opclasses=["gin_trgm_ops"], name="worker_name_trgm"),
            # people of one commune
            models.Index(fields=["commune", "name_sort_key", "id"], name="worker_list_by_commune"),
        ]
        triggers = [
            *changes_of("id", "centre_id", *MATCHED, worker="id", centre="centre_id"),
            *told("worker"),
        ]

    def __str__(self):
        return self.public_id

    def set_name(self, full_name: str) -> None:
        """The name as given, with the keys it is sorted and found by."""
        self.full_name = normalise_name(full_name)
        self.name_sort_key = name_sort_key(self.full_name)
        self.name_search_key = search_key(self.full_name)

    def set_national_id(self, number: str | None) -> None:
        """Seal a 12-digit personal number for this row, or clear it."""
        self.national_id_sealed = seal(number, context=self._id_context) if number else None
        self.national_id_index = blind_index(number, purpose="national_id") if number else None

    def reveal_national_id(self) -> str:
        """The number in clear, or "" where none is recorded. Callers log the reading."""
        return unseal(self.national_id_sealed, context=self._id_context) if self.national_id_sealed else ""

    @property
    def masked_national_id(self) -> str:
        """The province prefix and the last two digits; the rest is hidden."""
        number = self.reveal_national_id()
        return f"{number[:3]}•••••••{number[-2:]}" if number else ""

    @property
    def _id_context(self) -> str:
        return f"workers.worker/{self.public_id}/national_id"

    def age_on(self, day: date) -> int:
        """Full years on ``day``; see ``full_years``."""
        return full_years(self.birth_date, self.birth_precision, day)
