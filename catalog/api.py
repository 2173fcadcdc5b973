"""Reference lists over REST. Nothing here is secret, so nobody needs a token."""

from typing import ClassVar

from django_filters import rest_framework as filters
from rest_framework import generics, serializers

from catalog.models import Commune, Occupation, Province, Skill
from catalog.vietnamese import search_key


class ListedFilters(filters.FilterSet):
    q = filters.CharFilter(
        method="by_name", max_length=100, label="Words of the name, with or without accents."
    )

    def by_name(self, rows, _name, text):
        for word in search_key(text).split():
            rows = rows.filter(search_key__contains=word)
        return rows


class CommuneFilters(ListedFilters):
    province = filters.CharFilter(max_length=60, label="Code of the province.")


class OccupationFilters(ListedFilters):
    level = filters.NumberFilter(
        field_name="level", min_value=1, max_value=5, label="Level in Decision 34/2020, from 1 to 5."
    )
    parent = filters.CharFilter(max_length=60, label="Code of the group one level up.")


class SkillFilters(ListedFilters):
    kind = filters.ChoiceFilter(choices=Skill.Kind.choices, label="Skill, licence or software.")


LISTED = ["code", "name", "name_en", "retired_on"]


class ProvinceBody(serializers.ModelSerializer):
    class Meta:
        model = Province
        fields = [*LISTED, "full_name", "lat", "lon"]


class CommuneBody(serializers.ModelSerializer):
    class Meta:
        model = Commune
        fields = [*LISTED, "full_name", "province", "unit_type", "lat", "lon"]


class OccupationBody(serializers.ModelSerializer):
    class Meta:
        model = Occupation
        fields = [*LISTED, "level", "parent", "isco08_code"]


class SkillBody(serializers.ModelSerializer):
    class Meta:
        model = Skill
        fields = [*LISTED, "kind", "essential_for", "useful_for", "esco"]


class ReferenceList(generics.ListAPIView):
    """A reference list in Vietnamese alphabetical order."""

    required: ClassVar = {"GET": "public"}
    orderings: ClassVar = {"name": ("sort_key", "code"), "code": ("code",)}
    filterset_class = ListedFilters


class Provinces(ReferenceList):
    """Provinces and centrally run cities since 1 July 2025."""

    queryset = Province.objects.all()
    serializer_class = ProvinceBody


class Communes(ReferenceList):
    """Communes, wards and special zones since 1 July 2025."""

    queryset = Commune.objects.all()
    serializer_class = CommuneBody
    filterset_class = CommuneFilters


class Occupations(ReferenceList):
    """Occupations of Decision 34/2020. Level 4 is what vacancies and wishes are coded with."""

    queryset = Occupation.objects.all()
    serializer_class = OccupationBody
    filterset_class = OccupationFilters


class Skills(ReferenceList):
    """Skills, licences and software with the ISCO-08 groups that need them (`essential_for`) or profit from
    them (`useful_for`); a group of fewer than four digits stands for all under it. `esco` is the end of the
    address of the skill in ESCO.
    """

    queryset = Skill.objects.all()
    serializer_class = SkillBody
    filterset_class = SkillFilters
