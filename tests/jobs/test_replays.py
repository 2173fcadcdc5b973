"""A stored run can be made again without the registers, and says what is wrong when it cannot."""

from io import StringIO

import pgtrigger
import pytest
from django.core.management import CommandError, call_command

from jobs import replays
from jobs.models import MatchOpening, MatchRun, MatchSnapshot, SeekerFacts, Vacancy
from tests.cast import TODAY
from tests.factories import make_employer, make_match_run, make_rules, make_seeker, make_vacancy
from workers.models import Consent, JobSearch, Worker


@pytest.fixture
def run(cast):
    make_rules()
    vacancy = make_vacancy(make_employer(cast.son_la, "Xưởng may Tô Hiệu"), commune_id="03646")
    for number in range(3):
        make_seeker(cast.son_la, f"Lò Văn {number}", skills=["sewing"])
    return make_match_run(vacancy)


def replay(*names):
    """What the command prints, and the sentence it fails with."""
    out = StringIO()
    try:
        call_command("replay_match_run", *names, stdout=out)
    except CommandError as problem:
        return out.getvalue(), str(problem)
    return out.getvalue(), ""


def test_a_run_is_made_again_without_the_registers(run):
    JobSearch.objects.all().delete()
    Vacancy.objects.update(occupation_id="5120", wage_min_vnd=1)
    assert replay() == (f"{run.public_id} {run.result_digest} same\n", "")


def test_a_run_is_found_by_its_own_name_and_by_its_task(run):
    assert replay(run.public_id) == replay(run.task.public_id) == replay()
    assert replay("ml_nobody") == ("", "No such run: ml_nobody")


def test_each_run_is_replayed_with_the_people_of_its_own_snapshot(run):
    [first, *_] = run.worker_ids
    Consent.objects.filter(worker=first).update(withdrawn_on=TODAY)
    later = make_match_run(run.vacancy)
    assert (first in later.worker_ids, later.snapshot_id > run.snapshot_id) == (False, True)
    assert [line.split()[-1] for line in replay()[0].splitlines()] == ["same", "same"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda run: SeekerFacts.objects.filter(worker=run.worker_ids[0]).delete(), "facts of the snapshot"),
        (lambda run: Worker.objects.get(pk=run.worker_ids[0]).delete(), "facts of the snapshot"),
        (lambda run: SeekerFacts.objects.update(facts=b"[]"), "facts of the snapshot"),
        (lambda run: MatchOpening.objects.update(content=b"{}"), "the stored vacancy was changed"),
        (lambda run: MatchSnapshot.objects.update(digest="sum256:0"), "facts of the snapshot"),
        (lambda run: MatchRun.objects.update(profile=other_profile(run)), "are not those the run names"),
        (lambda run: MatchRun.objects.update(scores=[1, 2, 3]), "the stored list was changed"),
        (lambda run: MatchRun.objects.update(result_digest="sha256:0"), "the rules give sha256:"),
        (lambda run: MatchRun.objects.update(engine="0.9"), "made by engine 0.9"),
    ],
    ids=["facts gone", "person erased", "facts", "vacancy", "digest of the people", "weights", "list",
         "digest of the list", "engine"],
)  # fmt: skip
def test_what_was_tampered_with_is_named(run, change, said):
    with pgtrigger.ignore():
        change(run)
    out, problem = replay()
    assert f"DIFFERENT: {said}" in out or said in out
    assert problem == "1 runs did not come out the same."


def other_profile(run):
    return type(run.profile).objects.exclude(pk=run.profile_id).order_by("pk").first()


def test_the_rules_and_the_kernel_are_both_asked(run, monkeypatch):
    monkeypatch.setattr(replays, "replay_fast", lambda run, pool: replays.ranking_of(later(run)))
    assert "DIFFERENT: the kernel give sha256:" in replay()[0]


def later(run):
    """The same list as another would have made it."""
    run.eligible += 1
    return run
