"""What stands in an order's history has words and a picture: whoever notes a new kind of thing gives it both."""

import ast
from collections.abc import Iterator

from desktop.domain.order import Action
from desktop.services import blocking
from desktop.services.deliveries import _WORDS as PARCELS
from desktop.services.editing.keeping import ACTIONS as EDITS
from desktop.ui import icons
from desktop.ui.words import _HISTORY, history_words
from tests.shared import REPO

# Made of two words in their place, or named by a constant there.
MADE = {f"{kind}-{what}" for kind in ("points", "commission") for what in ("given", "taken")}
NAMED = {"blocking.ACTION", "_WORDS[kind]", "ACTIONS[part]", "outcome", "names[allowed]", "fact.action"}


def _noted() -> Iterator[tuple[str, ast.expr]]:
    for source in sorted((REPO / "desktop" / "services").rglob("*.py")):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "history.note" and len(node.args) > 2:
                yield f"{source.name}:{node.lineno}", node.args[2]


def test_every_kind_of_entry_in_a_history_has_words_and_an_icon_that_is_there() -> None:
    actions: dict[str, str] = {action.value: "Action" for action in Action}
    actions |= dict.fromkeys([*MADE, *PARCELS.values(), *EDITS.values(), blocking.ACTION], "named")
    actions |= dict.fromkeys(["expired", "taken-over", "returns-usual", "returns-allowed", "returns-refused"], "named")
    unread = []
    for place, said in _noted():
        if isinstance(said, ast.JoinedStr) or ast.unparse(said) in NAMED:
            continue
        words = [
            node.value for node in ast.walk(said) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        unread += [] if words else [f"{place}: {ast.unparse(said)}"]
        actions |= dict.fromkeys(words, place)
    assert unread == [], "name its words in this test"
    assert len(actions) > 90
    assert {action: place for action, place in actions.items() if action not in _HISTORY} == {}
    for action in actions:
        assert not icons.icon(history_words(action)[1], "ink.secondary", 16).isNull(), action
