"""Old lists nobody asked for go, with what only they need; every list that stays can still be replayed."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from jobs import retention
from jobs.models import Freshness, MatchOpening, MatchRun, MatchSnapshot, Override, SeekerFacts
from tests.cast import NOW
from tests.factories import make_employer, make_match_run, make_rules, make_seeker, make_vacancy
from workers.models import JobSearch

SOON = NOW + timedelta(days=1)


@pytest.fixture
def runs(cast):
    """Four lists of one vacancy, each after somebody's wage wish changed; the first was asked for."""
    make_rules()
    vacancy = make_vacancy(make_employer(cast.son_la, "Xưởng may Tô Hiệu"), commune_id="03646")
    people = [make_seeker(cast.son_la, f"Lò Văn {number}") for number in range(3)]
    made = []
    for wage in range(4):
        JobSearch.objects.filter(worker=people[0]).update(
            wage_mode="monthly", wage_vnd=(wage + 5) * 1_000_000
        )
        made.append(make_match_run(vacancy))
    for run in made[1:]:  # as a turn would have made them
        MatchRun.objects.filter(pk=run.pk)._raw_delete("default")
        run.task = None
        run.save(force_insert=True)
    vacancy.current_run = made[-1]
    vacancy.save(update_fields=["current_run"])
    Freshness.objects.update(compared=made[-1].snapshot)
    return made


def test_what_nobody_asked_for_and_nobody_reads_goes(runs):
    gone = retention.prune(before=SOON)
    assert (gone["runs"], gone["openings"], gone["facts"], gone["snapshots"]) == (2, 0, 2, 2)
    assert list(MatchRun.objects.order_by("pk")) == [runs[0], runs[3]]
    assert (MatchSnapshot.objects.count(), SeekerFacts.objects.count()) == (2, 4)
    assert MatchOpening.objects.count() == 1
    call_command("replay_match_run")  # raises when a list does not come out the same


def test_a_list_somebody_decided_on_stays(runs, hoa):
    Override.objects.create(
        vacancy=runs[1].vacancy,
        worker_id=runs[1].worker_ids[0],
        run=runs[1],
        decision="aside",
        reason="Đã có việc.",
        decided_by=hoa,
        decided_at=NOW,
    )
    assert retention.prune(before=SOON)["runs"] == 1
    assert list(MatchRun.objects.order_by("pk")) == [runs[0], runs[1], runs[3]]
    call_command("replay_match_run")


def test_what_is_young_stays(runs):
    assert set(retention.prune(before=NOW).values()) == {0}
    assert MatchRun.objects.count() == 4
    call_command("replay_match_run")


def test_the_command_keeps_at_least_a_day(runs):
    with pytest.raises(CommandError, match="at least 1"):
        call_command("prune_match_runs", days=0)
    assert MatchRun.objects.count() == 4
