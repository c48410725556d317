"""What a kind of store is called, and where its owner works in it."""

from pathlib import Path
from urllib.parse import urlsplit

from PySide6.QtCore import QUrl

from desktop.i18n import _

_ADMIN = {"woocommerce": "/wp-admin/", "opencart": "/admin/", "vendure": "/admin/"}


def kind_name(kind: str) -> str:
    """The connector's own name, in the screen's language where it is a word; an unknown kind stands as it is."""
    from desktop.sync.connectors import CONNECTORS  # HTTP is not needed for the first paint

    return _(CONNECTORS[kind].NAME) if kind in CONNECTORS else kind


def admin_url(kind: str, url: str) -> QUrl:
    """The pages in which a store is run; the folder itself where the store is one."""
    if not urlsplit(url).scheme.startswith("http"):
        return QUrl.fromLocalFile(str(Path(url).expanduser()))
    return QUrl(url.rstrip("/") + _ADMIN.get(kind, "/"))
