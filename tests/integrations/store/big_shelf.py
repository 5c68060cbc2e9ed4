"""A shelf of any size, as its products are called, and what people type to find something on it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import product as combinations
from typing import NamedTuple

from sqlalchemy import Connection, insert

from integrations.store.product_words import Called, spelling_rows, word_rows
from integrations.store.sql import insert as insert_or_leave
from integrations.store.tables.catalog import products, spellings, variants, words
from integrations.store.words import folded

THINGS, STUFFS, LOOKS, MAKERS, CATEGORIES = (
    line.split()
    for line in """\
pagne boubou chemise robe jupe pantalon chaussure sandale écharpe natte panier savon beurre huile crème parfum montre
wax bazin coton soie lin cuir raphia karité argan coco bambou acier cuivre verre laine téléphone chargeur écouteur
rouge bleu vert jaune noir blanc doré argenté brodé tissé imprimé uni rayé fleuri
Tecno Itel Vlisco Woodin Uniwax Sivop Nivea Dangote Awa Bintou Korhogo Bouaké
Tissus Vêtements Beauté Maison Épicerie Téléphonie Bijoux Chaussures""".splitlines()
)


class Article(NamedTuple):
    id: str
    sku: str
    name: str
    category: str
    synonyms: tuple[str, ...]
    label: str

    @property
    def called(self) -> Called:
        return Called(self.name, (self.category, *self.synonyms, self.sku, self.label))


def articles(count: int) -> list[Article]:
    """The same at every call."""
    chance = random.Random(count)
    names = list(combinations(THINGS, STUFFS, LOOKS))
    chance.shuffle(names)
    return [_article(n, names[n % len(names)], chance) for n in range(count)]


def _article(n: int, words: tuple[str, ...], chance: random.Random) -> Article:
    thing, stuff, look = words
    name = f"{thing.capitalize()} {stuff} {look} {chance.choice(MAKERS) if chance.random() < 0.5 else ''}".strip()
    synonyms = tuple(chance.sample(THINGS, chance.choice((0, 0, 1, 2))))
    return Article(f"p{n:06}", f"{folded(stuff)[:3].upper()}-{n:04}", name, chance.choice(CATEGORIES), synonyms, look)


def put_on_shelf(connection: Connection, shop_id: str, shelf: Sequence[Article]) -> None:
    """All at once, as the migration does."""
    root = {"shop_id": shop_id, "description": "", "photo": "", "archived": False, "version": 0}
    stock = {"shop_id": shop_id, "price_minor": 100, "currency": "XOF", "on_hand": 5, "held": 0, "low_at": 0}
    named = [
        {"id": a.id, "name": a.name, "sorts_as": folded(a.name), "category": a.category, "synonyms": list(a.synonyms)}
        for a in shelf
    ]
    connection.execute(insert(products), [root | each for each in named])
    sold = [{"product_id": a.id, "sku": a.sku, "label": a.label} for a in shelf]
    connection.execute(insert(variants), [stock | each for each in sold])
    rows = [row for a in shelf for row in word_rows(shop_id, a.id, a.called)]
    connection.execute(insert(words), rows)
    known = insert_or_leave(connection, spellings).on_conflict_do_nothing()
    connection.execute(known, spelling_rows(shop_id, {row["word"] for row in rows}))


def typed_for(shelf: Sequence[Article], count: int) -> Iterator[str]:
    """What `count` people type who look for one of these: right, begun, plural, without accents, with a slip."""
    chance = random.Random(len(shelf))
    for n in range(count):
        article = chance.choice(shelf)
        parts = article.name.split()
        said = chance.sample(parts, min(len(parts), chance.choice((1, 1, 2, 3))))
        yield " ".join(HABITS[n % len(HABITS)](word, chance) for word in said)


def _right(word: str, chance: random.Random) -> str:
    return word


def _begun(word: str, chance: random.Random) -> str:
    return word[: chance.randint(3, max(3, len(word)))]


def _plural(word: str, chance: random.Random) -> str:
    return f"{word}s"


def _plain(word: str, chance: random.Random) -> str:
    return folded(word).upper()


def slip(word: str, chance: random.Random) -> str:
    """A letter left out, doubled, swapped with the next or mistaken."""
    n = chance.randrange(len(word))
    left_out, doubled = word[:n] + word[n + 1 :], word[:n] + word[n] + word[n:]
    swapped = word[:n] + word[n + 1 : n + 2] + word[n] + word[n + 2 :]
    mistaken = word[:n] + chance.choice("aeiourstln") + word[n + 1 :]
    return chance.choice((left_out, doubled, swapped, mistaken))


HABITS = (_right, _begun, _plural, _plain, slip, slip)
