"""Bugs about messages, events and jobs."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import bindparam, select

import bot.arrivals
import bot.attempts
import bot.housekeeping
import bot.jobs
import bot.reception
import bot.sending
import bot.talk
import bot.telling
from integrations.store import lines
from integrations.store import outbox as store_outbox
from integrations.store.outbox import Outbox
from integrations.store.outgoing import sent, unknown
from integrations.store.tables.chat import outbox
from integrations.store.unit_of_work import SqlUnitOfWork
from tests.simulation.mutants import instead, mutant


def another(work):
    """A transaction of its own, after this one."""
    return type(work)(work._engine, clock=work.clock, ids=work.ids, shop_id=work.shop_id, trace_id=work.trace_id)


# -- what goes out ----------------------------------------------------------------------------------------------------


@mutant(caught_by=2)
def a_message_goes_to_the_outbox_after_the_commit():
    say = bot.talk._say

    def later(work, *what):
        def add():
            with another(work) as next_one:
                say(next_one, *what)

        work.on_commit(add)

    return instead(bot.talk, "_say", later)


@mutant(caught_by=0)
def a_message_is_sent_inside_the_transaction():
    add = Outbox.add

    def sends(box, message, shop_id, now):
        bot.jobs.here().messengers[message.channel].send(message)
        return add(box, message, shop_id, now)

    return instead(Outbox, "add", sends)


@mutant(caught_by=0)
def a_message_is_marked_as_sent_before_the_answer():
    attempt = bot.sending.attempt

    def marked(it, outgoing):
        with it.work() as work:
            work.outbox.settle([sent(outgoing, "")], it.clock.now())
        return attempt(it, outgoing)

    return instead(bot.sending, "attempt", marked)


@mutant(caught_by=0)
def whoever_was_interrupted_sends_again_without_asking():
    def provider_id(it, outgoing):
        return it.messengers[outgoing.message.channel].send(outgoing.message)

    return instead(bot.attempts, "_provider_id", provider_id)


@mutant(caught_by=0)
def a_dead_senders_lease_never_ends():
    return instead(bot.sending, "LEASE", timedelta(days=3))


@mutant(caught_by=3)
def what_cannot_be_sent_is_tried_again_at_once():
    def later(it, outgoing, error, seconds, **how):
        return unknown(outgoing, it.clock.now(), error)

    return instead(bot.attempts, "_later", later)


@mutant(caught_by=2)
def a_person_is_sent_messages_out_of_line():
    def claimable():
        columns = (outbox.c[name] for name in lines.CLAIMED)
        due = lines.due(bindparam("now", type_=outbox.c.next_try_at.type))
        return select(*columns).where(due).order_by(outbox.c.priority, outbox.c.id).limit(bindparam("batch"))

    return instead(store_outbox, "claimable", claimable)


# -- what happened ----------------------------------------------------------------------------------------------------


@mutant(caught_by=0)
def events_are_kept_after_the_commit():
    def commit(work):
        work.settle()
        happened = list(work._happened)

        def keep():
            with another(work) as next_one:
                next_one.events.append(happened, work.clock.now(), work._awaited)

        if happened:
            work._wake_ups.insert(0, keep)
        work.connection.commit()

    return instead(SqlUnitOfWork, "_commit", commit)


@mutant(caught_by=0)
def an_event_counts_as_told_before_it_is():
    tell = bot.telling._tell

    def marked_first(it, stored):
        with it.work(stored.shop_id) as work:
            work.events.handled(stored.id, it.clock.now())
        return tell(it, stored)

    return instead(bot.telling, "_tell", marked_first)


@mutant(caught_by=42)
def what_could_not_be_told_is_dropped():
    def later(it, stored, trouble):
        with it.work(stored.shop_id) as work:
            work.events.handled(stored.id, it.clock.now())

    return instead(bot.telling, "_later", later)


@mutant(caught_by=4)
def redis_is_the_truth():
    """Nobody goes round to look for what a lost wake-up left lying."""
    return instead(bot.housekeeping, "sweep", lambda it: None)


# -- what comes in ----------------------------------------------------------------------------------------------------


@mutant(caught_by=24)
def messages_are_remembered_in_memory():
    hear, seen = bot.reception.hear, set()

    def remembered(it, message, raw):
        if message.provider_id in seen:
            return False
        seen.add(message.provider_id)
        return hear(it, message, raw)

    return instead(bot.reception, "hear", remembered)


@mutant(caught_by=43)
def a_message_overtakes_one_that_waits():
    """Where the line at the door is short again, nobody asks who still waits for a turn."""
    begins = bot.arrivals.FirstTime.begins

    def begin(arrival, work):
        try:
            return begins(arrival, work)
        except bot.arrivals.Behind:
            return True

    return instead(bot.arrivals.FirstTime, "begins", begin)


@mutant(caught_by=2)
def what_waits_counts_as_heard():
    """It is found in the inbox, so it has had its turn."""
    begins = bot.arrivals.FirstTime.begins

    def begin(arrival, work):
        return begins(arrival, work) if arrival.post.number is None else False

    return instead(bot.arrivals.FirstTime, "begins", begin)


@mutant(caught_by=2)
def a_message_that_we_stumble_over_is_refused():
    """It is brought again, and again."""

    def apologise(it, arrival, trace, bug):
        raise bug

    return instead(bot.reception, "_apologise", apologise)
