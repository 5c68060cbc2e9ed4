"""Lies to plant in the books: which rule must name each, and the statement that tells it."""

from __future__ import annotations

PAYMENT = "(SELECT id FROM payment_transactions WHERE order_id = (SELECT id FROM ordering_orders WHERE number = {}))"
PAID, CANCELLED, AT_THE_DOOR, BY_CREDIT = (PAYMENT.format(number) for number in (1001, 1002, 1008, 1009))
ORDER = "(SELECT id FROM ordering_orders WHERE number = {})"
LAST = "(SELECT max(id) FROM events WHERE name = '{}')"
LIES = {
    # money
    "paid without money": ("paid_is_paid", f"DELETE FROM payment_captures WHERE payment_id = {PAID}"),
    "paid by half of it": (
        "paid_is_paid",
        f"UPDATE payment_captures SET allocated_minor = allocated_minor / 2 WHERE payment_id = {PAID}",
    ),
    "an order that is off and paid for": (
        "paid_is_paid",
        f"UPDATE payment_captures SET allocated_minor = amount_minor WHERE payment_id = {CANCELLED}",
    ),
    "brought, and nobody has the cash": (
        "paid_is_paid",
        f"UPDATE payment_transactions SET cash = json_set(cash, '$.holder', '') WHERE id = {AT_THE_DOOR}",
    ),
    "confirmed twice": (
        "paid_is_paid",
        "INSERT INTO events SELECT NULL, shop_id, 'again', name, schema_version, about, trace_id, payload, occurred_at,"
        f" handled_at, next_try_at, tries, error FROM events WHERE id = {LAST.format('PaymentConfirmed')}",
    ),
    "an unpaid order marked as paid": (
        "paid_is_paid",
        "UPDATE ordering_orders SET state = 'ready_for_shipment' WHERE number = 1011",
    ),
    "another price than was asked for": (
        "amounts_agree",
        "UPDATE ordering_orders SET total_minor = total_minor + 5 WHERE number = 1011",
    ),
    "more given back than came": (
        "refunds_within_captures",
        "UPDATE payment_refunds SET amount_minor = amount_minor + 1",
    ),
    "a refund that was never made": (
        "all_that_came_is_somebodys",
        "DELETE FROM payment_refunds WHERE reason = 'duplicate'",
    ),
    "a part of it nobody's": (
        "all_that_came_is_somebodys",
        "UPDATE payment_captures SET credited_minor = credited_minor - 1 WHERE credited_minor > 0",
    ),
    "paid in another currency": (
        "all_that_came_is_somebodys",
        "UPDATE payment_captures SET allocated_minor = 1 WHERE currency <> 'XOF'",
    ),
    "taken back, and it still pays": (
        "all_that_came_is_somebodys",
        "UPDATE payment_captures SET allocated_minor = amount_minor WHERE taken_back",
    ),
    "credit that vanished": (
        "credit_is_where_it_came_from",
        f"UPDATE payment_transactions SET credits = '[]' WHERE id = {BY_CREDIT}",
    ),
    "credit out of nowhere": (
        "credit_is_where_it_came_from",
        "INSERT INTO payment_credit_lots (customer_id, payment_id, provider, reference, shop_id, position,"
        " amount_minor, currency) SELECT customer_id, id, 'sandbox', 'x', shop_id, 0, 500, currency"
        f" FROM payment_transactions WHERE id = {BY_CREDIT}",
    ),
    "a movement that was not entered": (
        "the_ledger_agrees",
        f"DELETE FROM payment_ledger WHERE payment_id = {PAID} AND debit = 'captured'",
    ),
    "an entry of another amount": (
        "the_ledger_agrees",
        f"UPDATE payment_ledger SET amount_minor = amount_minor + 1 WHERE payment_id = {PAID} AND debit = 'fee'",
    ),
    "a fee that the ledger does not know": (
        "the_ledger_agrees",
        f"UPDATE payment_captures SET fee_minor = fee_minor + 1 WHERE payment_id = {PAID}",
    ),
    "cash that is not in the till": (
        "the_ledger_agrees",
        f"UPDATE payment_transactions SET cash = json_set(cash, '$.handed_in', json('false')) WHERE id = {AT_THE_DOOR}",
    ),
    "a refund that never arrives": ("what_goes_back_arrives", "UPDATE payment_refunds SET state = 'submitted'"),
    "money that no wallet has": (
        "captures_are_real",
        f"UPDATE payment_captures SET reference = 'x' WHERE payment_id = {PAID}",
    ),
    "less kept by the wallet than it says": (
        "captures_are_real",
        f"UPDATE payment_captures SET fee_minor = 0 WHERE payment_id = {PAID}",
    ),
    "money that we forgot": (
        "the_wallet_agrees",
        f"DELETE FROM payment_captures WHERE payment_id = {PAID}",
    ),
    "money that the wallet has taken back": (
        "the_wallet_agrees",
        "UPDATE payment_captures SET taken_back = 0 WHERE taken_back",
    ),
    "a refund that the wallet does not know": (
        "the_wallet_agrees",
        "UPDATE payment_refunds SET id = 'x' || id",
    ),
    "an attempt that nobody asks about": (
        "attempts_have_a_future",
        f"UPDATE payment_attempts SET state = 'unknown', next_look_at = NULL WHERE payment_id = {PAID}",
    ),
    "a payout that nobody is reminded of": (
        "attempts_have_a_future",
        "UPDATE payment_refunds SET state = 'by_hand', next_look_at = NULL",
    ),
    # goods
    "a piece that vanished": ("stock_is_its_ledger", "UPDATE catalog_variants SET on_hand = on_hand - 1"),
    "a movement that was lost": (
        "stock_is_its_ledger",
        f"DELETE FROM events WHERE id = {LAST.format('InventoryUpdated')}",
    ),
    "held by nobody": ("held_is_held_by_somebody", "UPDATE catalog_variants SET held = held + 1 WHERE sku = 'SAVON'"),
    "a hold that was forgotten": ("held_is_held_by_somebody", "DELETE FROM catalog_hold_lines"),
    "sold twice": (
        "sold_is_what_was_ordered",
        f"UPDATE ordering_order_items SET quantity = 1 WHERE order_id = {ORDER.format(1001)}",
    ),
    "an order that skipped a step": (
        "orders_went_a_legal_way",
        f"DELETE FROM events WHERE id = {LAST.format('OrderShipped')}",
    ),
    "an order without a cart": (
        "one_order_for_each_cart",
        "UPDATE ordering_carts SET checked_out = 0 WHERE customer_id ="
        " (SELECT customer_id FROM ordering_orders WHERE number = 1001)",
    ),
    "a saga left behind": (
        "all_parts_of_an_order_agree",
        "UPDATE process_states SET state = json_set(state, '$.stage', 'paid')",
    ),
    "a parcel that is not there": (
        "all_parts_of_an_order_agree",
        "UPDATE fulfillment_shipments SET order_id = 'x' || order_id",
    ),
    "an order that should have expired": (
        "nothing_is_overdue",
        "UPDATE ordering_orders SET pay_by = '2026-01-01 00:00:00' WHERE number = 1011",
    ),
    # talk
    "a message that was lost": (
        "accepted_messages_had_their_turn",
        "DELETE FROM chat_inbox WHERE provider_id LIKE '%0-1'",
    ),
    "a turn without an answer": (
        "accepted_messages_had_their_turn",
        "DELETE FROM chat_outbox WHERE key LIKE 'reply:%-1:0'",
    ),
    "a turn that failed": ("no_turn_failed", "UPDATE chat_inbox SET state = 'failed', error = 'a bug' WHERE id = 1"),
    "a message that waits for ever": ("nothing_waits_in_the_inbox", "UPDATE chat_inbox SET state = 'received'"),
    "answers in another order": (
        "answers_come_in_order",
        "UPDATE chat_outbox SET id = -id WHERE key LIKE 'reply:simulator:2250709000000-2:%'",
    ),
    "bubbles in another order": (
        "phones_show_each_message_once_and_in_order",
        "UPDATE simulator_messages SET n = n + 10000 WHERE key LIKE 'reply:simulator:2250709000000-2:%'",
    ),
    "a bubble out of nowhere": (
        "phones_show_each_message_once_and_in_order",
        "UPDATE simulator_messages SET key = 'x' || key WHERE direction = 'out'",
    ),
    "an answer that never went out": (
        "everything_went_out",
        "UPDATE chat_outbox SET state = 'sending' WHERE id = (SELECT max(id) FROM chat_outbox)",
    ),
    "sent, and seen by nobody": ("everything_went_out", "DELETE FROM simulator_messages WHERE direction = 'out'"),
    "an event that waits for ever": ("every_event_was_handled", "UPDATE events SET handled_at = NULL WHERE id = 1"),
    "staff who were not told": (
        "everybody_was_told_of_the_payment",
        "DELETE FROM chat_outbox WHERE key LIKE 'notice:%' AND recipient = '+2250500000001'",
    ),
    "staff who were not told of cash at the door": (
        "everybody_was_told_of_the_payment",
        f"DELETE FROM chat_outbox WHERE key LIKE 'notice:' || (SELECT event_id FROM events WHERE id ="
        f" {LAST.format('OrderConfirmed')}) || ':%'",
    ),
    "a message that Twilio does not know": (
        "twilio_took_what_was_sent",
        "UPDATE chat_outbox SET channel = 'twilio', provider_id = 'SM' || id",
    ),
    "a forgery that was kept": (
        "nothing_forged_was_kept",
        "UPDATE chat_inbox SET provider_id = 'SMforged1' WHERE id = 1",
    ),
    "a forger who became a customer": (
        "nothing_forged_was_kept",
        "UPDATE customer_identities SET value = '+2259912345678' WHERE value ="
        " (SELECT max(value) FROM customer_identities)",
    ),
    "a turn that stumbled and was answered": (
        "what_stumbled_is_apologised_for_once",
        "UPDATE chat_inbox SET state = 'failed', error = 'Planted: planted: poison' WHERE id = 1",
    ),
}
