"""What the tour did and measured, for people and for tests."""

import json
import statistics
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.i18n import _


@dataclass(slots=True)
class Tale:
    """Facts by name, in the order in which they happened."""

    facts: dict[str, Any] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def tell(self, sentence: str, **facts: Any) -> None:
        """One thing that was done, as a sentence and as figures."""
        self.lines.append(sentence)
        self.facts.update(facts)

    def scans(self, answers: list[tuple[str, str, float]], on_disk: int) -> None:
        """What the scanner's keys came to; `on_disk` counts the scans that the shop's database has."""
        spent = sorted(ms for _code, _outcome, ms in answers) or [0.0]
        p95, median = spent[max(0, round(len(spent) * 0.95) - 1)], statistics.median(spent)
        self.tell(
            _("{count} scans by keys: answer painted after {median} ms (half), {p95} ms (95 %); {lost} lost.").format(
                count=len(answers), median=round(median, 1), p95=round(p95, 1), lost=len(answers) - on_disk
            ),
            scans=len(answers),
            scans_lost=len(answers) - on_disk,
            key_to_paint_ms={"median": round(median, 2), "p95": round(p95, 2), "most": round(spent[-1], 2)},
            answers=[{"code": code, "outcome": outcome, "ms": round(ms, 2)} for code, outcome, ms in answers],
        )  # fmt: skip

    def write(self, out: Path, pictures: list[str]) -> dict[str, Any]:
        """tour.json beside the pictures; returns what it holds."""
        held = {
            **self.facts, "said": self.lines, "pictures": pictures,
            "papers": sorted(file.name for file in out.glob("*.pdf")),
        }  # fmt: skip
        (out / "tour.json").write_text(json.dumps(held, ensure_ascii=False, indent=2), encoding="utf-8")
        return held
