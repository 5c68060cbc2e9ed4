"""Bugs about asking a wallet: twice, too early, too late, never again."""

from __future__ import annotations

from dataclasses import replace

import bot.collecting
from domain.payment import use_cases as payments
from domain.payment.attempt import PaymentAttempt
from domain.payment.gateway import Unknown
from domain.payment.transaction import PaymentTransaction
from domain.shared.ids import AttemptId
from tests.simulation.mutants import instead, mutant
from tests.simulation.patching import Sabotage


@mutant(caught_by=0)
def a_second_attempt_beside_a_live_one():
    """Neither the payment nor the database minds."""
    change = PaymentTransaction, "live", property(lambda payment: None)
    return Sabotage((change,), ("DROP INDEX uq_payment_attempts_live",))


@mutant(caught_by=0)
def the_wallet_is_called_before_the_attempt_is_kept():
    def start(it, key, wallet_code, payer, language, after=None):
        wallet = it.directory.shop(key.shop_id).wallet(wallet_code)
        with it.look(key.shop_id) as work:
            payment = work.payments.get(key.payment_id)
            order = work.order_queries.by_id(payment.order_id)
            names = AttemptId(it.ids.new()), it.ids.token(), wallet.code, wallet.provider, wallet.account
            attempt = PaymentAttempt(*names, payment.due, payer, it.clock.now())
            payment.begin(attempt)
        request = bot.collecting._request(it, attempt, payment, order, language)
        outcome = it.wallets.named(wallet.provider).start(request)
        with it.work(key.shop_id) as work:
            payment = work.payments.get(key.payment_id)
            payment.begin(attempt)
            work.payments.save(payment)
            payments.record_answer(work, key.payment_id, attempt.id, outcome)

    return instead(bot.collecting, "start_payment", start)


@mutant(caught_by=6)
def what_is_unknown_is_tried_again_under_a_new_id():
    def start(it, key, wallet_code, payer, language, after=None):
        wallet = it.directory.shop(key.shop_id).wallet(wallet_code)
        with it.work(key.shop_id) as work:
            names = wallet.code, wallet.provider, wallet.account
            attempt = payments.begin_attempt(work, key.payment_id, *names, payer)
            payment = work.payments.get(key.payment_id)
            order = work.order_queries.by_id(payment.order_id)
        request = bot.collecting._request(it, attempt, payment, order, language)
        outcome = it.wallets.named(wallet.provider).start(request)
        if isinstance(outcome, Unknown):
            outcome = it.wallets.named(wallet.provider).start(replace(request, attempt_id=AttemptId(it.ids.new())))
        bot.collecting._record(it, key, attempt.id, outcome)

    return instead(bot.collecting, "start_payment", start)


@mutant(caught_by=0)
def whoever_asks_leaves_no_date_for_the_next():
    """Should he die meanwhile, nobody asks again."""

    def looking(attempt, now):
        attempt.looks += 1
        attempt.next_look_at = None

    return instead(PaymentAttempt, "looking", looking)


@mutant(caught_by=1)
def after_three_looks_nobody_asks_any_more():
    wait = PaymentAttempt._wait
    return instead(PaymentAttempt, "_wait", lambda attempt: wait(attempt) if attempt.looks < 3 else None)


@mutant(caught_by=127)
def late_money_is_asked_about_once():
    """Where the wallet has no answer just then, never again."""

    def signalled(attempt, ref, now):
        if ref and ref != attempt.ref:
            attempt.also_seen.add(ref)
        attempt.next_look_at, attempt.is_signalled = now, True

    return instead(PaymentAttempt, "signalled", signalled)


@mutant(caught_by=33)
def a_callback_while_somebody_asks_is_forgotten():
    return instead(PaymentAttempt, "answered_for", lambda attempt, ref, report, now: None)
