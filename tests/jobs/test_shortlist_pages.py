"""Asking for a ranking, watching it, reading the list: who may not, then what Hoa sees."""

from datetime import date

import pytest
from django.urls import reverse

from jobs import shortlist
from jobs.models import MatchTask, Vacancy
from tests.cast import NOW
from tests.employers.test_pages import FRAME
from tests.factories import (
    make_household,
    make_match_run,
    make_match_task,
    make_poverty_status,
    make_rules,
    make_seeker,
    make_vacancy,
)
from workers.actions import close_job_search, withdraw_consent
from workers.models import JobSearch, Worker

PRIORITY_WORDS = ("poor household", "priority</button>", "kept for the group", "The guarantee", "by score 1")


def address(name, *rows):
    return reverse(f"staff:{name}", args=[row.public_id for row in rows])


@pytest.fixture
def vacancy(garments):
    make_rules()
    vacancy = make_vacancy(
        garments, commune_id="03664", demands_shifts=True, importance={"availability": "must"}
    )
    vacancy.skill_demands.create(skill_id="sewing")
    return vacancy


@pytest.fixture
def people(son_la, vacancy):
    """Six tailors by score alone, the last two of poor households, and one who refuses shifts."""
    made = [
        make_seeker(son_la, f"Lò Văn {name}", skills=["sewing"]) for name in ("An", "Bình", "Chung", "Dũng")
    ]
    for name in ("Ế", "Gấm"):
        household = make_household(son_la)
        make_poverty_status(household, "poor", valid_from=date(2026, 1, 1))
        made.append(make_seeker(son_la, f"Lò Thị {name}", household=household, skills=["sewing"]))
    refuses = make_seeker(son_la, "Lò Văn Từ Chối", skills=["sewing"])
    JobSearch.objects.update(accepts_shifts=True, ready_in_months=0)
    JobSearch.objects.filter(worker__in=made[4:]).update(ready_in_months=3)
    JobSearch.objects.filter(worker=refuses).update(accepts_shifts=False)
    JobSearch.objects.filter(worker=made[1]).update(accepts_shifts=None)
    return made


@pytest.fixture
def run(people, vacancy):
    return make_match_run(vacancy)


def names(page):
    return [person.name for person in page.context["people"]]


def test_another_centres_list_does_not_exist_for_minh(browser, minh, vacancy, people, run):
    client = browser(minh)
    for url in (
        address("shortlist", vacancy),
        address("shortlist-sheet", vacancy),
        address("explanation", vacancy, people[0]),
        address("match-run", run.task),
        address("match-run", run.task) + "?part=progress",
    ):
        assert client.get(url).status_code == 404
    assert client.post(address("rank", vacancy)).status_code == 404
    assert MatchTask.objects.count() == 1


@pytest.mark.parametrize("who", ["officer", "sysadmin"])
def test_reading_a_list_needs_its_right(browser, cast, vacancy, people, run, who):
    client = browser(getattr(cast, who))
    assert client.get(address("shortlist", vacancy)).status_code == 403
    assert client.get(address("explanation", vacancy, people[0])).status_code == 403
    assert client.get(address("match-run", run.task)).status_code == 403


def test_a_person_who_is_not_on_the_list_has_no_explanation(browser, hoa, son_la, vacancy, run):
    late = make_seeker(son_la, "Lò Văn Muộn")
    refused = Worker.objects.get(full_name="Lò Văn Từ Chối")
    for worker in (late, refused):
        assert browser(hoa).get(address("explanation", vacancy, worker)).status_code == 404


def test_asking_puts_one_task_in_the_queue_and_shows_it(browser, hoa, vacancy):
    client = browser(hoa)
    first = client.post(address("rank", vacancy))
    second = client.post(address("rank", vacancy))
    task = MatchTask.objects.get()
    assert first.url == second.url == address("match-run", task)
    assert (task.created_by, task.reason, task.state) == (hoa, "asked", "todo")
    assert "waiting for its turn" in client.get(first.url).text


