"""Finding out which OpenCart stands at an address, and naming the first thing that is wrong with the way to it."""

import html
from collections.abc import Callable, Mapping
from typing import Any

from desktop.i18n import N_
from desktop.sync.connector import Busy, Check, Fault, Offline, Refused, SignInFailed, Step, StoreError
from desktop.sync.connectors.opencart.profile import ABANDONED, Profile, family_of
from desktop.sync.http import Http, own_address

CLOCK_LIMIT_S = 15 * 60
_WORDS = {
    Fault.NOT_A_STORE: N_("There is no OpenCart shop at {url}. Check the address, and a folder that belongs to it."),
    Fault.CLOCK: N_("This computer's clock is {detail} away from the shop's. Set date and time right, then try again."),
}


def not_a_store(http: Http) -> SignInFailed:
    return SignInFailed(
        fault=Fault.NOT_A_STORE, host=http.host, url=http.url, sentence=_WORDS[Fault.NOT_A_STORE]
    )  # fmt: skip


def test(
    http: Http,
    knock: Callable[[], float],
    hello: Callable[[], Mapping[str, Any] | None],
    may_write: Callable[[], None],
) -> list[Step]:
    """Every step up to the first that fails. `knock` finds an OpenCart without a key and says its clock less ours."""
    steps: list[Step] = []
    check = Check.ADDRESS
    try:
        try:
            skew_s = knock()
        except SignInFailed as error:
            if error.fault is Fault.NOT_A_STORE:
                steps.append(Step(Check.ADDRESS))
                check = Check.SHOP
            raise
        except Offline as error:
            if error.values.get("page"):
                steps.append(Step(Check.ADDRESS))
                check = Check.SHOP
                raise not_a_store(http) from error
            raise SignInFailed(
                fault=Fault.NO_ANSWER, host=http.host, detail=error.values["detail"], address=own_address(http.host)
            ) from error
        steps += [Step(Check.ADDRESS), Step(Check.SHOP), Step(Check.SECURE)]
        check = Check.CLOCK
        if abs(skew_s) > CLOCK_LIMIT_S:
            minutes = f"{round(abs(skew_s) / 60)} min"
            raise SignInFailed(fault=Fault.CLOCK, host=http.host, detail=minutes, sentence=_WORDS[Fault.CLOCK])
        steps.append(Step(check))
        check = Check.KEY
        hello()
        steps += [Step(Check.KEY), Step(Check.READ)]
        check = Check.WRITE
        may_write()
        steps.append(Step(check))
    except (SignInFailed, Offline, Busy, Refused) as error:
        steps.append(Step(_check_of(error, check), error))
    return steps


def profile(said: Mapping[str, Any], skew_s: float | None) -> Profile:
    """What the module says of its shop; the shop's own language names the statuses, another where it has none."""
    language = str(said.get("language_id", ""))
    statuses = []
    for status in said.get("statuses") or []:
        names = status.get("names") or {}
        ref = str(status["id"])
        if ref != ABANDONED:
            statuses.append((ref, html.unescape(str(names.get(language) or next(iter(names.values()), ref)))))
    version = str(said.get("opencart", ""))
    return Profile(
        family=family_of(version),
        version=version,
        name=html.unescape(str(said.get("name", ""))),
        home=str(said.get("home", "")),
        zone=str(said.get("zone") or ""),
        offset_s=int(said.get("offset_s") or 0),
        currency=str(said.get("currency", "")),
        decimals={str(code): int(digits) for code, digits in (said.get("decimals") or {}).items()},
        languages={str(ref): str(code) for ref, code in (said.get("languages") or {}).items()},
        statuses=tuple(statuses),
        processing=frozenset(str(ref) for ref in said.get("processing") or ()),
        complete=frozenset(str(ref) for ref in said.get("complete") or ()),
        skew_s=skew_s,
    )


def _check_of(error: StoreError, check: Check) -> Check:
    if isinstance(error, SignInFailed) and check is Check.ADDRESS and error.fault is Fault.PLAIN_HTTP:
        return Check.SECURE
    return check
