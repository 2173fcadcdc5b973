"""Keys and clean forms of Vietnamese text: searching, sorting, storing names.

Pure functions of their argument; nothing is read from a database. Every function accepts any `str`,
decomposed text, control characters and lone surrogates included, and never raises.
"""

import unicodedata

# The alphabet's own letters that share a base: their marks are spelling (ă is not a), not tone.
_LETTER_MARKS = {
    ("a", "\u0306"): "a1",
    ("a", "\u0302"): "a2",
    ("e", "\u0302"): "e1",
    ("o", "\u0302"): "o1",
    ("o", "\u031b"): "o2",
    ("u", "\u031b"): "u1",
}
_WITH_VARIANTS = frozenset("adeouz")  # z makes room for "any other script" after the alphabet
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_END_OF_WORDS, _WORD_BREAK, _DIGIT = "0", "1", "2"


def _decompose(text: str) -> str:
    """Lower-case, fully decomposed text; lowering twice catches letters that only appear by decomposing."""
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.lower()).lower())


def search_key(text: str) -> str:
    """Return `text` without accents and case, every run of punctuation and space folded to one space.

    `search_key("Hoà-Bình  (Đà Bắc)") == "hoa binh da bac"`. Idempotent; both tone placements, composed
    and decomposed text give the same key.
    """
    bare = "".join(c for c in _decompose(text) if unicodedata.category(c) != "Mn").replace("đ", "d")
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())


def _words(text: str) -> list[str]:
    kept = (c if c.isalnum() or unicodedata.category(c) == "Mn" else " " for c in _decompose(text))
    return "".join(kept).split()


def _letter_code(letter: str) -> str:
    """Code of a base letter or digit; none is the beginning of another, so keys compare letter by letter."""
    if letter == "đ":
        return "d1"
    if letter.isascii():
        return _DIGIT + letter if letter.isdigit() else letter + ("0" if letter in _WITH_VARIANTS else "")
    return f"z1{ord(letter):06x}"


def _word_codes(word: str) -> tuple[str, str]:
    """Return (letters, tone) of one decomposed word; unknown marks are dropped, the first tone is kept."""
    codes: list[str] = []
    base, tone = "", "0"
    for character in word:
        if unicodedata.category(character) != "Mn":
            base = character
            codes.append(_letter_code(character))
        elif (base, character) in _LETTER_MARKS:
            codes[-1] = _LETTER_MARKS[base, character]
        elif tone == "0":
            tone = _TONES.get(character, "0")
    return "".join(codes), tone


def _key_of(words: list[str]) -> str:
    coded = [pair for pair in map(_word_codes, words) if pair[0]]
    if not coded:
        return ""
    letters = _WORD_BREAK.join(letters for letters, _ in coded)
    return letters + _END_OF_WORDS + "".join(tone for _, tone in coded)


def sort_key(text: str) -> str:
    """Return a key whose plain comparison is Vietnamese dictionary order.

    Letters in the order a ă â b c d đ e ê … o ô ơ … u ư … y decide first, over all words; tones (none, huyền,
    hỏi, ngã, sắc, nặng; one per word) decide between equal spellings. Digits come before letters, other
    scripts after them. The key holds only 0-9 and a-z, so byte order, C.UTF-8 and language collations agree
    on it. At most 9 characters for each character of the decomposed text.
    """
    return _key_of(_words(text))


def name_sort_key(full_name: str) -> str:
    """Return the key of a person's name: given name (the last word) first, then family and middle names."""
    words = _words(full_name)
    return _key_of(words[-1:] + words[:-1])


def normalise_name(text: str) -> str:
    """Return `text` composed (NFC), spaces collapsed, invisible characters removed, case untouched.

    Control characters separate words; format marks (zero width, direction) and lone surrogates vanish:
    the database cannot hold NUL or surrogates, and nobody can see the rest.
    """
    kept = []
    for character in text:
        category = unicodedata.category(character)
        if category == "Cc":
            kept.append(" ")
        elif category not in {"Cf", "Cs"}:
            kept.append(character)
    return unicodedata.normalize("NFC", " ".join("".join(kept).split()))