def test_a_vacancy_that_is_not_open_is_not_ranked(browser, hoa, garments):
    draft = make_vacancy(garments, state="draft")
    reply = browser(hoa).post(address("rank", draft), follow=True)
    assert "Candidates are ranked once the vacancy is approved." in reply.text
    assert not MatchTask.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said", "polls"),
    [
        ({}, "waiting for its turn", True),
        ({"state": "doing"}, "reading the register", True),
        ({"state": "doing", "progress_done": 5, "progress_total": 20}, "comparing each person", True),
        ({"state": "doing", "progress_done": 20, "progress_total": 20}, "putting the list in order", True),
        ({"state": "done", "finished_at": NOW}, "The list is ready", False),
        ({"state": "failed", "finished_at": NOW}, "did not work after several tries", False),
    ],
)
def test_the_page_asks_again_until_the_work_has_ended(browser, hoa, vacancy, fields, said, polls):
    lease = {"lease_token": "0" * 32, "lease_until": NOW} if fields.get("state") == "doing" else {}
    task = make_match_task(vacancy, **fields, **lease)
    for url in (address("match-run", task), address("match-run", task) + "?part=progress"):
        page = browser(hoa).get(url).text
        assert said in page
        assert (f'hx-get="{address("match-run", task)}?part=progress" hx-trigger="every 2s"' in page) is polls
        assert ('hx-swap="outerHTML"' in page) is polls
    fragment = browser(hoa).get(address("match-run", task) + "?part=progress").text
    assert "<html" not in fragment


def test_without_a_run_the_page_says_what_to_do(browser, hoa, vacancy):
    page = browser(hoa).get(address("shortlist", vacancy))
    assert "Nobody has been ranked yet" in page.text
    assert browser(hoa).get(address("shortlist-sheet", vacancy)).status_code == 404


def test_the_list_stands_in_the_order_of_the_run_with_its_reasons(browser, hoa, vacancy, run):
    page = browser(hoa).get(address("shortlist", vacancy))
    ranking = shortlist.read(run)
    rows = page.context["people"]
    assert [row.ranked for row in rows] == list(ranking.ranked)
    assert [row.place for row in rows] == [1, 2, 3, 4, 5, 6]
    assert all(len(row.chips) <= 4 for row in rows)
    assert "Accepts shifts and trips as demanded" in page.text
    assert "2 of 5" not in page.text
    assert page.context["refusals"] == [("Shift work", 1)]


def test_a_reserved_place_says_why(browser, hoa, vacancy, run):
    page = browser(hoa).get(address("shortlist", vacancy))
    marked = [row for row in page.context["people"] if row.why]
    reserved = [row for row in marked if row.ranked.place.rule == "reserved"]
    assert sorted(row.name for row in marked) == ["Lò Thị Gấm", "Lò Thị Ế"]
    assert [row.place for row in reserved] == [3, 5]
    first = reserved[0]
    assert first.moved
    assert first.why == (
        "Poor household. This place is kept for the group. Guaranteed from the top: 2 places in 5 for: "
        "poor household, near-poor household, household newly escaped from poverty "
        "(Luật Việc làm 74/2025/QH15). By score alone: place 5."
    )
    assert "by score 5" in page.text


def test_the_order_by_score_alone_has_no_reserved_places(browser, hoa, vacancy, run):
    page = browser(hoa).get(address("shortlist", vacancy) + "?order=merit")
    assert [row.ranked.place.rank_without_priority for row in page.context["people"]] == [1, 2, 3, 4, 5, 6]
    assert [row.place for row in page.context["people"]] == [1, 2, 3, 4, 5, 6]
    assert names(page)[-2:] == ["Lò Thị Ế", "Lò Thị Gấm"]
    assert not any(row.why or row.moved for row in page.context["people"])


def test_who_may_not_read_poverty_sees_the_order_by_score_and_no_class(browser, cast, vacancy, people, run):
    client = browser(cast.fair_officer)
    plain = client.get(address("shortlist", vacancy))
    asked = client.get(address("shortlist", vacancy) + "?order=priority")
    sheet = client.get(address("shortlist-sheet", vacancy))
    why = client.get(address("explanation", vacancy, people[-1]))
    assert names(plain) == names(asked) == names(sheet)
    assert [row.place for row in plain.context["people"]] == [1, 2, 3, 4, 5, 6]
    for page in (plain, asked, sheet, why):
        assert page.status_code == 200
        assert [word for word in PRIORITY_WORDS if word in page.text] == []


