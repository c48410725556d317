"""What is to be done before closing, as it goes on: what stood there once and does not any more is done."""

from collections.abc import Sequence

from desktop.domain.closing import Gate, Standing
from desktop.ui.bench.before_closing import Step


class Steps:
    """`know(standing)` after each answer that says it; `steps` are all of them in their first order."""

    def __init__(self) -> None:
        self._icons: dict[tuple[Gate, int, int | None], str] = {}
        self._known: dict[tuple[Gate, int, int | None], Standing] = {}
        self._open: set[tuple[Gate, int, int | None]] = set()

    def begin(self, tasks: Sequence[tuple[Standing, str]] = ()) -> None:
        """Another order; `tasks` are what is to be done for it or was, each with its icon."""
        self._known = {_key(each): each for each, _icon in tasks}
        self._icons = {_key(each): icon for each, icon in tasks}
        self._open = set()

    def know(self, standing: Sequence[Standing]) -> None:
        """This stands against closing now, and nothing else."""
        shown = [each for each in standing if each.gate is not Gate.OUT]  # those stand in the lines themselves
        self._known.update((_key(each), each) for each in shown)
        self._open = {_key(each) for each in shown}

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(
            Step(each, done=key not in self._open, icon=self._icons.get(key, "")) for key, each in self._known.items()
        )

    @property
    def next(self) -> Standing | None:
        """What is to be done first."""
        return next((self._known[key] for key in self._known if key in self._open), None)


def _key(standing: Standing) -> tuple[Gate, int, int | None]:
    return standing.gate, standing.id, standing.line_id
