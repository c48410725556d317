"""As much of GraphQL as a shop double needs: one operation, its arguments and variables, and the choice of fields.

Source: https://spec.graphql.org/October2021/ sections 2.1 to 2.10. No schema: a double knows its own data.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_TOKEN = re.compile(r'\s*(?:#[^\n]*\n\s*)*(\.\.\.|[{}()\[\]:!=$]|"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|[A-Za-z_]\w*)[\s,]*')


@dataclass(frozen=True, slots=True)
class Selection:
    """One field, or (`on`) what is asked of one type only."""

    name: str
    alias: str
    args: Mapping[str, Any]
    parts: tuple["Selection", ...]
    on: str = ""


class Wrong(ValueError):
    """The query cannot be understood, or asks for a field that is not there."""


def parse(text: str, variables: Mapping[str, Any]) -> tuple[str, tuple[Selection, ...]]:
    """("query" or "mutation", the fields asked for)."""
    tokens, place = [], 0
    text = text.strip()
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise Wrong(f"Syntax Error: Unexpected character: {text[place]!r}.")
        tokens.append(found[1])
        place = found.end()
    return _Reader(tokens, variables).operation()


class _Reader:
    def __init__(self, tokens: list[str], variables: Mapping[str, Any]) -> None:
        self._tokens = [*tokens, ""]
        self._at = 0
        self._variables = variables

    def operation(self) -> tuple[str, tuple[Selection, ...]]:
        kind = "query"
        if self._next() in ("query", "mutation"):
            kind = self._take()
            while self._next() != "{" and self._next() != "(":
                self._take()  # its name
            if self._next() == "(":
                self._skip_declarations()
        return kind, self._selections()

    def _skip_declarations(self) -> None:
        while self._take() != ")":
            pass

    def _selections(self) -> tuple[Selection, ...]:
        self._expect("{")
        found = []
        while self._next() != "}":
            found.append(self._selection())
        self._take()
        return tuple(found)

    def _selection(self) -> Selection:
        if self._next() == "...":
            self._take()
            self._expect("on")
            return Selection("", "", {}, on=self._take(), parts=self._selections())
        name = alias = self._take()
        if self._next() == ":":
            self._take()
            name = self._take()
        args = {}
        if self._next() == "(":
            self._take()
            while self._next() != ")":
                key = self._take()
                self._expect(":")
                args[key] = self._value()
            self._take()
        return Selection(name, alias, args, self._selections() if self._next() == "{" else ())

    def _value(self) -> Any:
        token = self._take()
        if token == "$":  # noqa: S105 - a sign
            return self._variables.get(self._take())
        if token == "[":  # noqa: S105
            items = []
            while self._next() != "]":
                items.append(self._value())
            self._take()
            return items
        if token == "{":  # noqa: S105
            made = {}
            while self._next() != "}":
                key = self._take()
                self._expect(":")
                made[key] = self._value()
            self._take()
            return made
        if token in ("true", "false", "null") or token[0] in '"-0123456789':
            return json.loads(token)
        return token  # an enum's word

    def _next(self) -> str:
        return self._tokens[self._at]

    def _take(self) -> str:
        token = self._tokens[self._at]
        if not token:
            raise Wrong("Syntax Error: Unexpected <EOF>.")
        self._at += 1
        return token

    def _expect(self, token: str) -> None:
        if self._take() != token:
            raise Wrong(f"Syntax Error: Expected {token!r}.")


Field = Callable[[Mapping[str, Any], Selection], Any]


def choose(value: Any, parts: Sequence[Selection], field: Field) -> Any:
    """Only what is asked for of a value; `field` says what a field of an object is, and may raise Wrong."""
    if not parts or value is None:
        return value
    if isinstance(value, list):
        return [choose(item, parts, field) for item in value]
    made: dict[str, Any] = {}
    for part in parts:
        if part.on:
            of_it = value.get("__typename", part.on) == part.on
            if of_it or (part.on == "ErrorResult" and "errorCode" in value):
                made |= choose(value, part.parts, field)
        else:
            made[part.alias] = choose(field(value, part), part.parts, field)
    return made
