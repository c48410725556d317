"""The countries' tax, a profile each. The next one: its lines here. Rates by the day from which they hold.

Not legal advice: an accountant of the country confirms what a shop must say. Sources stand beside the figures.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from desktop.domain.tax import STANDARD, Case, Freight, Profile, Step
from desktop.i18n import N_

_ANY = date.min


def _step(tax_class: str, since: str, percent: int, base: Fraction = Fraction(1)) -> Step:
    return Step(tax_class, date.fromisoformat(since) if since else _ANY, Decimal(percent), base)


PLAIN = "plain"
_ALL = (
    # One rate, typed by the owner; the company's number as typed.
    Profile(PLAIN, N_("One rate, typed here"), "", {STANDARD: N_("Standard rate"), "exempt": N_("No tax")},
            (_step("exempt", "", 0),)),
    # PPN: 10 % until March 2022, 11 % from April 2022 (UU 7/2021 HPP art. 7), 12 % from 2025, for all but luxury
    # goods of 11/12 of the price (PMK 131/2024 art. 2-3).
    Profile(
        "id-ppn", N_("Indonesia, PPN"), "ID",
        {STANDARD: N_("PPN, other goods"), "luxury": N_("PPN, luxury goods"), "exempt": N_("No PPN")},
        (
            _step(STANDARD, "", 10), _step(STANDARD, "2022-04-01", 11),
            _step(STANDARD, "2025-01-01", 12, Fraction(11, 12)),
            _step("luxury", "", 10), _step("luxury", "2022-04-01", 11), _step("luxury", "2025-01-01", 12),
            _step("exempt", "", 0),
        ),
        captions=("", "NPWP"), cases={Case.EXPORT: "PPN 0% – ekspor Barang Kena Pajak (UU PPN Pasal 7 ayat 2)"},
        other_base="DPP nilai lain {part}: {amount}, PPN {percent}", beside_lines=False,
    ),
    # A shop below the threshold (not PKP) may charge no PPN and must not show any (UU PPN art. 14).
    Profile("id-non-pkp", N_("Indonesia, no PPN (non-PKP)"), "ID", {STANDARD: N_("No PPN")}, (),
            captions=("", "NPWP"), taxes=False),
    # Moms: ML (2023:200) 9 kap.; food 6 % from 2026-04-01 to 2027-12-31 (prop. 2025/26:55). What must stand on an
    # invoice: ML 17:24. F-tax: SFL 9 kap. Freight follows the goods' rates, by their worth without tax
    # (Skatteverket, Rättslig vägledning, beskattningsunderlag: fraktkostnad).
    Profile(
        "se-moms", N_("Sweden, VAT (moms)"), "SE",
        {STANDARD: N_("Moms, most goods"), "food": N_("Moms, food"), "reduced": N_("Moms, 12 percent"),
         "low": N_("Moms, books and papers"), "exempt": N_("No moms")},
        (
            _step(STANDARD, "", 25), _step("food", "", 12), _step("food", "2026-04-01", 6),
            _step("food", "2028-01-01", 12), _step("reduced", "", 12), _step("low", "", 6), _step("exempt", "", 0),
        ),
        freight=Freight.SHARED, captions=("Org.nr", "Momsreg.nr"), approved="Godkänd för F-skatt",
        cases={
            Case.EU: "Unionsintern leverans, 0 % moms – intra-Community supply, Art. 138 Directive 2006/112/EC",
            Case.EXPORT: "Export, 0 % moms – Art. 146 Directive 2006/112/EC",
        },
    ),
    # No tax is charged or shown.
    Profile("none", N_("No tax"), "", {STANDARD: N_("No tax")}, (), taxes=False),
)  # fmt: skip
PROFILES: dict[str, Profile] = {profile.name: profile for profile in _ALL}


def profile(name: str) -> Profile:
    """The profile of this name; the plain one where there is none."""
    return PROFILES.get(name, PROFILES[PLAIN])
