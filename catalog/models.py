"""Reference lists with official codes. No people here, and nothing that belongs to one centre.

A code once given stays valid for ever: a row that leaves its list is retired with a date, never deleted,
because records made under it keep pointing at it.
"""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalog import choices


class ListedQuerySet(models.QuerySet):
    def current(self):
        """Rows that may be chosen today; retired ones stay readable."""
        return self.filter(retired_on=None)

    def in_order(self):
        """Vietnamese alphabetical order without a server collation (see catalog.vietnamese)."""
        return self.order_by("sort_key", "pk")


class Listed(models.Model):
    """One row of a reference list: official code, Vietnamese name, stored sort and search keys."""

    code = models.CharField(_("code"), max_length=60, primary_key=True)
    name = models.CharField(_("name"), max_length=400)
    name_en = models.CharField(_("English name"), max_length=400, blank=True, default="")
    sort_key = models.CharField(max_length=800, editable=False)
    search_key = models.CharField(max_length=400, editable=False)
    retired_on = models.DateField(_("retired on"), null=True, blank=True)

    objects = ListedQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return self.name_en if self.name_en and get_language() == "en" else self.name


class Province(Listed):
    """34 provinces and cities since 1 July 2025."""

    full_name = models.CharField(max_length=120)
    lat = models.FloatField(_("latitude of the area-weighted centre"))
    lon = models.FloatField(_("longitude of the area-weighted centre"))


class Commune(Listed):
    """3,321 communes, wards and special zones since 1 July 2025, with the centroid distances are counted
    from.
    """

    province = models.ForeignKey(Province, models.PROTECT, related_name="communes")
    full_name = models.CharField(max_length=160)
    unit_type = models.CharField(max_length=20)
    lat = models.FloatField()
    lon = models.FloatField()
    area_km2 = models.FloatField()

    class Meta:
        indexes = [
            # type-ahead of a place name typed without accents
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="commune_search_trgm"),
        ]


class FormerPlace(Listed):
    """A district or commune as it was before 1 July 2025; people still give these names.

    ``code`` is prefixed (``district:116``, ``commune:03646``) because new communes reuse old numbers.
    """

    class Kind(models.TextChoices):
        DISTRICT = "district", _("district")
        COMMUNE = "commune", _("commune")

    kind = models.CharField(max_length=10, choices=Kind)
    province = models.ForeignKey(Province, models.PROTECT, related_name="former_places")
    full_name = models.CharField(max_length=160)
    district = models.ForeignKey("self", models.PROTECT, null=True, related_name="communes")
    successor = models.ForeignKey(Commune, models.PROTECT, null=True, related_name="predecessors")

    class Meta:
        indexes = [
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="former_place_search_trgm"),
        ]
        constraints = [
            models.CheckConstraint(
                name="former_commune_has_successor",
                condition=models.Q(kind="district", successor=None)
                | models.Q(kind="commune", successor__isnull=False),
                violation_error_message=_("A former commune needs the commune it became part of."),
            ),
        ]


class PlaceSpelling(models.Model):
    """One way people write a province or a country, for reading free place texts (catalog.places)."""

    class Kind(models.TextChoices):
        """In the order of trust: of two rows that read alike, the earlier kind is meant."""

        PROVINCE = "province", _("province")
        OLD_PROVINCE = "old_province", _("province before July 2025")
        SPELLING = "spelling", _("spelling of a province")
        LOCALITY = "locality", _("old city or district")
        COUNTRY = "country", _("country")
        OVERSEAS = "overseas", _("abroad")
        NATIONWIDE = "nationwide", _("nationwide")

    alias = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    place_code = models.CharField(max_length=2, blank=True)  # present province, or ISO 3166 alpha-2 country

    def __str__(self):
        return self.alias


class Occupation(Listed):
    """Decision 34/2020: levels 1-4 are used on the forms, level 5 is kept for search. ISCO-08 if mapped."""

    level = models.PositiveSmallIntegerField()
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    isco08_code = models.CharField(max_length=4, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="occupation_level_is_1_to_5",
                condition=models.Q(level__range=(1, 5)),
                violation_error_message=_("Occupation levels run from 1 to 5."),
            ),
        ]


