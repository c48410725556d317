"""Which column of which table can name a buyer, and what becomes of it when a person is erased.

Every text of every table is decided here; a test takes the tables from the database and names the one that is not. A
row's person is found by `where`, with the ids of their rows, orders, addresses and return cases put in.
"""

from dataclasses import dataclass

_ORDER = "order_id IN ({orders})"
_LINE = "line_id IN (SELECT id FROM order_line WHERE order_id IN ({orders}))"
_PARCEL = "parcel_id IN (SELECT id FROM parcel WHERE order_id IN ({orders}))"
_CASE = "case_id IN (SELECT id FROM return_case WHERE order_id IN ({orders}))"
_CUSTOMER = "customer_id IN ({customers})"


@dataclass(frozen=True, slots=True)
class Personal:
    """A table with rows about a person.

    `blank` columns are emptied, `unique` get a word without meaning, `empty` get another empty value; `drop` takes the
    whole row away. `law` columns stay until `law_from` and the years that the country asks for; `files` are pictures.
    """

    table: str
    where: str
    blank: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()
    empty: tuple[tuple[str, str], ...] = ()
    drop: bool = False
    law: tuple[str, ...] = ()
    law_from: str = ""
    files: tuple[str, ...] = ()


PERSONAL: tuple[Personal, ...] = (
    Personal("address", "id IN ({addresses})", (
        "name", "company", "line1", "line2", "village", "district", "city", "region", "postcode", "postcode_key",
        "phone", "instruction",
    )),
    Personal("orders", "id IN ({orders})", (
        "buyer", "place", "phone", "email", "note", "hold_reason", "channel_ref", "store_flag", "buyer_vat",
    ), empty=(("remote_seen", "nameless"),)),
    Personal("order_line", _ORDER, ("note",), empty=(("options", "[]"),)),
    Personal("order_edit", _ORDER, drop=True),
    Personal("order_discount", _ORDER, ("reason",)),
    Personal("order_change", _ORDER, ("why",)),
    Personal("history", _ORDER, ("comment",)),
    Personal("decision", _ORDER, ("ours", "theirs")),
    Personal("draft", _ORDER, drop=True),
    Personal("outbox", _ORDER, ("reason", "evidence"), empty=(("body", "{{}}"), ("echo", "null"))),
    Personal("pack_task", _ORDER, unique=("text",)),
    Personal("check_answer", _ORDER, ("answer",)),
    Personal("approval", _ORDER, ("reason",)),
    Personal("packing_scan", _ORDER, ("reason",)),
    Personal("print_job", _ORDER, ("title", "reason")),
    Personal("slip_order", _ORDER, drop=True),
    Personal("slip_result", _ORDER, ("message", "reason")),
    Personal("search_new", _ORDER, drop=True),
    Personal("twin_mark", _ORDER, drop=True),
    Personal("delivery_event", _PARCEL, ("note",)),
    Personal("parcel_box", _PARCEL, files=("photo",)),
    Personal("mail", _ORDER, ("to_name", "to_addr", "subject", "body", "reason", "answer")),
    Personal("mail_stop", "address IN ({emails})", drop=True),
    Personal("review", _ORDER, ("comment",)),
    Personal("payment_claim", _ORDER, ("way", "reference", "reason"), unique=("mark",), files=("picture",)),
    Personal("return_case", _ORDER, ("words", "override", "deduction_reason", "rejected", "told")),
    Personal("return_line", _CASE, ("words", "serials")),
    Personal("return_photo", _CASE, drop=True, files=("file",)),
    Personal("return_event", _CASE, ("detail",)),
    Personal("customer", "id IN ({customers})", (
        "name", "company", "email", "phone", "language", "note", "blocked",
    ), unique=("key",)),
    Personal("customer_merge", "from_id IN ({customers}) OR to_id IN ({customers})", empty=(("kept", "{{}}"),)),
    Personal("store_customer", _CUSTOMER, drop=True),
    Personal("consent", _CUSTOMER, ("source",)),
    Personal("complaint", f"{_CUSTOMER} OR {_ORDER}", ("subject",)),
    Personal(
        "complaint_answer", f"complaint_id IN (SELECT id FROM complaint WHERE {_CUSTOMER} OR {_ORDER})", ("body",)
    ),
    Personal("points_move", f"{_CUSTOMER} AND order_id IS NULL", ("reason",)),
    Personal("voucher", _CUSTOMER, ("note",)),
    # What bookkeeping demands: the documents as they were issued, and the vouchers of what was paid.
    Personal("document", _ORDER, law=("data", "pdf", "void_reason"), law_from="issued_at"),
    Personal("number_entry", _ORDER, law=("buyer", "buyer_folded", "void_reason"), law_from="issued_at"),
    Personal("money_move", _ORDER, law=("reference",), law_from="at"),
    Personal("payout_entry", _ORDER, law=("reference",), law_from="at"),
    Personal(
        "bank_line", f"id IN (SELECT line_id FROM bank_match WHERE {_ORDER})",
        law=("text", "payer", "said", "refs", "bank_ref"), law_from="booked_on",
    ),
)  # fmt: skip
# Texts that belong to nobody's order, where a name may stand all the same: looked through for the person's own.
SCRUBBED: tuple[tuple[str, str], ...] = (
    ("import_refusal", "reason"), ("import_run", "file"), ("proof", "rows"), ("queue_view", "filters"),
    ("queue_view", "name"), ("bank_statement", "file"),
)  # fmt: skip

