"""What the owner has chosen."""

import pytest

from desktop.domain.errors import BadInput
from desktop.services import changes, settings
from desktop.services.changes import Change

pytestmark = pytest.mark.usefixtures("database")


def test_a_new_shop_says_so_until_something_is_chosen() -> None:
    assert settings.is_new()
    settings.change_shop(name="Sagara")
    assert not settings.is_new()


def test_what_is_chosen_is_kept_and_the_rest_stays() -> None:
    settings.change_shop(name="Sagara", address=("Jl. Braga 12", "Bandung"))
    settings.change_shop(currency="SEK", zone="Europe/Stockholm", country="SE")
    shop = settings.shop()
    assert (shop.name, shop.address, shop.currency, shop.zone) == (
        "Sagara", ("Jl. Braga 12", "Bandung"), "SEK", "Europe/Stockholm",
    )  # fmt: skip
    settings.change_bench(name="Bench 3", print_on_close=("parcel-label",))
    assert settings.bench().print_on_close == ("parcel-label",)
    assert settings.change_rules(service_codes=("POST",)).service_codes == ("POST",)


@pytest.mark.parametrize(
    "wrong",
    [
        {"language": "xx"}, {"currency": "rupiah"}, {"currency": 5}, {"zone": "Mars/Olympus"}, {"zone": "../etc"},
        {"zone": ""}, {"nonsense": 1}, {"tax_percent": "much"}, {"tax_percent": "-1"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_changes_nothing(wrong: dict[str, object]) -> None:
    before = settings.change_shop(name="Sagara", tax_percent="11")
    with pytest.raises(BadInput):
        settings.change_shop(**wrong)
    assert settings.shop() == before


def test_everybody_hears_of_a_changed_setting() -> None:
    heard: list[frozenset[Change]] = []
    stop = changes.listen(heard.append)
    settings.remember("queue.columns", ["number", "buyer"])
    stop()
    assert heard == [frozenset({Change("settings", 0)})]
    assert settings.value("queue.columns") == ["number", "buyer"]
    assert settings.value("no such", default=7) == 7
