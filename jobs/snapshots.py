"""The register as matching saw it: a history of facts in the database, its newest state mapped from files.

A snapshot is a few numbers. Whose facts differ from the snapshot before stands in ``SeekerFacts``, so the
pool of any snapshot is the latest row of each person up to it, and one person is found by an index. Files
below ``settings.MATCH_POOLS`` are a cache of the columns the kernel reads: named by what they hold, shared by
every process of a machine, and made again from the database when they are missing or damaged.

The digest of a pool is the sum, modulo 2**256, of the SHA-256 of every person's canonical bytes. So it
follows from the digest before and from the changed rows alone. It finds every fault and every careless hand;
a forger with the means to search for sums could write the digest, too.
"""

import shutil
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from psycopg.errors import LockNotAvailable

from centres.models import Centre
from centres.queue import lease
from jobs.kernel.pool import Pool, UnreadablePool
from jobs.matching import codec
from jobs.matching.results import ENGINE_VERSION
from jobs.matching.types import Seeker
from jobs.models import Freshness, MatchPolicy, MatchSnapshot, SeekerFacts
from jobs.rules import POLICY, policy_of
from jobs.seekers import seekers_of
from workers import changes

log = structlog.get_logger("noiviec.matching")
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
LOCK_SPACE = 0x6E76  # first half of the advisory locks' keys; the second is the centre
KEPT_FOLDERS = 2  # of a centre: the newest, and the one that others may be opening
MOST_OPEN = 4  # pools a process keeps mapped
UNSAVED = 64  # snapshots in a row whose columns are in no file
MANY = 500  # changed people from whom on they are
MODULUS = 1 << 256

_open: OrderedDict[str, Pool] = OrderedDict()


class Overtaken(Exception):
    """Another process has brought the centre forward meanwhile."""


class MissingFacts(Exception):
    """What is stored of a snapshot does not add up to its digest: rows were changed or erased."""


@dataclass(frozen=True)
class Reading:
    """What one moment of the register says that the newest snapshot does not know."""

    standing: Freshness | None
    newest: MatchSnapshot | None
    as_of: date
    policy: MatchPolicy
    watermark: changes.Watermark
    before: Mapping[int, bytes | None]  # facts on record of those who were read again
    seekers: Mapping[int, Seeker]  # those of them who are looking for work now
    is_whole: bool  # everybody was read

    def differing(self) -> dict[int, bytes | None]:
        """Worker -> new facts, of those whose facts are not those on record."""
        now = {worker: codec.encode_seeker(seeker) for worker, seeker in self.seekers.items()}
        return {
            worker: now.get(worker)
            for worker in sorted(self.before.keys() | now.keys())
            if now.get(worker) != self.before.get(worker)
        }


def bring_forward(centre: Centre, *, at: datetime) -> MatchSnapshot:
    """The newest snapshot of a centre, made to agree with the register as it is now.

    A day, a policy or an engine that is new reads everybody again. Where nothing that matters has changed,
    nothing is written but the watermark.
    """
    reads_log = not connection.in_atomic_block  # it cannot tell what a transaction still open has written
    while True:
        with _turn(centre):
            with one_moment():
                reading = _read(centre, at, reads_log)
            differing = reading.differing()
            try:
                with transaction.atomic():
                    snapshot = _keep(centre, reading, differing, at)
            except Overtaken:
                continue
            _publish(snapshot, reading, differing)
            return snapshot


def day_of(at: datetime) -> date:
    """The day lists are made for: that of Vietnam."""
    return at.astimezone(VIETNAM).date()