class OccupationAlias(models.Model):
    """A title people use for a level-4 occupation, and where it comes from."""

    occupation = models.ForeignKey(
        Occupation, models.CASCADE, related_name="aliases"
    )  # a synonym has no life of its own
    title = models.CharField(max_length=200)
    source = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["occupation", "title"],
                name="one_alias_per_occupation_and_title",
                violation_error_message=_("This occupation already goes by this title."),
            )
        ]

    def __str__(self):
        return self.title


class RelatedOccupations(models.Model):
    """One version of the table of related occupations; the latest is in use, earlier ones are kept as they
    were.

    ``permilles`` holds a row per code of ``codes`` (ISCO-08 unit groups) and in it a number per code, 0-1000,
    as unsigned 16-bit little-endian.
    """

    version = models.CharField(max_length=40, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    codes = ArrayField(models.CharField(max_length=4))
    permilles = models.BinaryField()
    loaded_on = models.DateField()

    class Meta:
        triggers = [pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete)]
        constraints = [
            models.CheckConstraint(
                name="related_occupations_are_square",
                condition=Exact(Length("permilles"), 2 * models.F("codes__len") * models.F("codes__len")),
                violation_error_message=_("Every occupation needs its closeness to every other."),
            )
        ]

    def __str__(self):
        return self.version


class IscoGroup(Listed):
    """ISCO-08 major to unit groups, English titles."""

    level = models.PositiveSmallIntegerField()


class Skill(Listed):
    """Skills, licences and software people are asked for in this labour market."""

    class Kind(models.TextChoices):
        SKILL = "skill", _("skill")
        LICENCE = "licence", _("licence or certificate")
        SOFTWARE = "software", _("software")

    kind = models.CharField(max_length=10, choices=Kind)
    occupations = models.CharField(_("ISCO-08 prefixes it belongs to"), max_length=200, blank=True)


class Industry(Listed):
    """VSIC 2018: sections (letters) and level-4 classes. ``edition`` keeps 2018 and later editions apart."""

    edition = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=1)


class EthnicGroup(Listed):
    """54 groups in the code order of Decision 121-TCTK/PPCĐ (1979)."""

    is_minority = models.BooleanField()


class Language(Listed):
    """Languages by BCP 47 tag."""

    script = models.CharField(max_length=40, blank=True)


class TrainingField(Listed):
    """Training fields of Decision 01/2017, four digits."""


class PriorityGroup(Listed):
    """A group some scheme gives priority to. Which scheme counts it is data with its legal source."""

    legal_source = models.CharField(max_length=200)


class FundingLine(Listed):
    """Who pays: programme subprojects, the employment fund, the regular budget."""

    legal_source = models.CharField(max_length=200)


class FormOption(models.Model):
    """Every tick box of the official forms as printed, for forms and exports. ``position`` is the printed
    order.
    """

    form_list = models.CharField(max_length=60)
    key = models.CharField(max_length=60)
    label = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()
    retired_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["form_list", "key"],
                name="one_option_per_list_and_key",
                violation_error_message=_("The list already has this key."),
            )
        ]

    def __str__(self):
        return self.label


class WorkingConditions(models.Model):
    """The seven working conditions that Form 01a (what I can do) and Form 03a (what the job asks) share.
    Empty = not asked.
    """

    working_place = models.CharField(
        _("place of work"), max_length=20, choices=choices.WorkingPlace, blank=True
    )
    lifting = models.CharField(_("lifting"), max_length=20, choices=choices.Lifting, blank=True)
    standing = models.CharField(
        _("standing and walking"), max_length=20, choices=choices.Standing, blank=True
    )
    hearing_speaking = models.CharField(
        _("hearing and speaking"), max_length=20, choices=choices.HearingSpeaking, blank=True
    )
    vision = models.CharField(_("vision"), max_length=20, choices=choices.Vision, blank=True)
    manipulation = models.CharField(
        _("handling objects"), max_length=20, choices=choices.Manipulation, blank=True
    )
    two_hands = models.CharField(_("use of hands"), max_length=20, choices=choices.TwoHands, blank=True)

    class Meta:
        abstract = True