@pytest.mark.parametrize("who", ["fair_officer", "auditor"])
def test_whom_only_the_guarantee_put_on_the_list_is_hidden_from_who_may_not_know(
    browser, cast, vacancy, people, monkeypatch, who
):
    for months, worker in enumerate(people):
        JobSearch.objects.filter(worker=worker).update(ready_in_months=min(months, 3), accepts_shifts=True)
    monkeypatch.setattr(shortlist, "LIMIT", 3)
    run = make_match_run(vacancy)
    lifted = Worker.objects.get(pk=shortlist.read(run).ranked[2].id)
    assert (lifted.full_name, run.eligible) == ("Lò Thị Ế", 7 - 1)
    client = browser(getattr(cast, who))
    page, sheet = client.get(address("shortlist", vacancy)), client.get(address("shortlist-sheet", vacancy))
    # the second is left out too: somebody unlisted may have the same score
    assert [[row.ranked.id for row in each.context["people"]] for each in (page, sheet)] == [
        [people[0].pk],
        [people[0].pk],
    ]
    assert page.context["listed"] == 1
    assert client.get(address("explanation", vacancy, lifted)).status_code == 404
    assert "Place 1 by score." in client.get(address("explanation", vacancy, people[0])).text
    assert browser(cast.hoa).get(address("explanation", vacancy, lifted)).status_code == 200


def test_what_a_body_can_do_is_hidden_from_who_may_not_know(browser, cast, vacancy, people):
    Vacancy.objects.update(vision="fine_detail")
    JobSearch.objects.update(vision="normal")
    JobSearch.objects.filter(worker=people[0]).update(vision="")
    make_match_run(vacancy)
    told = {}
    for user in (cast.hoa, cast.fair_officer, cast.auditor):
        page = browser(user).get(address("explanation", vacancy, people[1]))
        asked = browser(user).get(address("explanation", vacancy, people[0]))
        chips = [chip["text"] for row in browser(user).get(address("shortlist", vacancy)).context["people"]
                 for chip in row.chips]  # fmt: skip
        told[user.role] = [
            sum("vision" in text.casefold() for text in texts)
            for texts in (
                [row["evidence"] for side in page.context["sides"] for row in side["parts"]],
                [text for text, _gain in asked.context["next_steps"]],
                chips,
            )
        ]
    assert told["counsellor"][0] > 0
    assert told["fair_officer"] == told["auditor"] == [0, 0, 0]


def test_an_auditor_reads_the_list_without_names(browser, cast, vacancy, people, run):
    page = browser(cast.auditor).get(address("shortlist", vacancy))
    assert sorted(names(page)) == sorted(person.code for person in people)
    assert "Lò Văn An" not in page.text


def test_an_unknown_condition_is_to_be_confirmed_first(browser, hoa, vacancy, run):
    page = browser(hoa).get(address("shortlist", vacancy))
    assert {row.name: row.confirm for row in page.context["people"] if row.confirm} == {
        "Lò Văn Bình": "Shift work"
    }
    assert "Confirm first: Shift work" in page.text


def test_the_report_of_the_guarantee(browser, hoa, vacancy, run):
    page = browser(hoa).get(address("shortlist", vacancy))
    report = page.context["report"]
    assert [row["share"] for row in report] == ["1/5", "2/5"]
    kept = [[(p.position, p.required, p.placed, reason) for p, reason in row["kept"]] for row in report]
    assert kept == [[(5, 1, 2, "")], [(5, 2, 2, "")]]


def test_a_changed_vacancy_marks_the_list_and_the_old_one_stays_readable(browser, hoa, vacancy, run):
    assert not browser(hoa).get(address("shortlist", vacancy)).context["is_stale"]
    Vacancy.objects.update(revision=2)
    task = make_match_task(vacancy)
    page = browser(hoa).get(address("shortlist", vacancy))
    assert page.context["is_stale"]
    assert "The vacancy was changed after this list was made." in page.text
    assert len(page.context["people"]) == 6
    assert f"{address('match-run', task)}?part=progress" in page.text


@pytest.mark.parametrize("start", ["0", "-1", "7", "x", "9" * 30, "²"])
def test_a_place_that_is_not_on_the_list_gives_the_top(browser, hoa, vacancy, run, start):
    page = browser(hoa).get(address("shortlist", vacancy), {"from": start})
    assert page.context["people"][0].place == 1


def test_a_long_list_is_turned_page_by_page(browser, hoa, son_la, vacancy):
    for number in range(30):
        make_seeker(son_la, f"Lò Văn {number:02}")
    JobSearch.objects.update(accepts_shifts=True)
    make_match_run(vacancy)
    first = browser(hoa).get(address("shortlist", vacancy))
    assert (len(first.context["people"]), first.context["from_next"]) == (25, 26)
    second = browser(hoa).get(address("shortlist", vacancy), {"from": "26"})
    assert [row.place for row in second.context["people"]] == [26, 27, 28, 29, 30]
    assert (second.context["from_previous"], second.context["from_next"]) == (1, None)
    assert len(browser(hoa).get(address("shortlist-sheet", vacancy)).context["people"]) == 30


