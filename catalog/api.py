"""Reference lists over REST. Nothing here is secret, so nobody needs a token."""

from typing import ClassVar

from django.http import Http404
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.response import Response

from catalog.coders import labels_version, title_coder
from catalog.models import Commune, Occupation, Province, Skill
from catalog.related import related_row
from catalog.titles import LONGEST_TITLE
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


class TitleFilters(filters.FilterSet):
    title = filters.CharFilter(
        method="as_it_is", required=True, max_length=LONGEST_TITLE, label="Job title as people write it."
    )

    def as_it_is(self, rows, _name, _title):
        return rows


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


class ReferenceSkillBody(serializers.ModelSerializer):
    class Meta:
        model = Skill
        fields = [*LISTED, "kind", "essential_for", "useful_for", "esco"]


class ProposalBody(serializers.Serializer):
    code = serializers.CharField(help_text="Occupation of Decision 34/2020, four digits.")
    name = serializers.CharField()
    isco08_code = serializers.CharField(help_text="The group of ISCO-08 it corresponds to, if any.")
    confidence = serializers.IntegerField(min_value=1, max_value=1000)
    to_confirm = serializers.BooleanField(help_text="Too unsure to be used before a person confirms it.")
    evidence = serializers.CharField(help_text="The known title it resembles most.")


class CodedTitleBody(serializers.Serializer):
    title = serializers.CharField()
    labels_version = serializers.CharField(help_text="The state of the known titles this was coded by.")
    proposals = ProposalBody(many=True, help_text="Most likely first; none when nothing is known.")


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
    serializer_class = ReferenceSkillBody
    filterset_class = SkillFilters


class RelatedBody(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    name_en = serializers.CharField()
    permille = serializers.IntegerField(help_text="How close, from 1 to 999.")


class RelatedOccupations(generics.ListAPIView):
    """Occupations of level 4 that are close to one of them, the closest first, by the table rankings use."""

    required: ClassVar = {"GET": "public"}
    queryset = Occupation.objects.none()
    serializer_class = RelatedBody

    def get_queryset(self):
        code = self.kwargs["code"]
        related = related_row(code)
        if related is None:
            raise Http404
        self.cursor_scope = related.version
        rows = Occupation.objects.in_bulk([other for other in related.permilles if other != code])
        closest = sorted(rows.values(), key=lambda row: (-related.permilles[row.code], row.code))
        return [
            {
                "code": row.code,
                "name": row.name,
                "name_en": row.name_en,
                "permille": related.permilles[row.code],
            }
            for row in closest
        ]


class CodedTitle(generics.GenericAPIView):
    """Occupations proposed for a free job title. Give the title alone: no names, no telephone numbers."""

    required: ClassVar = {"GET": "public"}
    queryset = Occupation.objects.current()
    filterset_class = TitleFilters
    pagination_class = None
    serializer_class = CodedTitleBody

    @extend_schema(
        parameters=[
            OpenApiParameter("title", str, required=True, description="Job title as people write it.")
        ]
    )
    def get(self, request):
        """Code a free job title to the national list of occupations and to ISCO-08."""
        rows = self.filter_queryset(self.get_queryset())
        title = request.query_params["title"]
        coded = title_coder().code_title(title)
        named = rows.in_bulk([proposal.code for proposal in coded])
        proposals = [
            {
                "code": proposal.code,
                "name": str(named[proposal.code]),
                "isco08_code": named[proposal.code].isco08_code,
                "confidence": proposal.confidence,
                "to_confirm": proposal.to_confirm,
                "evidence": proposal.evidence,
            }
            for proposal in coded
        ]
        return Response({"title": title, "labels_version": labels_version(), "proposals": proposals})
