"""Addresses of the reference lists."""

from django.urls import path

from catalog import staff

staff_urls = [
    path("suggest/communes/", staff.suggest_communes, name="suggest-communes"),
    path("suggest/occupations/", staff.suggest_occupations, name="suggest-occupations"),
    path("suggest/skills/", staff.suggest_skills, name="suggest-skills"),
]
