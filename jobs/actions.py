"""Verbs on vacancies and their shortlists."""
