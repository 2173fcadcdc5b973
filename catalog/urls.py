"""Addresses of the reference lists."""

from django.urls import path

from catalog import api, staff

staff_urls = [
    path("suggest/communes/", staff.suggest_communes, name="suggest-communes"),
    path("suggest/occupations/", staff.suggest_occupations, name="suggest-occupations"),
    path("suggest/occupations/of-title/", staff.propose_occupations, name="propose-occupations"),
    path("suggest/skills/", staff.suggest_skills, name="suggest-skills"),
    path("suggest/skills/of-occupations/", staff.offer_skills, name="offer-skills"),
]

api_urls = [
    path("provinces/", api.Provinces.as_view(), name="provinces"),
    path("communes/", api.Communes.as_view(), name="communes"),
    path("occupations/", api.Occupations.as_view(), name="occupations"),
    path("skills/", api.Skills.as_view(), name="skills"),
    path("occupations/<str:code>/related/", api.RelatedOccupations.as_view(), name="related-occupations"),
    path("occupations/code-title/", api.CodedTitle.as_view(), name="code-title"),
]
