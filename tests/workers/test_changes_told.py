"""The log of changes read: each told once, when it commits, whoever else is still writing."""

from contextlib import contextmanager

import psycopg
import pytest
from django.core import management
from django.db import connection, transaction

from centres.queue import CHANNEL
from tests.cast import NOW, TODAY, make_cast, write_catalogue
from tests.factories import make_household, make_poverty_status, make_worker
from workers import changes
from workers.models import LanguageSkill, Worker, WorkerChange, WorkerSkill
from workers.models.changes import NOTICE


def skill(worker):
    return WorkerSkill.objects.create(worker=worker, skill_id="sewing")


def language(worker):
    return LanguageSkill.objects.create(worker=worker, language_id="ko", proficiency="fair")


@pytest.fixture
def people(transactional_db):
    """The cast, committed."""
    write_catalogue()
    return make_cast()


@contextmanager
def elsewhere():
    """A second connection, its transaction open: a clerk who has not saved yet."""
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            yield cursor, other
    finally:
        other.close()


def test_a_change_is_told_once(people):
    one, two = make_worker(people.son_la), make_worker(people.son_la)
    mark = changes.now()
    assert not changes.waiting(mark)
    skill(one)
    assert changes.waiting(mark)
    first = changes.changed_since(mark, centre=people.son_la)
    assert first.ids == {one.pk}
    assert not changes.waiting(first.watermark)
    Worker.objects.filter(pk=two.pk).update(it_level="good")
    second = changes.changed_since(first.watermark, centre=people.son_la)
    assert second.ids == {two.pk}
    assert changes.changed_since(mark, centre=people.son_la).ids == {one.pk, two.pk}
    assert changes.changed_since(second.watermark, centre=people.son_la).ids == frozenset()


def test_a_centre_hears_of_its_own_people(people):
    ours, theirs = make_worker(people.son_la), make_worker(people.lai_chau)
    mark = changes.now()
    skill(ours)
    skill(theirs)
    assert changes.changed_since(mark, centre=people.son_la).ids == {ours.pk}
    after = changes.changed_since(mark, centre=people.lai_chau)
    assert after.ids == {theirs.pk}
    Worker.objects.filter(pk=ours.pk).update(centre=people.lai_chau)
    assert changes.changed_since(after.watermark, centre=people.son_la).ids == {ours.pk}
    assert changes.changed_since(after.watermark, centre=people.lai_chau).ids == {ours.pk}
    mark, gone = changes.now(), theirs.pk
    theirs.delete()
    assert changes.changed_since(mark, centre=people.lai_chau).ids == {gone}
    assert changes.changed_since(mark, centre=people.son_la).ids == frozenset()


def test_a_decision_is_told_of_every_member(people):
    household = make_household(people.son_la)
    members = {make_worker(people.son_la, household=household).pk for _ in range(3)}
    make_worker(people.son_la, household=make_household(people.son_la))
    mark = changes.now()
    make_poverty_status(household)
    assert changes.changed_since(mark, centre=people.son_la).ids == members
    assert changes.changed_since(mark, centre=people.lai_chau).ids == frozenset()


def test_a_decision_and_a_new_member_at_once(people):
    """Neither transaction sees the other; the decision is the later one, and the new member is told of it."""
    household, worker = make_household(people.son_la), make_worker(people.son_la)
    mark = changes.now()
    with elsewhere() as (clerk, clerks), elsewhere() as (commune, communes):
        clerk.execute("UPDATE workers_worker SET household_id = %s WHERE id = %s", [household.pk, worker.pk])
        commune.execute(
            "INSERT INTO workers_povertystatus (household_id, category, standard, decision_no, valid_from,"
            " evidence, recorded_at) VALUES (%s, 'poor', '07/2021/ND-CP', '1', %s, '', %s)",
            [household.pk, TODAY, NOW],
        )
        clerks.commit()
        joined = changes.changed_since(mark, centre=people.son_la)
        communes.commit()
    assert joined.ids == {worker.pk}
    assert changes.changed_since(joined.watermark, centre=people.son_la).ids == {worker.pk}


