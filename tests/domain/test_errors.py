"""What people are told: one sentence in their language, also when they gave nothing."""

import pytest

from desktop import i18n
from desktop.domain.errors import BadInput
from desktop.i18n import N_

PRICE = {"what": N_("The price"), "next": N_("Type digits, such as 89000 or 12,50.")}


@pytest.mark.parametrize(
    ("language", "value", "said"),
    [
        ("en", "abc", "The price cannot be abc. Type digits, such as 89000 or 12,50."),
        ("en", "", "The price is missing. Type digits, such as 89000 or 12,50."),
        ("id", "", "Harga belum diisi. Ketik angka, misalnya 89000 atau 12,50."),
        ("sv", 0, "Priset kan inte vara 0. Skriv siffror, till exempel 89000 eller 12,50."),
        ("sv", "", "Priset saknas. Skriv siffror, till exempel 89000 eller 12,50."),
    ],
)
def test_what_is_wrong_and_what_is_missing_are_said_apart(language: str, value: object, said: str) -> None:
    i18n.use(language)
    try:
        assert BadInput(value=value, **PRICE).say() == said
    finally:
        i18n.use("en")
