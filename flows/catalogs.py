"""The catalogues against the code: what must be translated, what is wrong, and `python -m flows.catalogs` to add it."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import write_po

from flows.phrases import ROOT, Said, said_in
from flows.speech.folders import LOCALES, SOURCE
from flows.speech.language import read_catalog
from flows.speech.text import PLACEHOLDER

LONGEST = 1024
KINDS = ("*.py", "*.html", "*.js", "*.toml")


def files() -> list[Path]:
    """Everything that speaks: the flows, the pages and their templates."""
    found = [path for folder in ("flows", "bot") for kind in KINDS for path in (ROOT / folder).rglob(kind)]
    return sorted(found)


def phrases() -> dict[str, Said]:
    """Every message id of the code, with the tightest limit of the places it is said in."""
    known: dict[str, Said] = {}
    for said in (each for path in files() for each in said_in(path)):
        before = known.get(said.msgid)
        known[said.msgid] = before.also(said) if before else said
    return known


def catalogs() -> dict[str, Path]:
    """The languages that need translating, by their code."""
    paths = sorted(LOCALES.glob("*/LC_MESSAGES/messages.po"))
    return {path.parent.parent.name: path for path in paths if path.parent.parent.name != SOURCE}


def problems() -> list[str]:
    """What stands between every language and completeness; empty when nothing does."""
    wanted = phrases()
    in_code = [f"{said.where}: {why}" for said in wanted.values() for why in said.faults]
    english = [f"en: {problem}" for said in wanted.values() for problem in _limits(said, (said.msgid,))]
    others = (f"{code}: {each}" for code, path in catalogs().items() for each in _compare(wanted, code, path))
    return [*in_code, *english, *others]


def _compare(wanted: dict[str, Said], code: str, path: Path) -> Iterator[str]:
    catalog = read_catalog(path, code)
    there = {_msgid(message): message for message in catalog if message.id}
    yield from (f"no translation of {msgid!r} ({wanted[msgid].where})" for msgid in wanted.keys() - there.keys())
    yield from (f"{msgid!r} is said nowhere" for msgid in there.keys() - wanted.keys())
    yield from (f"{message.id!r} is left over at the end" for message in catalog.obsolete.values())
    for msgid in there.keys() & wanted.keys():
        yield from _faults(wanted[msgid], there[msgid], catalog)


def _faults(said: Said, message: Message, catalog: Catalog) -> Iterator[str]:
    string = message.string or ""
    translations = (string,) if isinstance(string, str) else tuple(string)
    if not all(translations) or message.fuzzy:
        yield f"{said.msgid!r} is not translated ({said.where})"
        return
    if bool(said.plural) != message.pluralizable:
        yield f"{said.msgid!r} should {'have' if said.plural else 'not have'} a plural"
    if said.plural and len(translations) != catalog.num_plurals:
        yield f"{said.msgid!r} needs {catalog.num_plurals} forms"
    for form in translations:
        if not _same_values(said, form, is_last=form == translations[-1]):
            yield f"{form!r} does not have the values of {said.msgid!r}"
    yield from _limits(said, translations)


def _same_values(said: Said, form: str, *, is_last: bool) -> bool:
    """A form for one may leave the number out: `une pièce`."""
    wanted, given = set(PLACEHOLDER.findall(said.plural or said.msgid)), set(PLACEHOLDER.findall(form))
    return given == wanted or (bool(said.plural) and not is_last and given | {"n"} == wanted | {"n"})


def _limits(said: Said, forms: tuple[str, ...]) -> Iterator[str]:
    limit = min(said.limit, LONGEST)
    yield from (f"{form!r} is longer than {limit}" for form in forms if len(PLACEHOLDER.sub("", form)) > limit)


def refresh() -> None:
    """Add what is new as untranslated, drop what is said no more, keep every translation."""
    wanted = phrases()
    for code, path in catalogs().items():
        header = path.read_text("utf-8").split("\n\n", 1)[0]
        path.write_text(f"{header}\n\n{_entries(wanted, read_catalog(path, code))}", "utf-8")


def _entries(wanted: dict[str, Said], old: Catalog) -> str:
    fresh = Catalog(locale=old.locale)
    for msgid, said in wanted.items():
        known = old.get(msgid)
        kept = known.string if known and known.pluralizable == bool(said.plural) else None
        fresh.add((msgid, said.plural) if said.plural else msgid, kept, locations=[(said.file, 1)])
    written = BytesIO()
    write_po(written, fresh, width=110, omit_header=True, include_lineno=False, sort_by_file=True)
    return written.getvalue().decode("utf-8").strip() + "\n"


def _msgid(message: Message) -> str:
    return message.id if isinstance(message.id, str) else str(message.id[0])


if __name__ == "__main__":
    refresh()
