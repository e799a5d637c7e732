"""ErrorDocuments as JSON objects with the names of design section 9, and back."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from error_assets.hours import UTC
from error_assets.records import ErrorDocument

NAMES = {field.name: field.name for field in fields(ErrorDocument)} | {"timestamp": "@timestamp"}
"""From the record's field to the document's."""

TIMES = ("ts_classified_at", "timestamp")
LISTS = ("s_error_sources", "s_runner_labels")


def json_of(document: ErrorDocument) -> dict[str, Any]:
    """The document as a JSON object: times in ISO 8601 with Z, lists as lists."""
    return {name: _value(getattr(document, field)) for field, name in NAMES.items()}


def document_of(json: dict[str, Any]) -> ErrorDocument:
    """The document of a JSON object. Raises KeyError if a field is missing."""
    values = {field: json[name] for field, name in NAMES.items()}
    for field in TIMES:
        if values[field] is not None:
            values[field] = datetime.fromisoformat(values[field].replace("Z", "+00:00"))
    for field in LISTS:
        values[field] = tuple(values[field])
    return ErrorDocument(**values)


def time_text(moment: datetime) -> str:
    """ISO 8601 in UTC with Z; texts of equal form, so that they sort as times do."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return time_text(value)
    return list(value) if isinstance(value, tuple) else value
