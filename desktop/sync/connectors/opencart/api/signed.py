"""4.1 and later: no session, every call is signed with the key and the time."""

import time
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from desktop.sync.connector import Fault
from desktop.sync.connectors.opencart.api import guide, sign
from desktop.sync.connectors.opencart.api.family import INDEX
from desktop.sync.connectors.opencart.api.judge import Reply, Said, of_call
from desktop.sync.connectors.opencart.profile import Family
from desktop.sync.http import Http

_WORTH_IT_S = 60.0  # a clock that moved less than this is not why a signature was refused


class Signed:
    """One user's signed calls. `skew_s` is the store's clock less ours, from its own Date header."""

    family = Family.V41

    def __init__(
        self, http: Http, user: str, key: str, skew_s: float = 0.0, clock: Callable[[], float] = time.time
    ) -> None:
        self._http = http
        self._user = user
        self._key = key
        self._clock = clock
        self.skew_s = skew_s
        parts = urlsplit(http.url)
        self._place = sign.Place(parts.netloc.rpartition("@")[2], f"{parts.path.rstrip('/')}/")

    def ask(
        self, call: str, form: Sequence[tuple[str, str]], *, notified: bool = False, read_s: float | None = None
    ) -> Reply:
        """Ask, signed for the store's own time; once more where its clock turns out to be another.

        Raises:
            SignInFailed: refused, for one of several reasons that the store does not part.
        """
        used = self.skew_s
        reply = self._try(call, form, notified, read_s)
        if reply.status == 403 and abs(self.skew_s - used) >= _WORTH_IT_S:
            reply = self._try(call, form, notified, read_s)
        if reply.status != 403:
            return reply
        fault = Fault.UNKNOWN if reply.said is Said.UNKNOWN else Fault.BLOCKED
        raise guide.shut(self._http, fault, self.family, self._user)

    def _try(self, call: str, form: Sequence[tuple[str, str]], notified: bool, read_s: float | None) -> Reply:
        query = sign.query(self._key, call, self._user, self._place, form, int(self._clock() + self.skew_s))
        answer = self._http.send("POST", INDEX, query, form=form, read_s=read_s)
        self.skew_s = answer.skew_s if answer.skew_s is not None else self.skew_s
        return of_call(answer, notified=notified)