# Words of any table that are never a buyer's: who works here, where, what state a thing is in, what made it happen.
EVERYWHERE = frozenset(
    "who bench state kind currency op_id cause reason_code made_by paid_by opened_by closed_by decided_by undone_by"
    " language sku carrier courier service tracking source was became action method verdict mark_kind".split()
)
_ALL = frozenset({"*"})
# What else stands in the tables: about goods, shops, places, stores and those who work here.
HOUSE: dict[str, frozenset[str]] = {
    "affiliate": _ALL, "affiliate_payout": _ALL, "article": _ALL, "article_bin": _ALL, "barcode": _ALL, "bin": _ALL,
    "approval": frozenset({"asked_by", "right"}), "bank_match": _ALL,
    "bank_line": frozenset({"mark", "bank", "account", "booked_on", "reason", "settled_by"}),
    "bank_statement": frozenset({"sha256", "format", "account", "first_on", "last_on"}),
    "address": frozenset({"country"}),
    "carton": _ALL, "change_move": _ALL, "check_answer": frozenset({"question"}), "check_rule": _ALL,
    "commission_move": _ALL, "courier": _ALL, "credit_move": _ALL, "decision": frozenset({"field", "outcome"}),
    "delivery_event": frozenset({"key"}), "document": frozenset({"number", "sha256"}), "erase_report": _ALL,
    "erased": _ALL, "erased_order": _ALL, "import_refusal": frozenset(),
    "import_run": frozenset({"sha256", "format", "what", "counts"}), "kit_part": _ALL, "learned_weight": _ALL,
    "line_part": _ALL, "mail": frozenset({"event", "paper", "message_id", "sender"}),
    "mail_stop": frozenset({"why"}), "mail_template": _ALL, "manifest": _ALL, "manifest_parcel": _ALL,
    "manifest_scan": _ALL, "number_day": _ALL,
    "number_entry": frozenset({"number", "series", "pdf_sha256", "data_sha256", "tax_number"}),
    "number_series": _ALL, "order_affiliate": _ALL, "order_credit": _ALL,
    "order_discount": frozenset({"code", "percent"}),
    "order_line": frozenset({"remote_id", "name", "variant", "barcodes", "unit_price"}), "order_link": _ALL,
    "orders": frozenset(
        "source_ref number code payment fulfilment stage payment_method remote_status tracking_mode channel"
        " tax_case".split()
    ),
    "outbox": frozenset({"subject"}), "pack_task": frozenset({"what", "done_by"}), "packed_unit": _ALL,
    "packing_scan": frozenset({"code"}), "packing_session": _ALL, "parcel": _ALL,
    "parcel_box": frozenset({"fit", "weighed_by", "accepted"}), "parcel_road": _ALL, "part_scan": _ALL,
    "payment_claim": frozenset({"paid_on"}), "payout_entry": frozenset({"channel"}), "person": _ALL, "pick": _ALL,
    "pick_scan": _ALL, "print_batch": _ALL,
    "print_job": frozenset({"auto_key", "printer", "remote_job", "claimed_by", "document_sha256"}), "printer": _ALL,
    "proof": frozenset(), "put_back": _ALL, "put_back_scan": _ALL, "quarantine": _ALL, "quarantine_move": _ALL,
    "queue_view": frozenset({"owner", "stage", "sort"}), "return_case": frozenset({"code"}),
    "return_event": frozenset({"what"}), "return_line": frozenset({"name", "reason", "condition", "goes", "outcome",
                                                                   "swap"}),
    "return_stock": _ALL, "rhythm": _ALL, "scan_hint": _ALL, "schema_migration": _ALL, "setting": _ALL,
    "short_pick": _ALL, "slip_key": _ALL, "slip_result": frozenset({"result", "number"}), "sscc": _ALL,
    "sscc_series": _ALL, "standard_answer": _ALL, "stock_move": _ALL, "store": _ALL, "store_article": _ALL,
    "store_parcel": _ALL, "store_stock": _ALL, "task_rule": _ALL, "tick_row": _ALL, "tick_sheet": _ALL,
    "tote": _ALL, "twin": _ALL, "voucher": frozenset({"code"}), "voucher_move": _ALL, "walk": _ALL, "wave": _ALL,
    "wave_order": _ALL,
}  # fmt: skip
INDEXES = ("search_article", "search_order")  # tables of the search itself begin with these; see erasing.clean_file


def decided(table: str) -> frozenset[str]:
    """The columns of a table that somebody has thought about; {"*"} where none of them can name a buyer."""
    found = set(HOUSE.get(table, frozenset()))
    for rule in PERSONAL:
        if rule.table == table:
            found |= {"*"} if rule.drop else set()
            found |= {*rule.blank, *rule.unique, *rule.law, *rule.files, *(name for name, _value in rule.empty)}
    found |= {column for each, column in SCRUBBED if each == table}
    return frozenset(found) if found else frozenset()


def is_known(table: str) -> bool:
    return table in HOUSE or any(rule.table == table for rule in PERSONAL) or table.startswith(INDEXES)
