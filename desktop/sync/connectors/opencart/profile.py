"""What one OpenCart store says about itself; every rule of reading and writing asks here."""

from datetime import datetime, timedelta

from desktop.formats.opencart.profile import ABANDONED, MEANINGS, STATUS_MAP, Family, Profile, family_of, stage_of
from desktop.sync.connector import Facts, Tracking

__all__ = ["ABANDONED", "MEANINGS", "STATUS_MAP", "Family", "Profile", "facts", "family_of", "stage_of"]


def facts(profile: Profile) -> Facts:
    """What the screens are told of it."""
    offset = datetime.now(profile.tz()).utcoffset() or timedelta()
    return Facts(
        name=profile.name,
        home=profile.home,
        version=profile.version,
        zone_offset_h=offset.total_seconds() / 3600,
        currency=profile.currency,
        statuses=profile.statuses,
        tracking=Tracking.NOTE,
        skew_s=profile.skew_s,
        zone=profile.zone,
        languages=tuple(sorted(profile.languages.values())),
        restocks_on=profile.restocks_on,
        address=profile.address,
    )
