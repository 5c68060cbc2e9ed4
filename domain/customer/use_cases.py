"""What people tell the shop about themselves, and when they want a human."""

from __future__ import annotations

from domain.customer.customer import BillingInfo, ChannelIdentity, Consent, Customer
from domain.customer.ports import CustomerWork
from domain.customer.ticket import Told
from domain.shared.address import Address
from domain.shared.ids import CustomerId
from domain.shared.phone import PhoneNumber


def register_customer(work: CustomerWork, identity: ChannelIdentity, name: str, language: str) -> Customer:
    """Who writes is a customer: known already, or from now on."""
    customer = work.customers.find(identity)
    if customer is None:
        customer_id = CustomerId(work.ids.new())
        customer = Customer.register(customer_id, work.shop_id, identity, name, language, work.clock.now())
        work.customers.add(customer)
    return customer


def update_profile(
    work: CustomerWork, customer_id: CustomerId, *, name: str | None = None, language: str | None = None
) -> None:
    customer = work.customers.get(customer_id)
    if name is not None:
        customer.call(name, work.clock.now())
    if language is not None:
        customer.speak(language, work.clock.now())
    work.customers.save(customer)


def remember_address(work: CustomerWork, customer_id: CustomerId, address: Address) -> None:
    customer = work.customers.get(customer_id)
    customer.live_at(address, work.clock.now())
    work.customers.save(customer)


def name_address(work: CustomerWork, customer_id: CustomerId, address: Address, name: str) -> None:
    customer = work.customers.get(customer_id)
    customer.name_address(address, name, work.clock.now())
    work.customers.save(customer)


def forget_address(work: CustomerWork, customer_id: CustomerId, address: Address) -> None:
    customer = work.customers.get(customer_id)
    customer.forget_address(address, work.clock.now())
    work.customers.save(customer)


def remember_wallet(work: CustomerWork, customer_id: CustomerId, wallet: str, payer: PhoneNumber) -> None:
    customer = work.customers.get(customer_id)
    customer.pay_from(wallet, payer, work.clock.now())
    work.customers.save(customer)


def update_billing_info(work: CustomerWork, customer_id: CustomerId, billing: BillingInfo) -> None:
    customer = work.customers.get(customer_id)
    customer.bill_to(billing, work.clock.now())
    work.customers.save(customer)


def record_consent(work: CustomerWork, customer_id: CustomerId, category: str, granted: bool, source: str) -> None:
    customer = work.customers.get(customer_id)
    customer.agree(Consent(category, granted, source, work.clock.now()))
    work.customers.save(customer)


def request_human(work: CustomerWork, customer_id: CustomerId, last_words: str) -> None:
    """Asking again while somebody is on the way changes nothing."""
    customer = work.customers.get(customer_id)
    if not customer.is_with_human:
        customer.ask_for_human(_number_of(work, customer), last_words, work.clock.now())
        work.customers.save(customer)


def tell_human(work: CustomerWork, customer_id: CustomerId, said: Told) -> None:
    customer = work.customers.get(customer_id)
    customer.tell_human(_number_of(work, customer), said, work.clock.now())
    work.customers.save(customer)


def write_to_buyer(work: CustomerWork, customer_id: CustomerId, by: str, name: str, words: str) -> None:
    customer = work.customers.get(customer_id)
    customer.hear_from_human(by, name, words, work.clock.now())
    work.customers.save(customer)


def _number_of(work: CustomerWork, customer: Customer) -> int:
    return customer.ticket.number if customer.ticket else work.numbers.next()


def own_up_to_silence(work: CustomerWork, customer_id: CustomerId) -> None:
    customer = work.customers.get(customer_id)
    customer.own_up_to_silence(work.clock.now())
    work.customers.save(customer)


def release_to_bot(work: CustomerWork, customer_id: CustomerId, by: str) -> None:
    customer = work.customers.get(customer_id)
    customer.back_to_bot(by, work.clock.now())
    work.customers.save(customer)
