"""kolli articles show | set: how the bench takes an article."""

import re
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from dataclasses import asdict

from desktop.cli import shop
from desktop.cli.console import Console
from desktop.cli.words import add_everywhere, whole
from desktop.domain.remote import AtBench
from desktop.i18n import N_, _, number
from desktop.services import at_bench, taxes
from desktop.services.at_bench import BenchArticle

_MM = whole(N_("The length"), 1, 10_000)


def declare(parser: ArgumentParser) -> None:
    doing = parser.add_subparsers(metavar="show|set", required=True)
    showing = doing.add_parser("show", help=_("how the bench takes an article"))
    showing.set_defaults(run=_show)
    setting = doing.add_parser("set", help=_("change it; what is not named stays as it is"))
    setting.set_defaults(run=_set)
    for each in (showing, setting):
        each.add_argument("sku", metavar="SKU")
        add_everywhere(each)
    setting.add_argument("--scan-each", choices=("yes", "no"), help=_("every unit is scanned: no quantities, no cases"))
    setting.add_argument(
        "--tracks", choices=("none", "serial", "lot", "lot-expiry"), help=_("what is kept of each unit")
    )
    setting.add_argument("--case", type=_times, action="append", default=[], metavar="CODE*12",
                         help=_("a barcode that counts so many units"))  # fmt: skip
    setting.add_argument("--kit", type=_times, nargs="*", metavar="SKU*2",
                         help=_("what one kit is made of; alone, it is a plain article again"))  # fmt: skip
    setting.add_argument("--kit-whole", choices=("yes", "no"), help=_("the kit's own code stands for all its parts"))
    setting.add_argument("--tax-class", metavar="CLASS",
                         help=_("how it is taxed: standard, food, reduced, low, luxury, exempt"))  # fmt: skip
    setting.add_argument("--fragile", choices=("yes", "no"), help=_("handle with care"))
    setting.add_argument("--weight", type=whole(N_("The weight"), 1, 1_000_000), metavar="G", help=_("grams"))
    setting.add_argument("--size", type=_MM, nargs=3, metavar=("LENGTH", "WIDTH", "HEIGHT"), help=_("millimetres"))


def _times(text: str) -> tuple[str, int]:
    """`CODE*12`: a code and how many; 1 where no number is said."""
    found = re.fullmatch(r"(.+?)[*×]([1-9][0-9]{0,3})", text.strip())
    if found is None and ("*" in text or not text.strip()):
        raise ArgumentTypeError(_("write CODE*12: a code and how many"))
    return (found[1], int(found[2])) if found else (text.strip(), 1)


def _show(given: Namespace, console: Console) -> int:
    with shop.opened(given):
        _answer(at_bench.show(given.sku), console)
    return 0


def _set(given: Namespace, console: Console) -> int:
    length, width, height = given.size or (None, None, None)
    said = AtBench(
        scan_each=_yes(given.scan_each), tracks=None if given.tracks is None else given.tracks.replace("none", ""),
        length_mm=length, width_mm=width, height_mm=height, fragile=_yes(given.fragile),
        kit=None if given.kit is None else tuple(given.kit), kit_whole=_yes(given.kit_whole),
    )  # fmt: skip
    with shop.opened(given):
        at_bench.change(given.sku, said, given.weight, tuple(given.case))
        if given.tax_class is not None:
            taxes.change_class([given.sku], given.tax_class)
        _answer(at_bench.show(given.sku), console)
    return 0


def _yes(text: str | None) -> bool | None:
    return None if text is None else text == "yes"


def _answer(article: BenchArticle, console: Console) -> None:
    size = [article.length_mm, article.width_mm, article.height_mm]
    rows = [
        (_("Scan each"), _("yes") if article.scan_each else _("no")),
        (_("Kept of each unit"), article.tracks or _("nothing")),
        (_("Case codes"), ", ".join(f"{code} × {number(units)}" for code, units in article.cases) or "–"),
        (_("Kit of"), ", ".join(f"{part.sku} × {number(part.units)}" for part in article.parts) or "–"),
        (_("Kit by its own code"), _("yes") if article.kit_whole else _("no")),
        (_("Size, mm"), " × ".join(number(side) for side in size if side) if all(size) else "–"),
        (_("Weight, g"), number(article.weight_g) if article.weight_g else "–"),
        (_("Fragile"), _("yes") if article.fragile else _("no")),
        (_("Tax"), taxes.class_of(article.sku)),
    ]
    wide = max(len(head) for head, _said in rows)
    console.answer(
        {**asdict(article), "tax_class": taxes.class_of(article.sku)},
        [f"{article.sku}  {article.name}", *(f"  {head:<{wide}}  {said}" for head, said in rows)],
    )
