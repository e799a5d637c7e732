"""Hour keys: the one spelling of a partition of time ("2026-11-24-10:00", UTC), and the way there and back."""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

UTC = timezone.utc
HOUR = timedelta(hours=1)
HOUR_FORMAT = "%Y-%m-%d-%H:%M"


def hour_of(moment: datetime) -> str:
    """The key of the hour in which `moment` falls. `moment` must carry a time zone, else ValueError."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone: an hour key is UTC")
    return moment.astimezone(UTC).strftime("%Y-%m-%d-%H:00")


def hour_start(hour: str) -> datetime:
    """The first moment of `hour`. Raises ValueError if the key is malformed or not a full hour."""
    try:
        start = datetime.strptime(hour, HOUR_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        start = None
    if start is None or start.minute or hour_of(start) != hour:
        raise ValueError(f"{hour!r} is not an hour: write it like 2026-11-24-10:00 (UTC, minutes 00)")
    return start


def hour_end(hour: str) -> datetime:
    """The first moment after `hour`."""
    return hour_start(hour) + HOUR


def hours_between(first: str, last: str) -> Iterator[str]:
    """Every hour from `first` to `last`, both included, oldest first; nothing if `last` is before `first`."""
    moment, end = hour_start(first), hour_start(last)
    while moment <= end:
        yield hour_of(moment)
        moment += HOUR
