"""Bring every reference list of the catalogue to the state of its file in this folder.

A file is a CSV whose header names the columns of its table, so a list needs no code of its own. Loading
compares first and writes only what differs; a row that left its file is retired, never deleted, and comes
back when the file names it again.
"""

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models, transaction

from catalog import models as catalog
from catalog.vietnamese import search_key, sort_key
from jobs.matching import codec
from jobs.matching.policy import PriorityPolicy, Profile, default_policy, default_profiles
from jobs.models import MatchPolicy, MatchProfile
from jobs.models.matching import Versioned
from seeds.similarity import table

FOLDER = Path(__file__).parent
RENAMED = {"name_vi": "name", "province_code": "place_code"}
RULES_IN_FORCE_FROM = date(2026, 1, 1)  # Employment Law 74/2025/QH15

Row = dict[str, Any]


class BadList(Exception):
    """A file names a row twice, or a column its table does not have."""


@dataclass(frozen=True)
class ReferenceList:
    """One table and the file it is read from; ``key`` are the columns that name a row for ever."""

    model: type[models.Model]
    file: str
    key: tuple[str, ...] = ("code",)
    source: Callable[["ReferenceList"], Iterator[Row]] | None = None

    def rows(self) -> Iterator[Row]:
        """The rows of the file with values as the database holds them."""
        return self.source(self) if self.source else read_table(self.model, FOLDER / self.file)


@dataclass(frozen=True)
class Outcome:
    """What one loading changed, in rows."""

    name: str
    new: int = 0
    changed: int = 0
    retired: int = 0
    unchanged: int = 0

    @property
    def touched(self) -> int:
        return self.new + self.changed + self.retired