def test_a_long_transaction_holds_nobody_up_and_is_told_when_it_commits(people):
    slow, quick = make_worker(people.son_la), make_worker(people.son_la)
    mark = changes.now()
    with elsewhere() as (clerk, import_):
        clerk.execute("UPDATE workers_worker SET it_level = 'good' WHERE id = %s", [slow.pk])
        skill(quick)
        early = changes.changed_since(mark, centre=people.son_la)
        assert early.ids == {quick.pk}
        assert not changes.waiting(early.watermark)
        assert changes.changed_since(early.watermark, centre=people.son_la).ids == frozenset()
        import_.commit()
    assert changes.waiting(early.watermark)
    late = changes.changed_since(early.watermark, centre=people.son_la)
    assert late.ids == {slow.pk}
    assert changes.changed_since(late.watermark, centre=people.son_la).ids == frozenset()


def test_what_is_rolled_back_is_not_told(people):
    worker = make_worker(people.son_la)
    mark = changes.now()
    with elsewhere() as (clerk, form):
        clerk.execute("UPDATE workers_worker SET it_level = 'good' WHERE id = %s", [worker.pk])
        form.rollback()
    with transaction.atomic():
        point = transaction.savepoint()
        skill(worker)
        transaction.savepoint_rollback(point)
    assert not changes.waiting(mark)
    assert changes.changed_since(mark, centre=people.son_la).ids == frozenset()


def test_a_reading_and_its_watermark_are_one_moment(people):
    """What commits while a full reading runs is told afterwards, wherever in it the watermark is taken."""
    worker = make_worker(people.son_la)
    with transaction.atomic(), elsewhere() as (clerk, clerks):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        seen = Worker.objects.get(pk=worker.pk).it_level
        clerk.execute("UPDATE workers_worker SET it_level = 'good' WHERE id = %s", [worker.pk])
        clerks.commit()
        mark = changes.now()
    assert seen == ""
    assert changes.changed_since(mark, centre=people.son_la).ids == {worker.pk}


def test_what_somebody_may_still_need_is_kept(people):
    """Other transactions of the cluster may keep more; nothing keeps less."""
    worker = make_worker(people.son_la)
    with elsewhere() as (clerk, clerks):
        clerk.execute("UPDATE workers_worker SET it_level = 'good' WHERE id = %s", [worker.pk])
        mark = changes.now()
        clerks.commit()
    changes.prune(mark)
    assert changes.changed_since(mark, centre=people.son_la).ids == {worker.pk}


def test_what_everybody_has_seen_is_dropped(people):
    worker = make_worker(people.son_la)
    skill(worker)
    place = changes.now().split("/")[0]
    first, last = WorkerChange.objects.order_by("xid").values_list("xid", flat=True)
    assert changes.prune(changes.Watermark(f"{place}/{first}:{last}:")) == 0
    assert changes.prune(changes.Watermark(f"{place}/{last}:{last}:")) == 1
    assert list(WorkerChange.objects.values_list("xid", flat=True)) == [last]


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_watermark_of_another_place_is_refused(people, part):
    """Another cluster, a backup brought back, a table restored from a dump."""
    place, snapshot = changes.now().split("/")
    names = place.split("-")
    names[part] += "1"
    foreign = changes.Watermark("-".join(names) + "/" + snapshot)
    assert changes.waiting(foreign)
    with pytest.raises(changes.TakenElsewhere):
        changes.changed_since(foreign, centre=people.son_la)


def test_whoever_listens_hears_one_word_a_transaction(people):
    worker = make_worker(people.son_la)
    parameters = connection.get_connection_params()
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    with psycopg.connect(**parameters, autocommit=True) as listener:
        listener.execute(f"LISTEN {CHANNEL}")
        with transaction.atomic():
            skill(worker)
            language(worker)
            Worker.objects.filter(pk=worker.pk).update(it_level="good")
        Worker.objects.filter(pk=worker.pk).update(phone="+84987654321")
        heard = [notice.payload for notice in listener.notifies(timeout=0.3)]
    assert heard == [NOTICE]


def test_the_flush_of_tests_empties_the_log(people):
    make_worker(people.son_la)
    management.call_command("flush", interactive=False, verbosity=0)
    assert not WorkerChange.objects.exists()
