"""The signed sheet of a closed manifest, drawn from what was kept when it was closed: a reprint says the same."""

from desktop.documents import manifest
from desktop.documents.manifest import ManifestLine, ManifestSheet
from desktop.models.base import utc
from desktop.services import manifests, settings, templates
from desktop.services.papers.wanted import Wanted


def draw(wanted: Wanted) -> bytes:
    """The paper of the manifest with this code.

    Raises:
        NotFound: there is none, or it is not closed.
    """
    found, shop = manifests.find(wanted.ref), settings.shop()
    said = manifests.sheet(found.id)
    sheet = ManifestSheet(
        code=found.code, courier=found.courier, closed_at=utc(said["at"]),
        lines=tuple(ManifestLine(*line) for line in said["lines"]), shop=shop.name, address=", ".join(shop.address),
        driver=found.driver, by=said["by"], bench=said["bench"], zone=shop.zone,
        template=templates.of("manifest", wanted.screen, courier=found.courier),
    )  # fmt: skip
    return manifest.draw(sheet, wanted.screen, wanted.dpi)
