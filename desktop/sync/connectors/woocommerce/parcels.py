"""What a store says has left: its fulfilments, the rows of the two tracking plug-ins, or what we noted ourselves."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from desktop.domain.remote import RemoteParcel
from desktop.sync.connectors.woocommerce.read import Order, when

TRACKING_META = "_kolli_tracking"
_FULFILLED_META = "_fulfillment_status"
_PLUGIN_META = "_wc_shipment_tracking_items"  # both plug-ins keep their rows in it


def metas(thing: Mapping[str, Any]) -> dict[str, Any]:
    return {str(meta.get("key")): meta.get("value") for meta in thing.get("meta_data") or []}


def has_fulfilments(order: Order) -> bool:
    """The order itself says whether it is worth asking for its shipments."""
    return str(_meta(order, _FULFILLED_META) or "") in ("fulfilled", "partially_fulfilled")


def noted(order: Order) -> tuple[RemoteParcel, ...]:
    """Parcels that stand in the order's own data: rows of a plug-in, and numbers that we put there."""
    rows = _meta(order, _PLUGIN_META)
    found = [parcel for row in (rows if isinstance(rows, list) else []) if (parcel := _of_plugin(row))]
    known = {parcel.number for parcel in found}
    ours = [number for number in str(_meta(order, TRACKING_META) or "").split(",") if number and number not in known]
    return (*found, *(RemoteParcel(remote_id=number, number=number) for number in ours))


def fulfilled(shipments: Sequence[Mapping[str, Any]]) -> tuple[RemoteParcel, ...]:
    """Shipments that have left; one that is only planned is left out."""
    found = []
    for shipment in shipments:
        said = metas(shipment)
        if shipment.get("status") != "fulfilled" or shipment.get("date_deleted"):
            continue
        items = said.get("_items")
        found.append(
            RemoteParcel(
                remote_id=str(shipment.get("id", "")),
                number=str(said.get("_tracking_number") or ""),
                carrier=str(said.get("_shipment_provider") or ""),
                at=when(str(said.get("_date_fulfilled") or shipment.get("date_updated") or "")),
                lines=tuple(
                    (str(item["item_id"]), int(item["qty"])) for item in (items if isinstance(items, list) else [])
                ),
            )
        )
    return tuple(found)


def _of_plugin(row: object) -> RemoteParcel | None:
    if not isinstance(row, Mapping) or not row.get("tracking_number"):
        return None
    return RemoteParcel(
        remote_id=str(row.get("tracking_id") or row["tracking_number"]),
        number=str(row["tracking_number"]),
        carrier=str(row.get("custom_tracking_provider") or row.get("tracking_provider") or ""),
        at=_day(row.get("date_shipped")),
    )


def _day(said: object) -> datetime | None:
    """Seconds since 1970 in the data, a date in the plug-ins' answers."""
    text = str(said or "")
    return datetime.fromtimestamp(int(text), UTC) if text.isdigit() else when(text)


def _meta(order: Order, key: str) -> object:
    return next((meta.value for meta in order.meta_data if meta.key == key), None)
