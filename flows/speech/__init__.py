"""Languages: `_("How many {name}?", name=...)` is a text in none of them, `language("fr").say(text)` says it."""

from flows.speech.countries import spoken_in
from flows.speech.fold import clean, fold
from flows.speech.language import Language, language, languages, own_name
from flows.speech.lexicon import Lexicon, lexicon
from flows.speech.text import Text, Wording, _, _n, join, name_of, verbatim, word_for

__all__ = [
    "Language",
    "Lexicon",
    "Text",
    "Wording",
    "_",
    "_n",
    "clean",
    "fold",
    "join",
    "language",
    "languages",
    "lexicon",
    "name_of",
    "own_name",
    "spoken_in",
    "verbatim",
    "word_for",
]
