"""What an answer of OpenCart's own interface means. It says 200 to nearly everything, in several shapes."""

import ipaddress
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import msgspec

from desktop.sync.http import Answer, plain

_MOST_TRIES = 64  # brackets looked at: a warning's text may hold some of its own


class Said(StrEnum):
    DONE = "done"
    BAD_KEY = "bad-key"
    ADDRESS = "address"  # our address is not on the store's list
    SESSION = "session"  # log in again
    NOT_FOUND = "not-found"
    MAIL = "mail"  # the shop's mail server refused
    PAGE = "page"  # a web page: maintenance, a firewall, or no such route
    UNKNOWN = "unknown"  # 4.1 refuses everything in the same words: key, clock or address


@dataclass(frozen=True, slots=True)
class Reply:
    """`address`: ours as the store sees it, where it names it. `text`: its own words, for a person."""

    said: Said
    data: Any = None
    address: str = ""
    text: str = ""
    status: int = 200


def json_in(body: bytes) -> Any:
    """The JSON of an answer that PHP may have put warnings in front of; None if there is none."""
    text = body.removeprefix(b"\xef\xbb\xbf").strip()
    places = [0, *(found.start() for found in re.finditer(rb"[\[{]", text))]
    for place in places[: _MOST_TRIES + 1]:
        try:
            found = msgspec.json.decode(text[place:])
        except msgspec.DecodeError:
            continue
        if isinstance(found, (dict, list)):
            return found
    return None


def of_login(answer: Answer) -> Reply:
    """An answer to a login, or to anything that 4.1 takes for one."""
    data = json_in(answer.body)
    if answer.status == 403:
        return Reply(Said.UNKNOWN, data, text=_error(data), status=answer.status)
    if data is None or answer.status == 404:
        return Reply(Said.PAGE, status=answer.status)
    error, address = _error(data), _address(data)
    if address:
        return Reply(Said.ADDRESS, data, address, error, answer.status)  # the text about the key beside it is not true
    if data == [] or error:
        return Reply(Said.BAD_KEY, data, text=error, status=answer.status)
    said = Said.DONE if isinstance(data, dict) else Said.UNKNOWN
    return Reply(said, data, status=answer.status)


def of_call(answer: Answer, *, notified: bool = False) -> Reply:
    """An answer to anything but a login; `notified`: it was to send a mail to the customer."""
    data = json_in(answer.body)
    text = answer.body[:4000].decode("utf-8", "replace")
    if answer.status == 403 and data is not None:
        return Reply(Said.UNKNOWN, data, text=_error(data), status=answer.status)
    if "Typed property" in text and "session_id" in text:
        return Reply(Said.SESSION, text=plain(text), status=answer.status)  # 4.0: a token that has run out
    if data is None:
        return Reply(_without_data(answer, text, notified), text=plain(text), status=answer.status)
    error = _error(data)
    if not error:
        return Reply(Said.DONE if answer.status < 300 else Said.PAGE, data, status=answer.status)
    if _address(data):
        return Reply(Said.ADDRESS, data, _address(data), error, status=answer.status)
    if "permission" in error.lower():
        return Reply(Said.SESSION, data, text=error, status=answer.status)
    if "could not be found" in error.lower():
        return Reply(Said.NOT_FOUND, data, text=error, status=answer.status)
    return Reply(Said.UNKNOWN, data, text=error, status=answer.status)


def _without_data(answer: Answer, text: str, notified: bool) -> Said:
    is_page = text.lstrip()[:200].lower().startswith(("<!doctype", "<html"))
    mails = "smtp" in text.lower() or "mail" in text.lower()
    if notified and not is_page and (mails or not text.strip()) and answer.status in (200, 500):
        return Said.MAIL
    return Said.PAGE


def _error(data: Any) -> str:
    """The store's words: `error` is a sentence, or several by name."""
    error = data.get("error") if isinstance(data, dict) else None
    if isinstance(error, dict):
        return plain(str(error.get("ip") or error.get("warning") or next(iter(error.values()), "")))
    return plain(str(error)) if error else ""


def _address(data: Any) -> str:
    """Our own address, cut out of the sentence that names it, in whatever language it is."""
    error = data.get("error") if isinstance(data, dict) else None
    sentence = error.get("ip", "") if isinstance(error, dict) else error
    for word in re.split(r"[\s,;()'\"]+", str(sentence or "")):
        bare = word.strip(".!:?")
        for each in (word, bare):
            try:
                return str(ipaddress.ip_address(each))
            except ValueError:
                continue
    return ""
