"""match: the first hundred of one vacancy, the engine against every other way of computing the same score.

Engines take turns vacancy by vacancy, so that a noisy neighbour is everybody's. The answer of each is
compared with that of the plain-Python reference before the next one is asked.
"""

from collections.abc import Sequence
from time import perf_counter

from django.db import connection

from jobs.matching.codec import encode
from jobs.matching.rank import rank
from seeds.bench.bench import Bench, one_core, profiles
from seeds.bench.formula import Question
from seeds.bench.measure import Mismatch, Series, first_difference
from seeds.bench.peers import LIMIT, Hit, Missing, Peer
from seeds.bench.peers.duck import Duck
from seeds.bench.peers.frame import Frame
from seeds.bench.peers.inverted import Inverted
from seeds.bench.peers.kernel import Kernel
from seeds.bench.peers.orm import Orm
from seeds.bench.peers.scalar import Scalar
from seeds.bench.peers.set_sql import SetSql
from seeds.bench.peers.vectors import Vectors
from seeds.bench.peers.wide_sql import WideSql

VACANCIES = 20
SEEN = 40  # other vacancies a process in service has ranked over the same register
REPLAYED = 3  # vacancies whose whole Ranking is compared byte by byte with the reference
PEERS = (Orm, SetSql, WideSql, Duck, Frame, Inverted, Vectors)


def run(bench: Bench) -> None:
    """Time every engine on every vacancy under both profiles. Raises Mismatch."""
    timed = bench.count(VACANCIES)
    openings, seen = (every := bench.openings(timed + SEEN))[:timed], every[timed:]
    with one_core():
        oracle, engine = Scalar(), Kernel()
        engines = _opened(bench, [oracle, engine, *(make() for make in PEERS)])
        try:
            limit = engine.bytes_per_person() * len(bench.seekers) / bench.bandwidth
            bench.report.say(
                f"  {engine.bytes_per_person():.0f} bytes a person in the columns;"
                f" reading all of them once takes {limit * 1000:.3f} ms"
            )
            for policy, profile in profiles().items():
                engine.open(bench.world)  # what it keeps of an opening would serve the next profile
                _warm_up(engines, Question(seen[0], profile))
                _serve(bench, engine, [Question(opening, profile) for opening in seen])
                questions = [Question(opening, profile) for opening in openings]
                _race(bench, policy, questions, engines, limit)
        finally:
            for peer in engines:
                peer.close()


def _opened(bench: Bench, wanted: Sequence[Peer]) -> list[Peer]:
    opened, world = [], bench.world
    for peer in wanted:
        started = perf_counter()
        try:
            peer.open(world)
        except Missing as reason:
            bench.report.say(f"  {peer.name}: skipped: {reason}")
            continue
        opened.append(peer)
        bench.report.say(f"  {peer.name}: ready in {perf_counter() - started:.2f} s")
    return opened


def _warm_up(engines: Sequence[Peer], question: Question) -> None:
    """One untimed answer of each, to a vacancy that is not timed."""
    for peer in engines:
        peer.top(question)


def _serve(bench: Bench, engine: Kernel, seen: Sequence[Question]) -> None:
    """Let the engine rank vacancies that are not timed, as the process of a centre has: it keeps what they
    say of codes. What the first ones took longer is told.
    """
    took = [_seconds(engine, question) * 1000 for question in seen]
    later = took[len(took) // 2 :]
    bench.report.say(
        f"  kernel, before it is timed: first vacancies {', '.join(f'{each:.1f}' for each in took[:3])} ms,"
        f" the last {len(later)} of {len(took)} {sum(later) / max(1, len(later)):.1f} ms"
    )


def _seconds(engine: Kernel, question: Question) -> float:
    started = perf_counter()
    engine.ranking(question)
    return perf_counter() - started


def _race(
    bench: Bench, policy: str, questions: Sequence[Question], engines: Sequence[Peer], limit: float
) -> None:
    server = _backend()
    series = {peer.name: Series(peer.name, server if "SQL" in peer.name else None) for peer in engines}
    found: dict[str, list[float]] = {peer.name: [] for peer in engines if not peer.exact}
    eligible = 0
    for number, question in enumerate(questions, 1):
        expected: list[Hit] = []
        for peer in engines:
            got = _timed(peer, question, series[peer.name])
            if isinstance(peer, Scalar):
                expected, eligible = got, eligible + peer.eligible
            elif peer.exact:
                _same(expected, got, peer.name, question)
            else:
                found[peer.name].append(_recall(expected, got, peer.name, question))
        if number <= REPLAYED:
            _replay(bench, engines, question)
        bench.report.progress(number, len(questions))
    share = eligible / (len(questions) * max(1, len(bench.seekers)))
    bench.report.say(
        f"  policy {policy}: {len(questions)} vacancies, {len(bench.seekers):,} people looking for work,"
        f" {share:.0%} eligible for one vacancy"
    )
    kernel = series.pop(Kernel.name)
    about = {"vacancies": len(questions), "policy": policy}
    bench.report.table("match", kernel, list(series.values()), **about)
    bench.report.add("match", Kernel.name, "scan limit", kernel.mean, limit, **about)
    bench.report.say(f"  the kernel takes {kernel.mean / limit:,.1f} times the scan limit")
    for name, recalls in found.items():
        bench.report.say(f"  {name}: {sum(recalls) / len(recalls):.0%} of the right hundred")


def _timed(peer: Peer, question: Question, series: Series) -> list[Hit]:
    """The first hundred; of the kernel the whole list with its reserve is what is timed."""
    if isinstance(peer, Kernel):
        series.time(peer.ranking, question)
        return peer.top(question)
    return series.time(peer.top, question)


def _same(expected: list[Hit], got: list[Hit], name: str, question: Question) -> None:
    if got != expected:
        where = f"vacancy {question.opening.id}, profile {question.profile.code}"
        raise Mismatch(f"{name}, {where}: {first_difference(expected, got)}")


def _recall(expected: list[Hit], got: list[Hit], name: str, question: Question) -> float:
    """Share of the right people an approximate index found; what it found must have the right scores."""
    right = {hit.id: hit for hit in expected}
    for hit in got:
        if right.get(hit.id, hit) != hit:
            _same([right[hit.id]], [hit], name, question)
    return sum(hit.id in right for hit in got) / max(1, len(expected))


def _replay(bench: Bench, engines: Sequence[Peer], question: Question) -> None:
    """The kernel's whole Ranking against the reference's, as bytes."""
    for peer in engines:
        if isinstance(peer, Kernel):
            expected = rank(
                question.opening,
                bench.seekers,
                profile=question.profile,
                policy=bench.world.policy,
                limit=LIMIT,
            )
            got = peer.ranking(question)
            if encode(got) != encode(expected):
                place = first_difference(list(expected.ranked), list(got.ranked))
                raise Mismatch(f"{peer.name}, vacancy {question.opening.id}, whole ranking: {place}")


def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])