@contextmanager
def one_moment() -> Iterator[None]:
    """A REPEATABLE READ, READ ONLY transaction: every query in it sees the same state of the world.

    Inside a caller's transaction that one's isolation holds; workers never open one around a batch.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@contextmanager
def _turn(centre: Centre) -> Iterator[None]:
    """One process at a time reads a centre, for no longer than a lease: whoever holds the turn may be frozen.

    This saves work and nothing more: two readings at once are told apart when they are written. The lock is
    the session's, because a REPEATABLE READ transaction begins with its first query and has to begin after
    the wait.
    """
    keys = [LOCK_SPACE, centre.pk]
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{lease().total_seconds()}s"])
                cursor.execute("SELECT pg_advisory_lock(%s, %s)", keys)
        except OperationalError as problem:
            if not isinstance(problem.__cause__, LockNotAvailable):
                raise
            yield
            return
        try:
            yield
        finally:
            if connection.is_usable():  # a lost connection has lost its locks
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", keys)


def _read(centre: Centre, at: datetime, reads_log: bool) -> Reading:
    standing = Freshness.objects.filter(centre=centre).select_related("newest").first()
    newest = standing.newest if standing else None
    as_of = max(day_of(at), newest.as_of) if newest else day_of(at)  # clocks differ; days only advance
    policy = MatchPolicy.objects.in_force(POLICY, as_of, centre)
    told = None
    if standing and reads_log and _agrees(standing.newest, as_of, policy):
        told = _told_since(standing)
    people = told.ids if told else None
    return Reading(
        standing=standing,
        newest=newest,
        as_of=as_of,
        policy=policy,
        watermark=told.watermark if told else changes.now(),
        before=facts_at(newest, people) if newest else {},
        seekers={seeker.id: seeker for seeker in _seekers(centre, policy, as_of, people)},
        is_whole=told is None,
    )


def _seekers(centre: Centre, policy: MatchPolicy, as_of: date, people: frozenset[int] | None) -> list[Seeker]:
    if people is not None and not people:
        return []
    return seekers_of(centre, policy=policy_of(policy), as_of=as_of, ids=people)


def _agrees(snapshot: MatchSnapshot, as_of: date, policy: MatchPolicy) -> bool:
    return (snapshot.as_of, snapshot.policy_id, snapshot.engine) == (as_of, policy.pk, ENGINE_VERSION)


def _told_since(standing: Freshness) -> changes.Changes | None:
    """Whom the log names since the last reading; None where it cannot say and everybody has to be read."""
    try:
        return changes.changed_since(changes.Watermark(standing.watermark), centre=standing.centre)
    except changes.TakenElsewhere:
        return None


def _keep(
    centre: Centre, reading: Reading, differing: Mapping[int, bytes | None], at: datetime
) -> MatchSnapshot:
    """Write what is new and move the watermark. Raises Overtaken if somebody else has done so meanwhile."""
    snapshot = reading.newest
    if snapshot is None or differing or not _agrees(snapshot, reading.as_of, reading.policy):
        snapshot = MatchSnapshot.objects.create(
            centre=centre,
            as_of=reading.as_of,
            policy=reading.policy,
            engine=ENGINE_VERSION,
            taken_at=at,
            **_sums(reading, differing),
        )
        _write_facts(snapshot, differing)
    if reading.standing is None:
        first = {"newest": snapshot, "compared": snapshot, "watermark": reading.watermark}
        _row, is_ours = Freshness.objects.get_or_create(
            centre=centre, defaults=first | {"not_before": at, "created_at": at}
        )
    else:
        as_read = Freshness.objects.filter(
            pk=reading.standing.pk, newest=reading.newest, watermark=reading.standing.watermark
        )
        is_ours = as_read.update(newest=snapshot, watermark=reading.watermark) == 1
    if not is_ours:
        raise Overtaken
    return snapshot


def _sums(reading: Reading, differing: Mapping[int, bytes | None]) -> dict[str, int | str]:
    """Number and digest of everybody, from those before and from what differs."""
    newest = reading.newest
    seekers, total = (newest.seekers, _number(newest.digest)) if newest else (0, 0)
    for worker, facts in differing.items():
        was = reading.before.get(worker)
        seekers += (facts is not None) - (was is not None)
        total += _hash(facts) - _hash(was)
    return {"seekers": seekers, "digest": _digest(total)}


def _hash(facts: bytes | None) -> int:
    return 0 if facts is None else int.from_bytes(sha256(facts).digest())


def _digest(total: int) -> str:
    return f"sum256:{total % MODULUS:064x}"


def _number(digest: str) -> int:
    return int(digest.partition(":")[2], 16)


def _write_facts(snapshot: MatchSnapshot, differing: Mapping[int, bytes | None]) -> None:
    table = SeekerFacts._meta.db_table
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} (worker_id, since_id, facts) FROM STDIN") as sheet,
    ):
        for worker, facts in differing.items():
            sheet.write_row((worker, snapshot.pk, facts))


# --- The way back ------------------------------------------------------------------------------------------


def facts_at(snapshot: MatchSnapshot, workers: Iterable[int] | None = None) -> dict[int, bytes | None]:
    """Worker -> facts as of a snapshot: the latest row of each person up to it, of everybody or of some."""
    rows = _history(snapshot, workers).filter(since__lte=snapshot.pk)
    latest = rows.order_by("worker", "-since").distinct("worker").values_list("worker", "facts")
    return {worker: facts if facts is None else bytes(facts) for worker, facts in latest.iterator(20_000)}


def _history(snapshot: MatchSnapshot, workers: Iterable[int] | None) -> QuerySet[SeekerFacts]:
    rows = SeekerFacts.objects.filter(since__centre=snapshot.centre_id)
    return rows if workers is None else rows.filter(worker__in=list(workers))


def seekers_at(snapshot: MatchSnapshot, workers: Iterable[int] | None = None) -> list[Seeker]:
    """People as they were at a snapshot; who was not looking for work, or has been erased, is left out."""
    facts = facts_at(snapshot, workers)
    return [codec.decode_seeker(each) for each in facts.values() if each is not None]


def everybody_at(snapshot: MatchSnapshot) -> list[Seeker]:
    """The whole pool of a snapshot, checked against its digest. Raises MissingFacts."""
    facts = [each for each in facts_at(snapshot).values() if each is not None]
    if _digest(sum(map(_hash, facts))) != snapshot.digest:
        raise MissingFacts(f"{len(facts)} of {snapshot.seekers} people")
    return [codec.decode_seeker(each) for each in facts]


def versions_since(earlier: MatchSnapshot, later: MatchSnapshot) -> dict[int, list[Seeker | None]]:
    """Whoever changed after one snapshot and by another -> every state they were in, the first included.

    None is the state of somebody who was not looking for work.
    """
    new = SeekerFacts.objects.filter(since__centre=later.centre_id, since__gt=earlier.pk, since__lte=later.pk)
    states: dict[int, list[Seeker | None]] = {}
    for worker, facts in new.order_by("since", "worker").values_list("worker", "facts"):
        states.setdefault(worker, []).append(None if facts is None else codec.decode_seeker(bytes(facts)))
    first = {seeker.id: seeker for seeker in seekers_at(earlier, states)}
    for worker, later_ones in states.items():
        later_ones.append(first.get(worker))
    return states


# --- Files -------------------------------------------------------------------------------------------------


def pool_of(snapshot: MatchSnapshot) -> Pool:
    """The columns of a snapshot, mapped; where no file holds them, made from those shortly before, else from
    the database.
    """
    if pool := _remembered(snapshot.digest):
        return pool
    if pool := _opened(snapshot) or _caught_up(snapshot):
        return _remember(snapshot.digest, pool)
    pool = Pool.of(everybody_at(snapshot))
    shutil.rmtree(_folder(snapshot), ignore_errors=True)
    _save(pool, _folder(snapshot))
    return _remember(snapshot.digest, pool)


def _opened(snapshot: MatchSnapshot) -> Pool | None:
    try:
        return Pool.open(_folder(snapshot))
    except UnreadablePool:
        return None


def _caught_up(snapshot: MatchSnapshot) -> Pool | None:
    """The columns of a snapshot made from the newest ones before it that are at hand; None where there are
    none, or they do not lead to its digest.
    """
    for earlier in _shortly_before(snapshot):
        if pool := _remembered(earlier.digest) or _opened(earlier):
            break
    else:
        return None
    new = SeekerFacts.objects.filter(
        since__centre=snapshot.centre_id, since__gt=earlier.pk, since__lte=snapshot.pk
    )
    facts = facts_at(snapshot, new.values_list("worker", flat=True))
    was = pool.seekers(sorted(facts.keys() & set(pool.ids.tolist())))
    total = _number(earlier.digest) - sum(_hash(codec.encode_seeker(seeker)) for seeker in was)
    if _digest(total + sum(map(_hash, facts.values()))) != snapshot.digest:
        return None
    changed = [codec.decode_seeker(each) for each in facts.values() if each is not None]
    return pool.replace(changed, [worker for worker, each in facts.items() if each is None])


def _shortly_before(snapshot: MatchSnapshot) -> QuerySet[MatchSnapshot]:
    """The snapshots before one, the newest first: between two that are saved stand no more than these."""
    earlier = MatchSnapshot.objects.filter(
        centre=snapshot.centre_id, engine=snapshot.engine, pk__lt=snapshot.pk
    )
    return earlier.order_by("-pk")[:UNSAVED]


def _publish(snapshot: MatchSnapshot, reading: Reading, differing: Mapping[int, bytes | None]) -> None:
    """Make the columns of a new snapshot from those before.

    Writing them takes longer than making them, so those of a few edits are left to whoever needs them; what
    nobody opens any more is dropped.
    """
    if reading.newest is not None and snapshot.digest == reading.newest.digest:
        return
    if reading.is_whole or reading.newest is None:
        pool = Pool.of(reading.seekers.values())
    else:
        gone = [worker for worker, facts in differing.items() if facts is None]
        changed = [reading.seekers[worker] for worker, facts in differing.items() if facts is not None]
        pool = pool_of(reading.newest).replace(changed, gone)
    _remember(snapshot.digest, pool)
    is_much = reading.is_whole or len(differing) > MANY
    if not is_much and any(_folder(earlier).exists() for earlier in _shortly_before(snapshot)):
        return
    folder = _folder(snapshot)
    _save(pool, folder)
    versions = sorted(folder.parent.glob("[!.]*"), key=lambda each: each.stat().st_mtime)
    for old in versions[:-KEPT_FOLDERS]:
        shutil.rmtree(old, ignore_errors=True)


def _folder(snapshot: MatchSnapshot) -> Path:
    name = f"{snapshot.engine}-{_number(snapshot.digest):064x}"
    return Path(settings.MATCH_POOLS) / str(snapshot.centre_id) / name


def _save(pool: Pool, folder: Path) -> None:
    """Into a folder of its own. A full or forbidden disk costs time, not lists."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        if not folder.exists():
            pool.save(folder)
    except OSError as problem:
        log.warning("pool_not_saved", error=type(problem).__name__)


def _remembered(digest: str) -> Pool | None:
    if digest in _open:
        _open.move_to_end(digest)
    return _open.get(digest)


def _remember(digest: str, pool: Pool) -> Pool:
    _open[digest] = pool
    _open.move_to_end(digest)
    while len(_open) > MOST_OPEN:
        _open.popitem(last=False)
    return pool
