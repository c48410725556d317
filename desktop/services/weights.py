"""The weight of a parcel against what its articles have weighed before."""

from dataclasses import dataclass

from desktop.domain import weights as rules
from desktop.domain.closing import Gate, Standing
from desktop.domain.errors import BadInput, NotFound
from desktop.domain.weights import Checked, Fit, Known
from desktop.i18n import N_, _, number
from desktop.models.base import ms, run
from desktop.services import history, parcel_contents, settings
from desktop.services.changes import actor, now, unit

HEAVIEST_G = 1_000_000
UNKNOWN_TARE_SD_G = 30.0  # a parcel whose carton nobody has told


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a weighing came to, in grams; `missing` names the article that explains a difference, and its units."""

    parcel_id: int
    weight_g: int
    fit: Fit
    expected_g: int
    tolerance_g: int
    sku: str = ""
    name: str = ""
    units: int = 0
    article_id: int | None = None

    @property
    def passes(self) -> bool:
        return self.fit in (Fit.FITS, Fit.UNKNOWN)


def weigh(order_id: int, weight_g: int) -> Weighed:
    """Keep the weight of the order's open parcel, and say whether it fits what was scanned into it.

    A weight that fits teaches; so does one that cannot be judged because one article is new.

    Raises:
        BadInput: no weight that a parcel can have.
        NotFound: no parcel of the order is open.
    """
    if not 0 < weight_g <= HEAVIEST_G:
        raise BadInput(
            what=N_("The weight"), value=weight_g, next=N_("Put the parcel on the scale and weigh it again.")
        )
    with unit() as work:
        parcel = _open(order_id)
        contents = parcel_contents.units(parcel)
        known = _known(list(contents))
        tare, tare_sd = _tare(parcel)
        found = rules.check(contents, known, tare, weight_g, tare_sd)
        run(
            "INSERT INTO parcel_box (parcel_id, weight_g, expected_g, tolerance_g, fit, weighed_at, weighed_by,"
            " accepted, photo) VALUES (?, ?, ?, ?, ?, ?, ?, '', '') ON CONFLICT (parcel_id) DO UPDATE SET"
            " weight_g = excluded.weight_g, expected_g = excluded.expected_g, tolerance_g = excluded.tolerance_g,"
            " fit = excluded.fit, weighed_at = excluded.weighed_at, weighed_by = excluded.weighed_by, accepted = ''",
            (parcel, weight_g, round(found.expected), round(found.tolerance), found.fit.value, ms(now()), actor().who),
        )
        run("UPDATE parcel SET weight_g = ? WHERE id = ?", (weight_g, parcel))
        work.changed("parcel", parcel)
    return _told(parcel, weight_g, found)


def accept(order_id: int) -> None:
    """Let a weight pass that does not fit; who did it stands with the parcel and in the history.

    Raises:
        NotFound: nothing of the order has been weighed.
    """
    with unit() as work:
        parcel, here = _open(order_id), actor()
        by = here.who or here.bench or "?"
        changed = run("UPDATE parcel_box SET accepted = ? WHERE parcel_id = ? AND weight_g IS NOT NULL", (by, parcel))
        if not changed.rowcount:
            raise NotFound(what=N_("weight"), ref=order_id)
        history.note(work, order_id, "weight-accepted", by)
        work.changed("parcel", parcel)


def tare(order_id: int, weight_g: int) -> None:
    """The empty carton stands on the scale: so much is not goods."""
    if not 0 <= weight_g <= HEAVIEST_G:
        raise BadInput(what=N_("The weight"), value=weight_g, next=N_("Put the empty carton on the scale first."))
    with unit() as work:
        parcel = _open(order_id)
        run(
            "INSERT INTO parcel_box (parcel_id, tare_g, fit, weighed_by, accepted, photo) VALUES (?, ?, '', '', '', '')"
            " ON CONFLICT (parcel_id) DO UPDATE SET tare_g = excluded.tare_g",
            (parcel, weight_g),
        )
        work.changed("parcel", parcel)


def learn_of(order_id: int, session_id: int) -> None:
    """The lesson of a closed order: every parcel of it that was weighed and has not taught yet."""
    rows = run(
        "SELECT p.id FROM parcel p JOIN parcel_box b ON b.parcel_id = p.id WHERE p.order_id = ? AND p.state = 'closed'"
        " AND b.weight_g IS NOT NULL AND b.fit <> 'learned'",
        (order_id,),
    ).fetchall()
    for (parcel_id,) in rows:
        learn(int(parcel_id))


def learn(parcel_id: int) -> None:
    """Let a closed parcel teach its articles' weights, once; part of the caller's unit.

    Nothing is learned from a weight that somebody had to let pass.
    """
    row = run(
        "SELECT weight_g FROM parcel_box WHERE parcel_id = ? AND fit IN ('fits', 'unknown') AND accepted = ''"
        " AND weight_g IS NOT NULL",
        (parcel_id,),
    ).fetchone()
    if row is None:
        return
    contents = parcel_contents.units(parcel_id)
    tare_g, tare_sd = _tare(parcel_id)
    for article, belief in rules.learned(contents, _known(list(contents)), tare_g, float(row[0]), tare_sd).items():
        if article:
            run(
                "INSERT INTO learned_weight (article_id, mean, variance, n) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (article_id) DO UPDATE"
                " SET mean = excluded.mean, variance = excluded.variance, n = excluded.n",
                (article, belief.mean, belief.variance, belief.n),
            )
    run("UPDATE parcel_box SET fit = 'learned' WHERE parcel_id = ?", (parcel_id,))


def standing(order_id: int) -> list[Standing]:
    """The gate: where the shop weighs, a parcel closes with a weight that fits, or one that was let pass."""
    if settings.rules().weigh != "required":
        return []
    parcel = parcel_contents.open_parcel(order_id)
    if parcel is None:
        return []
    row = run(
        "SELECT weight_g, fit, accepted, expected_g FROM parcel_box WHERE parcel_id = ? AND weight_g IS NOT NULL",
        (parcel,),
    ).fetchone()
    if row is None:
        return [Standing(Gate.WEIGHT, _("Put the parcel on the scale"), parcel)]
    if row[1] in (Fit.LIGHT.value, Fit.HEAVY.value) and not row[2]:
        words = _("It weighs {weight} g and should weigh {expected} g")
        return [Standing(Gate.WEIGHT, words.format(weight=number(row[0]), expected=number(row[3])), parcel)]
    return []


def _open(order_id: int) -> int:
    parcel = parcel_contents.open_parcel(order_id)
    if parcel is None:
        raise NotFound(what=N_("open parcel"), ref=order_id)
    return parcel


def _known(articles: list[int]) -> dict[int, Known]:
    known: dict[int, Known] = {}
    for article in articles:
        row = run(
            "SELECT w.mean, w.variance, w.n, a.weight_g FROM article a LEFT JOIN learned_weight w"
            " ON w.article_id = a.id WHERE a.id = ?",
            (article,),
        ).fetchone()
        if row and row[0] is not None:
            known[article] = Known(float(row[0]), float(row[1]), int(row[2]))
        elif row and row[3]:
            known[article] = rules.given(int(row[3]))
    return known


def _tare(parcel_id: int) -> tuple[float, float]:
    row = run(
        "SELECT b.tare_g, c.weight_g FROM parcel_box b LEFT JOIN carton c ON c.id = b.carton_id WHERE b.parcel_id = ?",
        (parcel_id,),
    ).fetchone()
    if row and row[0] is not None:
        return float(row[0]), 1.0
    if row and row[1] is not None:
        return float(row[1]), max(2.0, 0.03 * float(row[1]))
    return float(settings.rules().usual_tare_g), UNKNOWN_TARE_SD_G


def _told(parcel: int, weight_g: int, found: Checked) -> Weighed:
    sku, name = "", ""
    if found.article is not None:
        sku, name = run("SELECT sku, name FROM article WHERE id = ?", (found.article,)).fetchone()
    expected, tolerance = round(found.expected), round(found.tolerance)
    return Weighed(parcel, weight_g, found.fit, expected, tolerance, sku, name, found.units, found.article)
