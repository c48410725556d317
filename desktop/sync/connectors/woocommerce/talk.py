"""One store's REST interface: signs each try, and turns answers into what they mean."""

from collections.abc import Mapping

from desktop.i18n import N_
from desktop.sync.connector import Account, Busy, Fault, Offline, Refused, SignInFailed
from desktop.sync.connectors.woocommerce.auth import Basic, Signed
from desktop.sync.http import Answer, Http, Sign, own_address

API = "/wp-json/wc/v3"
# Refusals that WooCommerce dresses as HTTP 500: asking again changes nothing.
_PERMANENT = {"woocommerce_rest_cannot_create_order_refund"}
# An order that is gone, where it is no 404: for writes, and for refunds of it, which answer 500.
_GONE = {"woocommerce_rest_shop_order_invalid_id", "woocommerce_rest_invalid_order_id"}
# What WordPress and WooCommerce themselves say at the door; anything else there is a firewall's word.
_DOOR = ("woocommerce_", "rest_")


def _is_overlooked(answer: Answer) -> bool:
    return answer.status == 401 and answer.code.startswith("woocommerce_rest_cannot_")


def _blocks_method(answer: Answer) -> bool:
    """Some hosts let only GET and POST through, with a page of their own for anything else."""
    return answer.status in (405, 501) or (answer.status == 403 and not answer.is_json)


def _was_heard_before(answer: Answer) -> bool:
    """Each try is signed anew, so a used signature means that this very request came twice: the first was heard."""
    return answer.code == "woocommerce_rest_authentication_error" and "nonce" in answer.message.lower()


class Gone(Refused):
    """The store has no such order any more."""

    text = N_("The store no longer has this order. Look into the store's bin, then leave the message or cancel here.")


