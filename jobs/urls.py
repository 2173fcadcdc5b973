"""Addresses of vacancies, shortlists and rules, mounted below /staff/ and /api/v1/ by config.urls."""

from django.urls import path

from jobs import api
from jobs.staff import (
    pairs,
    prospects,
    referrals,
    rounds,
    rules,
    shortlists,
    suggestions,
    titles,
    vacancies,
)

staff_urls = [
    path("vacancies/", vacancies.vacancies, name="vacancies"),
    path("vacancies/new/", vacancies.vacancy_new, name="vacancy-new"),
    path("vacancies/titles/", titles.titles, name="titles"),
    path("vacancies/<slug:public_id>/occupation/", titles.title_confirm, name="title-confirm"),
    path("vacancies/<slug:public_id>/", vacancies.vacancy, name="vacancy"),
    path("vacancies/<slug:public_id>/edit/", vacancies.vacancy_edit, name="vacancy-edit"),
    path("vacancies/<slug:public_id>/move/", vacancies.vacancy_move, name="vacancy-move"),
    path("vacancies/<slug:public_id>/rank/", shortlists.rank, name="rank"),
    path("vacancies/<slug:public_id>/shortlist/", shortlists.shortlist_page, name="shortlist"),
    path("vacancies/<slug:public_id>/shortlist/print/", shortlists.shortlist_sheet, name="shortlist-sheet"),
    *[
        path(f"vacancies/<slug:public_id>/shortlist/<slug:worker_id>/{tail}", view, name=name)
        for tail, view, name in (
            ("", pairs.explanation, "explanation"),
            ("decide/", pairs.decide, "override"),
            ("refer/", referrals.refer, "refer"),
            ("take-back/", pairs.take_back, "override-withdraw"),
            ("for-employer/", pairs.for_employer, "for-employer"),
            ("for-person/", pairs.for_person, "for-person"),
        )
    ],
    path("workers/<slug:public_id>/vacancies/", prospects.worker_vacancies, name="worker-vacancies"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/<slug:public_id>/", rounds.round_page, name="round"),
    path("rounds/<slug:public_id>/accept/", suggestions.accept, name="round-accept"),
    path("rounds/<slug:public_id>/accept-all/", suggestions.accept_all, name="round-accept-all"),
    path("acceptances/<slug:public_id>/", suggestions.acceptance, name="acceptance"),
    path("suggestions/<slug:public_id>/", suggestions.decide, name="suggestion"),
    path("referrals/", referrals.referrals, name="referrals"),
    path("referrals/<slug:public_id>/", referrals.referral, name="referral"),
    path("referrals/<slug:public_id>/move/", referrals.referral_move, name="referral-move"),
    path("referrals/<slug:public_id>/take-back/", referrals.take_back, name="referral-take-back"),
    path("match-runs/<slug:public_id>/", shortlists.match_run, name="match-run"),
    path("rules/", rules.rules, name="rules"),
    path("rules/drafts/<slug:public_id>/", rules.draft, name="rule-draft"),
    path("rules/drafts/<slug:public_id>/edit/", rules.draft_edit, name="rule-draft-edit"),
    path("rules/drafts/<slug:public_id>/try/", rules.draft_try, name="rule-draft-try"),
    path("rules/drafts/<slug:public_id>/publish/", rules.draft_publish, name="rule-draft-publish"),
    path("rules/drafts/<slug:public_id>/discard/", rules.draft_discard, name="rule-draft-discard"),
    path("rules/<slug:kind>/<slug:code>/draft/", rules.draft_new, name="rule-draft-new"),
    path("rules/<slug:kind>/<slug:code>/<slug:label>/", rules.version, name="rule-version"),
]

api_urls = [
    path("vacancies/", api.Vacancies.as_view(), name="vacancies"),
    path("vacancies/<str:id>/", api.VacancyPage.as_view(), name="vacancy"),
    *[
        path(f"vacancies/<str:id>/{verb}/", api.VacancyMove.as_view(to=state), name=f"vacancy-{verb}")
        for verb, state in api.VERBS.items()
    ],
    path("vacancies/<str:id>/match-runs/", api.VacancyMatchRuns.as_view(), name="vacancy-match-runs"),
    path("vacancies/<str:id>/matches/", api.VacancyMatches.as_view(), name="vacancy-matches"),
    path("match-runs/<str:id>/", api.MatchRunPage.as_view(), name="match-run"),
    path("match-runs/<str:id>/results/", api.MatchRunResults.as_view(), name="match-results"),
    path(
        "match-runs/<str:id>/results/<str:worker>/explanation/",
        api.MatchExplanation.as_view(),
        name="match-explanation",
    ),
    path("match-profiles/", api.MatchProfiles.as_view(), name="match-profiles"),
    path("match-policies/", api.MatchPolicies.as_view(), name="match-policies"),
    path("referral-rounds/", api.ReferralRounds.as_view(), name="referral-rounds"),
    path("referral-rounds/<str:id>/", api.ReferralRoundPage.as_view(), name="referral-round"),
    path(
        "referral-rounds/<str:id>/suggestions/",
        api.RoundSuggestions.as_view(),
        name="referral-round-suggestions",
    ),
    path("workers/<str:id>/vacancies/", api.WorkerVacancies.as_view(), name="worker-vacancies"),
    path("workers/<str:id>/matches/", api.WorkerMatches.as_view(), name="worker-matches"),
]
