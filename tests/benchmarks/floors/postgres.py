"""The minimal durable turn on PostgreSQL, through psycopg: two statements, each a transaction of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable

import psycopg

STATE = '{"step": "menu", "basket": "' + "x" * 360 + '"}'
TABLES = """
    CREATE TABLE IF NOT EXISTS floor_inbox (id text PRIMARY KEY, received_at timestamptz NOT NULL DEFAULT now());
    CREATE TABLE IF NOT EXISTS floor_conversations (person text PRIMARY KEY, version int NOT NULL, state jsonb);
    CREATE TABLE IF NOT EXISTS floor_outbox (
        n bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, person text NOT NULL, body text NOT NULL, sent_at timestamptz
    );
"""
KEEP = "INSERT INTO floor_inbox (id) VALUES (%s) ON CONFLICT DO NOTHING"
LOOK = "SELECT version, state FROM floor_conversations WHERE person = %s"
TURN = """
    WITH fresh AS (INSERT INTO floor_inbox (id) VALUES (%(id)s) ON CONFLICT DO NOTHING RETURNING id),
    moved AS (
        INSERT INTO floor_conversations (person, version, state)
        SELECT %(person)s, 1, %(state)s FROM fresh
        ON CONFLICT (person) DO UPDATE SET version = floor_conversations.version + 1, state = excluded.state
        WHERE floor_conversations.version = %(version)s
        RETURNING person
    )
    INSERT INTO floor_outbox (person, body) SELECT person, %(words)s FROM moved
"""


class Connections(threading.local):
    """One for each thread, opened once."""

    def __init__(self, url: str) -> None:
        self.mine = psycopg.connect(url, autocommit=True)


def prepare(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TABLES)


def keeping(url: str) -> Callable[[str, str, str], None]:
    here = Connections(url)

    def keep(id: str, person: str, words: str) -> None:
        here.mine.execute(KEEP, (id,))

    return keep


def turning(url: str) -> Callable[[str, str, str], None]:
    here = Connections(url)

    def turn(id: str, person: str, words: str) -> None:
        found = here.mine.execute(LOOK, (person,)).fetchone()
        told = {"id": id, "person": person, "words": words, "state": STATE, "version": found[0] if found else 0}
        here.mine.execute(TURN, told)

    return turn
