"""Several shops may have one number: each has a code of its own, and each person a place."""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic import op

from integrations.store.migrations.columns import data, moment, no_longer_unique, number, words

revision = "0018"
down_revision = "0017"
NUMBERS = "uq_merchant_shops_number"


def upgrade() -> None:
    op.create_table(
        "chat_places",
        words("number"),
        words("person"),
        number("revision"),
        words("shop_id", null=True),
        data("listed"),
        words("asked"),
        moment("updated_at"),
        sa.PrimaryKeyConstraint("number", "person", name="pk_chat_places"),
    )
    op.add_column("merchant_shops", words("code", null=True))
    op.create_index("uq_merchant_shops_code", "merchant_shops", ["code"], unique=True)
    no_longer_unique("merchant_shops", NUMBERS, "number")
    _name_those_that_are_open()


def _name_those_that_are_open() -> None:
    """`chez-fatou` is FATOU; CHEZFATOU where somebody else is that; and who is neither is named when next opened."""
    bind, taken = op.get_bind(), set[str]()
    for (slug,) in bind.execute(sa.text("SELECT shop_id FROM merchant_shops ORDER BY shop_id")).all():
        for words_of in (slug.rpartition("-")[2], slug):
            code = re.sub(r"[^A-Z0-9]", "", words_of.upper())[:12]
            if len(code) > 1 and not code.isdigit() and code not in taken:
                taken.add(code)
                named = {"code": code, "slug": slug}
                bind.execute(sa.text("UPDATE merchant_shops SET code = :code WHERE shop_id = :slug"), named)
                break


def downgrade() -> None:
    """Not while two shops have one number."""
    if op.get_bind().dialect.name == "postgresql":
        op.create_unique_constraint(NUMBERS, "merchant_shops", ["number"])
    else:
        op.create_index(NUMBERS, "merchant_shops", ["number"], unique=True)
    op.drop_index("uq_merchant_shops_code", "merchant_shops")
    op.drop_column("merchant_shops", "code")
    op.drop_table("chat_places")