def test_the_sums_of_an_explanation_add_up(browser, hoa, vacancy, people, run):
    page = browser(hoa).get(address("explanation", vacancy, people[1]))
    explained = page.context["explained"]
    for side, score in zip(
        page.context["sides"], (explained.employer_score, explained.worker_score), strict=True
    ):
        parts = [row["part"] for row in side["parts"]]
        assert all(part.weight * part.value == part.points for part in parts)
        assert side["points"] == sum(part.points for part in parts)
        assert 10 * side["points"] // side["weight"] == side["score"] == score
    both = explained.employer_score + explained.worker_score
    assert 2 * explained.employer_score * explained.worker_score // both == explained.score
    assert explained.score == page.context["person"].score
    assert f"{explained.score:,}" in page.text
    unknown = [gate.code for gate, _text, fix in page.context["gates"] if fix]
    assert unknown == ["shifts"]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_renders_in_both_languages(browser, hoa, vacancy, people, run, language):
    client = browser(hoa, language)
    for url in (
        address("shortlist", vacancy),
        address("shortlist", vacancy) + "?order=merit",
        address("shortlist-sheet", vacancy),
        address("match-run", run.task),
        *(address("explanation", vacancy, person) for person in people),
    ):
        assert client.get(url).status_code == 200


def test_a_name_cannot_bring_markup(browser, hoa, son_la, vacancy, people):
    Worker.objects.filter(pk=people[0].pk).update(full_name="<script>alert(1)</script>")
    make_match_run(vacancy)
    for url in (
        address("shortlist", vacancy),
        address("shortlist-sheet", vacancy),
        address("explanation", vacancy, people[0]),
    ):
        page = browser(hoa).get(url).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_somebody_who_left_the_register_keeps_the_place_without_a_name(
    browser, hoa, lai_chau, vacancy, people, run
):
    Worker.objects.filter(pk=people[0].pk).update(centre=lai_chau, commune_id="03388")
    page = browser(hoa).get(address("shortlist", vacancy))
    assert "no longer to be introduced" in names(page)
    assert "Lò Văn An" not in page.text
    assert browser(hoa).get(address("explanation", vacancy, people[0])).status_code == 404


@pytest.mark.parametrize("stopped", ["consent", "search", "closed"])
def test_who_took_the_consent_back_or_stopped_looking_is_on_no_list_made_before(
    browser, hoa, vacancy, people, run, stopped
):
    person = people[0]
    if stopped == "consent":
        withdraw_consent(worker=person, by=hoa, at=NOW)
    elif stopped == "search":
        close_job_search(
            search=person.job_searches.get(), version=person.version, reason="Có việc", by=hoa, at=NOW
        )
    else:
        Worker.objects.filter(pk=person.pk).update(state="closed")
    client = browser(hoa)
    for url in (address("shortlist", vacancy), address("shortlist-sheet", vacancy)):
        page = client.get(url)
        row = next(row for row in page.context["people"] if row.ranked.id == person.pk)
        assert (row.worker, row.name, row.about) == (None, "no longer to be introduced", "")
        assert (len(page.context["people"]), "Lò Văn An" in page.text) == (6, False)
    assert client.get(address("explanation", vacancy, person)).status_code == 404


@pytest.mark.parametrize("count", [1, 3, 25])
def test_the_list_takes_the_same_queries_however_long(
    browser, hoa, son_la, vacancy, django_assert_num_queries, count
):
    for number in range(count):
        make_seeker(son_la, f"Lò Văn {number:02}", skills=["sewing"])
    JobSearch.objects.update(accepts_shifts=True)
    make_match_run(vacancy)
    client = browser(hoa)
    client.get(address("shortlist", vacancy))
    # vacancy with run, waiting task, three lists of names, workers, searches, facts, decisions, referrals
    with django_assert_num_queries(FRAME + 10):
        client.get(address("shortlist", vacancy))


def test_of_the_facts_only_those_of_the_people_shown_are_read(
    browser, hoa, son_la, vacancy, run, django_assert_num_queries
):
    client = browser(hoa)
    client.get(address("shortlist", vacancy))
    with django_assert_num_queries(FRAME + 10) as queries:
        client.get(address("shortlist", vacancy))
    [facts] = [query["sql"] for query in queries if '"jobs_seekerfacts"."facts"' in query["sql"]]
    assert f'"worker_id" IN ({", ".join(map(str, run.worker_ids))})' in facts
