"""Sentences -> terms: accents off, empty words out, endings cut, neighbours paired (English only)."""

import re
from itertools import pairwise
from unicodedata import combining, normalize

WORD = re.compile(r"[a-z]{2,}")
STEM = 7  # letters of a French word that are kept: genders, numbers and verb endings come after
EMPTY_EN = frozenset(
    WORD.findall("""
    an and or the of to in for with on by as at from is are be their its it this that they them which such
    other may etc not who into these also using used use including include tasks performed examples
    occupations classified here group unit work workers perform similar related well elsewhere
""")
)
EMPTY_FR = frozenset(
    WORD.findall("""
    le la les de des du un une et ou au aux en dans pour par sur avec selon son sa ses leur leurs ce cette
    ces est sont peut etre qui que il elle ne pas plus ainsi
""")
)
ENDINGS = (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", ""), ("s", ""))


def english_terms(text: str) -> list[str]:
    """Stems and pairs of neighbouring stems."""
    stems = [_stem(word) for word in _words(text, EMPTY_EN)]
    return stems + [" ".join(pair) for pair in pairwise(stems)]


def french_terms(text: str) -> list[str]:
    """Words without their endings."""
    return [word[:STEM] for word in _words(text, EMPTY_FR)]


def _words(text: str, empty: frozenset[str]) -> list[str]:
    plain = "".join(letter for letter in normalize("NFD", text.lower()) if not combining(letter))
    return [word for word in WORD.findall(plain) if word not in empty]


def _stem(word: str) -> str:
    for ending, instead in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            return word[: -len(ending)] + instead
    return word
