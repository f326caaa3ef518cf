"""Rows of jobs, changes and webhooks in, what goes over the wire out."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from zeren_graph.people_mask import mask_name
from zeren_parser.model import Kind

if TYPE_CHECKING:
    from zeren_graph.changes import ChangeRow
    from zeren_graph.jobs import JobFileRow, JobRow
    from zeren_graph.webhook_list import WebhookRow


def to_moment(seconds: int | None) -> str | None:
    """Return seconds since 1970 as a moment of ISO 8601; None for none.

    >>> to_moment(0), to_moment(1795600000)
    (None, '2026-11-25T09:46:40Z')
    """
    if not seconds:
        return None
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def to_change(row: ChangeRow, *, hide_people: bool = False) -> dict[str, Any]:
    """Return the wire shape of a change; with `hide_people`, persons who hold tasks are masked."""
    shape = asdict(row) | {"at": to_moment(row.at)}
    for held in shape["responsibilities"]:
        if hide_people and held["kind"] == Kind.PERSON.value:
            held["name"] = mask_name(held["name"])
    return shape


def to_job(row: JobRow) -> dict[str, Any]:
    """Return the wire shape of a job."""
    moments = {name: to_moment(getattr(row, name)) for name in ("created", "started", "finished")}
    return asdict(row) | moments


def to_job_file(row: JobFileRow) -> dict[str, Any]:
    """Return the wire shape of a file of a job."""
    return asdict(row) | {"href": row.document and f"/api/v1/documents/{row.document}"}


def to_webhook(row: WebhookRow) -> dict[str, Any]:
    """Return the wire shape of a webhook."""
    moments = {name: to_moment(getattr(row, name)) for name in ("created", "next_try")}
    return asdict(row) | moments