def read_table(model: type[models.Model], path: Path) -> Iterator[Row]:
    """Rows of a CSV, each value converted by the field its column names. Raises BadList."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        reader.fieldnames = [RENAMED.get(name, name) for name in reader.fieldnames or ()]
        try:
            fields = {column: model._meta.get_field(column) for column in reader.fieldnames}
        except FieldDoesNotExist as problem:
            raise BadList(f"{path.name}: {problem}") from problem
        keyed = any(field.name == "sort_key" for field in model._meta.fields)
        for cells in reader:
            row = {column: _value(field, cells[column]) for column, field in fields.items()}
            yield row | _keys(row["name"]) if keyed else row


def _value(field: Any, text: str) -> Any:
    return None if text == "" and field.null else field.to_python(text)


def _keys(name: str) -> Row:
    return {"sort_key": sort_key(name)[:800], "search_key": search_key(name)[:400]}


def _aliases(reference: ReferenceList) -> Iterator[Row]:
    """Titles of the official list first, then collected ones that are not on it."""
    known = set()
    for row in read_table(reference.model, FOLDER / reference.file):
        known.add((row["occupation_id"], search_key(row["title"])))
        yield row
    with (FOLDER / "occupation_aliases_extra.csv").open(encoding="utf-8", newline="") as file:
        for cells in csv.DictReader(file):
            key = (cells["code4"], search_key(cells["title_vi"]))
            if key not in known:
                known.add(key)
                yield {"occupation_id": key[0], "title": cells["title_vi"], "source": "collected"}


LISTS = (
    ReferenceList(catalog.Province, "provinces.csv"),
    ReferenceList(catalog.Commune, "communes.csv"),
    ReferenceList(catalog.FormerPlace, "former_places.csv"),
    ReferenceList(catalog.PlaceSpelling, "place_aliases.csv", ("alias",)),
    ReferenceList(catalog.Occupation, "occupations.csv"),
    ReferenceList(catalog.OccupationAlias, "occupation_aliases.csv", ("occupation_id", "title"), _aliases),
    ReferenceList(catalog.IscoGroup, "isco_groups.csv"),
    ReferenceList(catalog.Industry, "industries.csv"),
    ReferenceList(catalog.EthnicGroup, "ethnic_groups.csv"),
    ReferenceList(catalog.Language, "languages.csv"),
    ReferenceList(catalog.TrainingField, "training_fields.csv"),
    ReferenceList(catalog.Skill, "skills.csv"),
    ReferenceList(catalog.FormOption, "form_options.csv", ("form_list", "key")),
    ReferenceList(catalog.PriorityGroup, "priority_groups.csv"),
    ReferenceList(catalog.FundingLine, "funding_lines.csv"),
)


@transaction.atomic
def load(reference: ReferenceList, *, on: date) -> Outcome:
    """Bring one list up to its file; rows that left it are retired on ``on``. Raises BadList."""
    model, key = reference.model, reference.key
    wanted: dict[tuple, Row] = {}
    for row in reference.rows():
        name = tuple(row[column] for column in key)
        if name in wanted:
            raise BadList(f"{reference.file}: {'/'.join(map(str, name))} stands there twice.")
        wanted[name] = row
    if not wanted:
        raise BadList(f"{reference.file} is empty.")
    retires = any(field.name == "retired_on" for field in model._meta.fields)
    if retires:
        wanted = {name: row | {"retired_on": None} for name, row in wanted.items()}
    columns = list(next(iter(wanted.values())))
    present = {
        tuple(row[column] for column in key): row for row in model._default_manager.values("pk", *columns)
    }
    new = [row for name, row in wanted.items() if name not in present]
    changed = [row for name, row in wanted.items() if name in present and row.items() - present[name].items()]
    _upsert(model, new + changed, key, columns)
    gone = [row for name, row in present.items() if name not in wanted]
    retired = _retire(model, gone, on) if retires else _drop(model, gone)
    untouched = len(wanted) - len(new) - len(changed)
    return Outcome(model._meta.object_name or "", len(new), len(changed), retired, untouched)


def _upsert(model: type[models.Model], rows: list[Row], key: tuple[str, ...], columns: list[str]) -> None:
    if rows:
        names = {column: model._meta.get_field(column).name for column in columns}
        model._default_manager.bulk_create(
            (model(**row) for row in rows),
            update_conflicts=True,
            unique_fields=[names[column] for column in key],
            update_fields=[names[column] for column in columns if column not in key],
            batch_size=1_000,
        )


def _retire(model: type[models.Model], gone: list[Row], on: date) -> int:
    current = model._default_manager.filter(pk__in=[row["pk"] for row in gone], retired_on=None)
    return current.update(retired_on=on)


def _drop(model: type[models.Model], gone: list[Row]) -> int:
    """Rows nothing may point at (titles of occupations, spellings) simply go."""
    return model._default_manager.filter(pk__in=[row["pk"] for row in gone]).delete()[0]


@transaction.atomic
def load_related(*, on: date) -> Outcome:
    """Add the shipped table of related occupations if it is missing; a published version never changes.

    Raises BadList when its version is published with other numbers.
    """
    shipped = table.load(FOLDER)
    related, new = catalog.RelatedOccupations.objects.get_or_create(
        version=shipped.version,
        defaults={
            "digest": shipped.digest,
            "codes": shipped.codes,
            "permilles": shipped.permilles.tobytes(),
            "loaded_on": on,
        },
    )
    if related.digest != shipped.digest:
        raise BadList(f"{table.NUMBERS}: {shipped.version} is published with other numbers.")
    return Outcome("RelatedOccupations", new=int(new), unchanged=int(not new))


@transaction.atomic
def load_rules() -> list[Outcome]:
    """Add the shipped weights and priority policy where they are missing; published versions never change."""
    return [
        _add_missing(MatchProfile, list(default_profiles().values())),
        _add_missing(MatchPolicy, [default_policy()]),
    ]


def _add_missing(model: type[Versioned], rules: Sequence[Profile | PriorityPolicy]) -> Outcome:
    present = set(model._default_manager.values_list("code", "number"))
    missing = [rule for rule in rules if (rule.code, rule.version) not in present]
    model._default_manager.bulk_create(
        (
            model(
                code=rule.code,
                number=rule.version,
                name=RULE_NAMES[rule.code],
                legal_text=getattr(rule, "legal_text", ""),
                effective_from=RULES_IN_FORCE_FROM,
                rules=json.loads(codec.encode(rule)),
            )
            for rule in missing
        ),
        ignore_conflicts=True,
    )
    return Outcome(model.__name__, new=len(missing), unchanged=len(rules) - len(missing))


RULE_NAMES = {
    "general": "Trọng số chung",
    "unskilled_factory": "Lao động phổ thông trong nhà máy",
    "skilled_trade": "Nghề có tay nghề",
    "overseas": "Làm việc ở nước ngoài",
    "employment_law_2025": "Ưu tiên hộ nghèo, cận nghèo, mới thoát nghèo",
}


def seed(*, on: date) -> Iterator[Outcome]:
    """Load every list and the rules, in an order in which each finds what it points at."""
    for reference in LISTS:
        yield load(reference, on=on)
    yield load_related(on=on)
    yield from load_rules()
