"""The cast: who writes to the shops in every test."""

from __future__ import annotations

from dataclasses import dataclass

from domain.customer.customer import ChannelIdentity
from domain.shared.ids import CustomerId, StaffId
from domain.shared.phone import PhoneNumber


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a phone, and the language they write."""

    name: str
    number: str
    language: str = "fr"

    @property
    def phone(self) -> PhoneNumber:
        return PhoneNumber(self.number)

    @property
    def identity(self) -> ChannelIdentity:
        return ChannelIdentity("whatsapp", self.number)

    @property
    def customer_id(self) -> CustomerId:
        """Theirs in tests of the domain, where nobody has to be registered first."""
        return CustomerId(f"customer-{self.name.lower()}")

    @property
    def staff_id(self) -> StaffId:
        return StaffId(f"staff-{self.name.lower()}")


# Chez Fatou, Abidjan
awa = Person("Awa", "+2250700000001")
moussa = Person("Moussa", "+2250700000002")
fatou = Person("Fatou", "+2250500000001")
koffi = Person("Koffi", "+2250500000002")
issa = Person("Issa", "+2250100000001")

# Njeri Home, Nairobi
achieng = Person("Achieng", "+254711000001", "en")
njeri = Person("Njeri", "+254700000001", "en")
otieno = Person("Otieno", "+254700000002", "en")
kamau = Person("Kamau", "+254700000003", "en")
