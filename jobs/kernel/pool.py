"""The people of one centre as columns: immutable, changed by making a new one, mapped from files."""

import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np

from jobs.kernel.facets import FACETS, Codes, Facet, Ints, Mask
from jobs.matching.rank import InvalidPool
from jobs.matching.types import Seeker

VERSION = 1
MANIFEST = "manifest.json"


class UnreadablePool(ValueError):
    """The folder holds no pool, or one of another version."""


class Pool:
    """Columns of the people of one centre, rows by ascending id. Raises InvalidPool for a person twice."""

    def __init__(
        self, ids: Ints, registered: Ints, codes: Mapping[str, Codes], facets: Mapping[str, Facet]
    ) -> None:
        self.ids = ids
        self.registered = registered  # microseconds since the epoch
        self.codes = codes  # facet -> code of each row
        self.facets = facets
        self.kept: dict[Any, Any] = {}  # what others derive from this pool, by a key of their own

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def of(cls, seekers: Iterable[Seeker]) -> "Pool":
        """These people, in whatever order they come."""
        return cls._encoded(seekers, {name: Facet(name, ()) for name in FACETS})

    @classmethod
    def _encoded(cls, seekers: Iterable[Seeker], known: Mapping[str, Facet]) -> "Pool":
        people = sorted(seekers, key=attrgetter("id"))
        ids = np.fromiter((one.id for one in people), dtype=np.int64, count=len(people))
        twice = ids[1:][ids[1:] == ids[:-1]]
        if len(twice):
            raise InvalidPool(f"person {twice[0]} occurs twice")
        registered = np.fromiter((one.registered for one in people), dtype=np.int64, count=len(people))
        encoded = {name: facet.encode(people) for name, facet in known.items()}
        return cls(
            ids,
            registered,
            {name: codes for name, (_, codes) in encoded.items()},
            {name: facet for name, (facet, _) in encoded.items()},
        )

    def replace(self, seekers: Iterable[Seeker], gone: Iterable[int] = ()) -> "Pool":
        """A new pool with these people added or changed, and those of the ids in `gone` taken out.

        Somebody both given and gone is kept as given. Facts nobody has any longer stay in the dictionaries
        until a pool is made anew with `of`.
        """
        changed = Pool._encoded(seekers, self.facets)
        gone_ids = np.fromiter(gone, dtype=np.int64)
        stays = ~np.isin(self.ids, np.concatenate((changed.ids, gone_ids)))
        ids = np.concatenate((self.ids[stays], changed.ids))
        order = np.argsort(ids, kind="stable")
        return Pool(
            ids[order],
            np.concatenate((self.registered[stays], changed.registered))[order],
            {
                name: np.concatenate((codes[stays], changed.codes[name]))[order]
                for name, codes in self.codes.items()
            },
            changed.facets,
        )

    def rows_of(self, ids: Sequence[int] | Ints) -> Ints:
        """Rows of these people. Raises KeyError for somebody who is not here."""
        wanted = np.asarray(ids, dtype=np.int64)
        rows = np.searchsorted(self.ids, wanted)
        found = rows < len(self)
        found[found] = self.ids[rows[found]] == wanted[found]
        if not found.all():
            raise KeyError(int(wanted[~found][0]))
        return rows

    def seekers(self, ids: Sequence[int] | Ints) -> list[Seeker]:
        """The same people again, in the order of `ids`. Raises KeyError for somebody who is not here."""
        rows = self.rows_of(ids)
        people: list[dict[str, Any]] = [
            {"id": number, "registered": registered}
            for number, registered in zip(
                self.ids[rows].tolist(), self.registered[rows].tolist(), strict=True
            )
        ]
        for name, facet in self.facets.items():
            facts = facet.facts
            for person, code in zip(people, self.codes[name][rows].tolist(), strict=True):
                person.update(facet.named(facts[code]))
        return [Seeker(**person) for person in people]

    # --- Files ---------------------------------------------------------------------------------------------

    def save(self, folder: Path) -> None:
        """Write the pool to a folder that must not exist yet: whole, or not at all."""
        aside = folder.with_name(f".{folder.name}-{uuid4().hex}")
        aside.mkdir(parents=True)
        try:
            np.save(aside / "ids.npy", self.ids)
            np.save(aside / "registered.npy", self.registered)
            for name, facet in self.facets.items():
                np.save(aside / f"{name}.npy", self.codes[name])
                facet.save(aside / f"{name}.json")
            manifest = {"version": VERSION, "people": len(self), "facets": FACETS}
            (aside / MANIFEST).write_text(json.dumps(manifest))
            aside.rename(folder)
        except BaseException:
            shutil.rmtree(aside, ignore_errors=True)
            raise

    @classmethod
    def open(cls, folder: Path) -> "Pool":
        """Map a saved pool; its facts are read when they are first needed. Raises UnreadablePool."""
        try:
            manifest = json.loads((folder / MANIFEST).read_bytes())
            facets = {name: list(fields) for name, fields in FACETS.items()}
            if (manifest["version"], manifest["facets"]) != (VERSION, facets):
                raise UnreadablePool("the pool is of another version")
            pool = cls(
                _mapped(folder / "ids.npy"),
                _mapped(folder / "registered.npy"),
                {name: _mapped(folder / f"{name}.npy") for name in FACETS},
                {name: Facet(name, folder / f"{name}.json") for name in FACETS},
            )
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise UnreadablePool(f"no pool in {folder.name}") from error
        lengths = {len(pool.ids), len(pool.registered), *map(len, pool.codes.values())}
        if lengths != {manifest["people"]}:
            raise UnreadablePool("the columns differ in length")
        return pool

    # --- Priority ------------------------------------------------------------------------------------------

    @cached_property
    def tiers(self) -> Ints:
        """The tier of each row."""
        tiers = np.asarray(self.facets["tier"].facts, dtype=np.int64)
        return tiers[self.codes["tier"]] if len(self) else np.zeros(0, dtype=np.int64)

    @cached_property
    def tier_range(self) -> tuple[int, int]:
        """Least and greatest tier anybody has; (0, 0) for nobody."""
        return (int(self.tiers.min()), int(self.tiers.max())) if len(self) else (0, 0)

    def tier_at_least(self, level: int) -> Mask:
        """Rows of people of this tier or a higher one."""
        mask: Mask | None = self.kept.get(("tier", level))
        if mask is None:
            mask = self.kept["tier", level] = self.tiers >= level
        return mask

    def rows_at_least(self, level: int) -> Ints:
        """The same, as row numbers."""
        rows: Ints | None = self.kept.get(("rows", level))
        if rows is None:
            rows = self.kept["rows", level] = np.flatnonzero(self.tier_at_least(level))
        return rows


def _mapped(path: Path) -> Any:
    """The array of a file, read as it is used; a plain view, as a memmap is slower to index."""
    return np.load(path, mmap_mode="r").view(np.ndarray)
