"""The double-scan sentinel: the rhythm of each person with each article, and what it says of a scan just counted.

The bench holds one Watch while an order is open; it compares two numbers for each scan. Rhythms are learned when the
parcel closes, from the scans on disk, so that a scan never waits for them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from desktop.domain import sentinel as rules
from desktop.domain.sentinel import Hint, Rhythm
from desktop.models.base import run
from desktop.services.changes import actor

ALL = 0  # stands for every article in a person's own rhythm


@dataclass(slots=True)
class Watch:
    """Listens to one order's counted scans. `limits` is the shortest usual pause in seconds, by line."""

    limits: dict[int, float] = field(default_factory=dict)
    last: dict[int, int] = field(default_factory=dict)

    def counted(self, line_id: int, at_ms: int) -> Hint:
        """What the pause since this line's last unit says; the first unit of a line says nothing.

        Only the pause to the very last scan counts: whoever packed something else meanwhile has moved the hand.
        """
        before = self.last.get(line_id)
        self.last = {line_id: at_ms}
        if before is None:
            return Hint.NONE
        limit = self.limits.get(line_id)
        return Hint.QUICK if limit is not None and (at_ms - before) / 1000 < limit else Hint.NONE


def watch(order_id: int, who: str = "") -> Watch:
    """A watch for an order that is opened now, with this person's rhythms."""
    person = who or actor().who
    lines = run(
        "SELECT id, article_id FROM order_line WHERE order_id = ? AND needs_packing AND article_id IS NOT NULL",
        (order_id,),
    ).fetchall()
    known = rhythms(person, [int(article) for _line, article in lines])
    whole = known.get(ALL, Rhythm())
    return Watch({int(line): rules.shortest(known.get(int(article), Rhythm()), whole) for line, article in lines})


def rhythms(who: str, articles: Iterable[int]) -> dict[int, Rhythm]:
    """This person's rhythms with these articles, and with all of them under ALL."""
    wanted = [ALL, *dict.fromkeys(articles)]
    found: dict[int, Rhythm] = {}
    for start in range(0, len(wanted), 500):
        part = wanted[start : start + 500]
        marks = ", ".join("?" * len(part))
        for article, n, mean, m2 in run(
            f"SELECT article_id, n, mean, m2 FROM rhythm WHERE who = ? AND article_id IN ({marks})",
            (who, *part),
        ).fetchall():
            found[int(article)] = Rhythm(int(n), float(mean), float(m2))
    return found


def keep(scan_op: str, hint: Hint, pause_ms: int) -> None:
    """Remember that a counted scan was hinted at; part of the caller's unit or of none."""
    row = run("SELECT id FROM packing_scan WHERE op_id = ?", (scan_op,)).fetchone()
    if row is not None:
        run(
            "INSERT INTO scan_hint (scan_id, hint, pause_ms) VALUES (?, ?, ?)"
            " ON CONFLICT (scan_id) DO UPDATE SET hint = excluded.hint, pause_ms = excluded.pause_ms",
            (row[0], hint.value, pause_ms),
        )


def learn_of(order_id: int, session_id: int) -> None:
    """The lesson of a closed order."""
    learn(session_id)


def learn(session_id: int) -> None:
    """Let a closed session teach the rhythms of who packed it; part of the unit that closes it.

    Hinted pauses teach too, as far as a hand can be so quick: a sentinel that only hears what it expects never learns
    that somebody is fast.
    """
    rows = run(
        "SELECT s.at, s.line_id, coalesce(l.article_id, -1), p.who FROM packing_scan s"
        " JOIN order_line l ON l.id = s.line_id JOIN packing_session p ON p.id = s.session_id"
        " WHERE s.session_id = ? AND s.units = 1 AND s.method = 'scan'"
        " ORDER BY s.id",
        (session_id,),
    ).fetchall()
    if not rows:
        return
    who = str(rows[0][3])
    known = rhythms(who, [int(row[2]) for row in rows])
    touched: dict[int, Rhythm] = {}
    for (before, line, _article, _who), (at, next_line, article, _also) in pairwise(rows):
        if line != next_line or article < 0:
            continue
        for key in (int(article), ALL):
            touched[key] = (touched.get(key) or known.get(key) or Rhythm()).after((at - before) / 1000)
    for article, rhythm in touched.items():
        if rhythm.n:
            run(
                "INSERT INTO rhythm (who, article_id, n, mean, m2) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (who, article_id) DO UPDATE SET n = excluded.n, mean = excluded.mean, m2 = excluded.m2",
                (who, article, rhythm.n, rhythm.mean, rhythm.m2),
            )


def after_weighing(parcel_id: int, article_id: int | None, units: int) -> Hint:
    """What rhythm and scale say together of an article that a parcel seems to lack units of."""
    if article_id is None or units >= 0:
        return Hint.NONE
    row = run(
        "SELECT h.id FROM scan_hint h JOIN packing_scan s ON s.id = h.scan_id JOIN order_line l ON l.id = s.line_id"
        " WHERE s.parcel_id = ? AND l.article_id = ? LIMIT 1",
        (parcel_id, article_id),
    ).fetchone()
    return rules.judge(row is not None, units)
