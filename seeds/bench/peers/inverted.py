"""tantivy: a search engine finds people by gates and closeness of occupation, the reference scores its hits.

A search engine cannot divide integers as the score does, so it does what it is good at. Occupations are
visited in bands of falling similarity; a band is asked for only while somebody in it could still reach the
hundredth place, so the list is exact. What no index term can say (experience, places) is left to the gates
of the reference.
"""

import importlib
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from jobs.matching.compiled import Compiled, CompiledSide, compile_opening
from jobs.matching.conditions import ABILITY_SCALES, STEPS, demanding_scales
from jobs.matching.gates import ADULT_AGE
from jobs.matching.lookup import FULL
from jobs.matching.score import match_score, side_score
from jobs.matching.similarity import related_permille
from jobs.matching.types import Opening, Seeker
from jobs.matching.worker_side import demands
from seeds.bench.formula import Question
from seeds.bench.peers import LIMIT, Hit, Missing, World

BANDS = (700, 500, 300, 100, 0)  # least permille of each band of occupations
NUMBERS = ("row", "age", "education", "technical_level", "it_level")
HEAP_BYTES = 256_000_000
UNKNOWN = "unknown"  # no wish: what it would be worth is filled, so no band bounds it
LEVELS = {"education": "education", "technical_level": "technical_level", "it_level": "it"}


class Scored(NamedTuple):
    """A hit with what orders it."""

    hit: Hit
    key: tuple[int, int, int, int]


class Inverted:
    """An inverted index in memory; one document per person."""

    name = "tantivy, filter then score"
    exact = True

    def open(self, world: World) -> None:
        try:
            self.tantivy = importlib.import_module("tantivy")
        except ImportError as missing:
            raise Missing("tantivy is not installed") from missing
        self.seekers = world.seekers
        self.codes = world.wide.occupations
        builder = self.tantivy.SchemaBuilder()
        for name in NUMBERS:
            builder.add_integer_field(name, indexed=True, fast=name == "row")
        builder.add_text_field("occupation", tokenizer_name="raw")
        builder.add_text_field("fact", tokenizer_name="raw")
        self.schema = builder.build()
        self.index = self.tantivy.Index(self.schema)
        writer = self.index.writer(HEAP_BYTES, 1)
        for row, seeker in enumerate(self.seekers):
            writer.add_document(self._document(row, seeker))
        writer.commit()
        writer.wait_merging_threads()
        self.index.reload()

    def _document(self, row: int, seeker: Seeker) -> Any:
        document = self.tantivy.Document()
        document.add_integer("row", row)
        for name in NUMBERS[1:]:
            if (value := getattr(seeker, name)) is not None:
                document.add_integer(name, value)
        occupations = {*seeker.wished, *(job.code for job in seeker.past)}
        for code in sorted(occupations if seeker.wished else occupations | {UNKNOWN}):
            document.add_text("occupation", code)
        for fact in _facts(seeker):
            document.add_text("fact", fact)
        return document

    def top(self, question: Question) -> list[Hit]:
        compiled = compile_opening(question.opening, question.profile)
        searcher = self.index.searcher()
        related = {code: related_permille(question.opening, code) for code in self.codes}
        refused, seen, best = self._refused(question.opening), set[int](), list[Scored]()
        most = FULL
        for least in BANDS:
            if len(best) == LIMIT and best[-1].hit.m > highest(compiled, most):
                break
            codes = [code for code, permille in related.items() if least <= permille <= most]
            wanted = [*codes, UNKNOWN] if most == FULL else codes
            rows = self._rows(searcher, wanted, refused)
            best = self._merged(best, [row for row in rows if row not in seen], compiled)
            seen.update(rows)
            most = least - 1
        return [scored.hit for scored in best]

    def _rows(self, searcher: Any, codes: Sequence[str], refused: Sequence[Any]) -> list[int]:
        query, occur = self.tantivy.Query, self.tantivy.Occur
        among = query.const_score_query(query.term_set_query(self.schema, "occupation", codes), 1.0)
        asked = query.boolean_query([(occur.Must, among), *((occur.MustNot, each) for each in refused)])
        hits = searcher.search(asked, limit=max(1, len(self.seekers)), count=False).hits
        return searcher.fast_field_values("row", [address for _, address in hits])

    def _merged(self, best: list[Scored], rows: Sequence[int], compiled: Compiled) -> list[Scored]:
        found = list(best)
        for row in rows:
            seeker = self.seekers[row]
            if any(gate.result == "fail" for gate in compiled.gate_results(seeker)):
                continue
            e, w, m = compiled.scores(seeker)
            found.append(Scored(Hit(seeker.id, e, w, m), (-m, -seeker.tier, seeker.registered, seeker.id)))
        return sorted(found, key=itemgetter(1))[:LIMIT]

    def _refused(self, opening: Opening) -> list[Any]:
        """Queries for people some gate removes; a document that says nothing is in none of them."""
        query, kind = self.tantivy.Query, self.tantivy.FieldType.Integer
        facts = list(_refusing_facts(opening))
        found = [query.term_set_query(self.schema, "fact", facts)]
        least = max(opening.min_age, ADULT_AGE) if opening.kind == "overseas" else opening.min_age
        below = {"age": least}
        for name, criterion in LEVELS.items():
            need = getattr(opening, name)
            if need and opening.importance.get(criterion) == "must":
                below[name] = need
        for name, need in below.items():
            found.append(query.range_query(self.schema, name, kind, lower_bound=0, upper_bound=need - 1))
        return found

    def close(self) -> None:
        del self.index


def _facts(seeker: Seeker) -> Iterator[str]:
    """What a gate may refuse, as terms."""
    if not seeker.consents:
        yield "no consent"
    for code in sorted(seeker.skills_lacking - seeker.skills_held):
        yield f"lacks {code}"
    for tag, level in seeker.languages:
        yield f"speaks {tag} {level}"
    for scale, level in seeker.conditions._asdict().items():
        if level is not None:
            yield f"{scale} {level}"
    for name in ("shifts", "trips", "secondment"):
        if getattr(seeker, f"accepts_{name}") is False:
            yield f"no {name}"


def _refusing_facts(opening: Opening) -> Iterator[str]:
    """Terms of people this opening refuses."""
    must = {code for code, importance in opening.importance.items() if importance == "must"}
    yield "no consent"
    yield from (f"lacks {skill.code}" for skill in opening.skills if skill.importance == "must")
    if "language" in must:
        yield from (f"speaks {tag} {level}" for tag, need in opening.languages for level in range(need))
    if "conditions" in must:
        for scale in demanding_scales(opening.conditions, ABILITY_SCALES):
            steps = STEPS[scale][getattr(opening.conditions, scale)]
            yield from (f"{scale} {level}" for level, apart in enumerate(steps) if apart >= 2)
    if "availability" in must:
        yield from (f"no {name}" for name in demands(opening))


def highest(compiled: Compiled, most: int) -> int:
    """The best M of anybody whose closest occupation, wished or past, is worth at most ``most`` permille."""

    def side(part: CompiledSide, criterion: str) -> int:
        rule = part.shrinkage
        weights = dict(zip((one.code for one in part.criteria), rule.weights, strict=True))
        return side_score(FULL * rule.total - weights.get(criterion, 0) * (FULL - most), rule.total)

    return match_score(side(compiled.employer, "occupation"), side(compiled.worker, "occupation_wished"))