class Talk:
    """`first` asks the index without the key; only then is it known how to sign."""

    def __init__(self, account: Account) -> None:
        self._account = account
        plain = account.allow_plain_http
        self.http = Http(account.url, ca_file=account.ca_file, allow_plain_http=plain, read_s=account.read_s)
        self.sign: Sign | None = None
        self.sees_https = self.http.secure
        self.skew_s = 0.0
        self._home = ""
        self._let_in = False
        self._no_put = False
        self.writes = 0

    def first(self) -> Answer:
        """The index, which needs no key; from it we learn what the store sees of us."""
        fields = "name,url,home,gmt_offset,timezone_string,namespaces"
        answer = self.http.send("GET", "/wp-json/", {"_fields": fields})
        if answer.status in (401, 403, 406) or (answer.status == 404 and not answer.is_json):
            fault = Fault.NOT_A_STORE if answer.status == 404 else Fault.BLOCKED
            raise self.shut(fault)
        data = answer.data
        if answer.status >= 500:
            raise Busy(host=self.http.host, detail=answer.message or f"HTTP {answer.status}.", wait_s=60)
        if answer.status < 300 and data is None:  # a page: no WordPress, or a network that asks people to sign in
            raise Offline(host=self.http.host, detail=N_("something else answers in its place."), page=True)
        if not isinstance(data, dict) or not isinstance(data.get("namespaces"), list):
            raise self.shut(Fault.NOT_A_STORE)
        if "wc/v3" not in data["namespaces"]:
            raise self.shut(Fault.NO_SHOP_PLUGIN)
        self.skew_s = answer.skew_s or 0.0
        # The store writes its own links with the scheme that it sees itself.
        self.sees_https = self.http.secure and not answer.headers.get("link", "").startswith("<http://")
        self._home = str(data.get("home", ""))
        self._let_in = False
        self.sign = self._by_header() if self.sees_https else self._by_signature(secure=False)
        return answer

    def _by_header(self) -> Sign:
        return Basic(self._account.key, self._account.secret)

    def _by_signature(self, *, secure: bool) -> Sign:
        return Signed(self._account.key, self._account.secret, self._home, secure=secure, skew_s=self.skew_s)

    @property
    def signed(self) -> bool:
        return isinstance(self.sign, Signed)

    def get(self, path: str, query: Mapping[str, object] | None = None, read_s: float | None = None) -> Answer:
        return self.judged(self.send("GET", path, query, read_s=read_s))

    def write(self, method: str, path: str, body: object, query: Mapping[str, object] | None = None) -> Answer:
        """Change something; counted in `writes` before it goes out."""
        self.writes += 1
        answer = self.judged(self.send(method, path, query, body))
        if answer.data is None:  # half of it, from a server that does not say how long an answer is
            raise Offline(host=self.http.host, detail=N_("its answer has another shape than WooCommerce's."))
        return answer

    def send(
        self,
        method: str,
        path: str,
        query: Mapping[str, object] | None = None,
        body: object = None,
        read_s: float | None = None,
    ) -> Answer:
        """Ask, signed; the answer is handed back whatever its status."""
        if self.sign is None:
            self.first()
        whole = path if path.startswith("/wp-json/") else API + path
        method = "POST" if method == "PUT" and self._no_put else method
        answer = self.http.send(method, whole, query, body, sign=self.sign, read_s=read_s)
        if method == "PUT" and _blocks_method(answer):
            # The store takes POST for the same (measured); the block came before it, so nothing was done.
            method, self._no_put = "POST", True
            answer = self.http.send(method, whole, query, body, sign=self.sign, read_s=read_s)
        if not self._let_in and _is_overlooked(answer) and not self.signed:
            answer = self._another_way(answer, method, whole, query, body, read_s)
        self._let_in = self._let_in or answer.status < 300
        return answer

    def _another_way(
        self,
        refused: Answer,
        method: str,
        path: str,
        query: Mapping[str, object] | None,
        body: object,
        read_s: float | None,
    ) -> Answer:
        """The store has not seen the key: it is unknown, the host strips the header, or hides https from the store.

        A signature needs no header and tells these apart. Nothing was done, so asking again is harmless.
        """
        by_header, answer = self.sign, refused
        for secure in (True, False):
            self.sign = self._by_signature(secure=secure)
            answer = self.http.send(method, path, query, body, sign=self.sign, read_s=read_s)
            if answer.status not in (401, 403):
                return answer
            if self.door_fault(answer) is not Fault.SECRET_WRONG:
                break
        self.sign = by_header  # the next try begins anew: the owner may have mended the key
        return answer

    def judged(self, answer: Answer) -> Answer:
        """The answer if it is a good one; else what its status and code mean."""
        if answer.status < 300 and answer.looks_like_json:
            return answer
        if answer.status < 300:
            raise Offline(host=self.http.host, detail=N_("something else answers in its place."))
        if _was_heard_before(answer):
            raise Offline(host=self.http.host, detail=N_("somebody on the way sent the request twice."))
        if answer.status in (401, 403, 406):
            raise self.shut(self.door_fault(answer))
        if answer.status == 404 and answer.code == "rest_no_route":
            raise Refused(code=answer.code, detail=answer.message, status=404)
        if answer.status in (404, 410) and answer.is_json:
            raise Gone(code=answer.code, detail=answer.message, status=answer.status)
        if answer.status == 404:
            raise self.shut(Fault.NOT_A_STORE)
        if answer.code in _GONE:
            raise Gone(code=answer.code, detail=answer.message, status=answer.status)
        if (answer.status >= 500 and answer.code not in _PERMANENT) or answer.status == 408:
            raise Busy(
                host=self.http.host, detail=answer.message or f"HTTP {answer.status}.", wait_s=60,
                whole_store=answer.code in ("", "wp_die"),
            )  # fmt: skip
        raise Refused(code=answer.code or str(answer.status), detail=answer.message, status=answer.status)

    def door_fault(self, answer: Answer) -> Fault:
        """Why we were not let in, as far as one answer tells; the wizard asks further."""
        if not answer.is_json or not answer.code.startswith(_DOOR):
            return Fault.BLOCKED
        if answer.status == 403:
            return Fault.NOT_STAFF
        if answer.code != "woocommerce_rest_authentication_error":
            return Fault.KEY_UNKNOWN if self.sees_https or self.signed else Fault.HTTPS_NOT_SEEN
        said = answer.message.lower()  # in the site's language; only a hint
        for word, fault in (
            ("write perm", Fault.NO_WRITE), ("read perm", Fault.NO_READ), ("timestamp", Fault.CLOCK),
            ("key is invalid", Fault.KEY_UNKNOWN),
        ):  # fmt: skip
            if word in said:
                return fault
        return Fault.SECRET_WRONG

    def shut(self, fault: Fault, detail: str = "") -> SignInFailed:
        return SignInFailed(
            fault=fault, host=self.http.host, url=self.http.url, detail=detail, address=own_address(self.http.host)
        )

    def close(self) -> None:
        self.http.close()
