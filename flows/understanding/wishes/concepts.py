"""One thing, whatever it is called: `sabões`, `soap` and `savon`; one colour, `preta`, `black` and `noir`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from domain.catalog.stems import stem
from flows.understanding.wishes.tokens import spelled
from flows.understanding.wishes.vocabulary import packs, vocabulary

TABLES = ("synonyms", "looks")
SHORTEST_SLIP = 5
LONGEST_END = 4
MANY = (("oes", "ao"), ("aes", "ao"), ("ais", "al"), ("eis", "el"), ("ois", "ol"), ("ns", "m"))
LITTLE = (("zinho", ""), ("zinha", ""), ("inho", "o"), ("inha", "a"))
ENDINGS = (*MANY, *LITTLE, *((f"{little}s", one) for little, one in LITTLE))
"""Of Portuguese, where many are told otherwise than by an `s`, and where little or dear things are `-inho`."""


@lru_cache(maxsize=20_000)
def concepts(word: str) -> frozenset[str]:
    """What a folded word may stand for, in any language."""
    known = _known()
    return known.get(word) or next(
        (known[each] for each in forms(word) if each in known), known.get(f"{stem(word)}*", frozenset())
    )


@lru_cache(maxsize=20_000)
def nearly(word: str) -> frozenset[str]:
    """What it would stand for with one letter put right, where that is one thing."""
    if len(word) < SHORTEST_SLIP or concepts(word):
        return frozenset()
    near = (each for typed in dict.fromkeys((word, word.removesuffix("s"), *forms(word))) for each in _near(typed))
    found = {key for known in near for key in _known()[known]}
    return frozenset(found) if len(found) == 1 else frozenset()


def _near(typed: str) -> list[str]:
    """One slip away; people seldom get the first letter wrong, but for the second in its place."""
    found = process.extract(typed, _long_words(), scorer=OSA.distance, score_cutoff=1, limit=None)
    return [known for known, _slips, _place in found if known[0] == typed[0] or known[:2] == typed[1::-1]]


@cache
def _long_words() -> tuple[str, ...]:
    return tuple(sorted(word for word in _known() if word.isalpha() and len(word) >= SHORTEST_SLIP))


@lru_cache(maxsize=20_000)
def forms(word: str) -> tuple[str, ...]:
    """A word as it may be listed: without the beginning that makes many of it, `vikombe` for `kikombe`."""
    table = vocabulary().roles.get("plural", {})
    singular = [
        one + word.removeprefix(many)
        for (many,), one in table.items()
        if word.startswith(many) and len(word) > len(many) + 2
    ]
    ended = [word.removesuffix(many) + one for many, one in ENDINGS if word.endswith(many) and len(word) > LONGEST_END]
    return (*singular, *ended)


def called_otherwise(phrase: Sequence[str], languages: Sequence[str]) -> Iterator[str]:
    """Other words for the same thing, those of these languages first."""
    keys = concepts(phrase[0]) or nearly(phrase[0]) if len(phrase) == 1 else _known().get(" ".join(phrase), frozenset())
    first = [code for code in languages if code in packs()]
    for code in dict.fromkeys((*first, *packs())):
        table = packs()[code].get("synonyms", {})
        yield from (" ".join(spelled(each)) for key in sorted(keys) for each in table.get(key, ()))


@cache
def _known() -> dict[str, frozenset[str]]:
    """Under the words, and with a star under what is left of them without their endings."""
    found: dict[str, set[str]] = {}
    for tables in packs().values():
        for table in TABLES:
            for key, listed in tables.get(table, {}).items():
                for words in map(spelled, listed):
                    names = [" ".join(words), *([f"{stem(words[0])}*"] if len(words) == 1 else [])]
                    for name in names:
                        found.setdefault(name, set()).add(key)
    return {name: frozenset(keys) for name, keys in found.items()}
