"""Webhooks (推送地址): whom to tell of changes, and how far each has been told."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, func, insert, select, update

from zeren_graph import tables as t

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zeren_graph.engine import Database

_FIRST_PAUSE: Final = 5  # seconds; doubled with each failure
_LONGEST_PAUSE: Final = 3600


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """One registered address; `sent` is the last revision it took, times in seconds since 1970."""

    id: str
    url: str
    created: int
    sent: int
    failures: int
    next_try: int
    last_status: int | None
    last_error: str | None


class Webhooks:
    """All registered addresses of a catalogue; safe to use from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, webhook: str, url: str, secret: str, *, since: int) -> WebhookRow:
        """Register an address; it will be told of what changes after the revision `since`."""
        row = {"id": webhook, "url": url, "secret": secret, "created": int(time.time())}
        row |= {"sent": since, "failures": 0, "next_try": 0}
        with self._database.write() as connection:
            connection.execute(insert(t.webhooks).values(row))
        return self._rows(webhook)[0]

    def list(self) -> tuple[WebhookRow, ...]:
        """Return all addresses, the oldest first."""
        return self._rows(None)

    def remove(self, webhook: str) -> bool:
        """Forget an address; tell whether it was there."""
        with self._database.write() as connection:
            done = connection.execute(delete(t.webhooks).where(t.webhooks.c.id == webhook))
            return bool(done.rowcount)

    def due(self, now: int) -> tuple[tuple[WebhookRow, str], ...]:
        """Return the addresses, with their secrets, that have not been told all and may be now."""
        newest = select(func.coalesce(func.max(t.changes.c.revision), 0)).scalar_subquery()
        hooks = t.webhooks.c
        query = select(*_columns(), hooks.secret).where(hooks.sent < newest, hooks.next_try <= now)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(hooks.num)).all()
        return tuple((WebhookRow(*row[:-1]), row[-1]) for row in rows)

    def took(self, webhook: WebhookRow, revision: int, status: int) -> None:
        """Write down that the address took all changes up to `revision`."""
        values = {"sent": revision, "failures": 0, "next_try": 0, "last_status": status}
        self._update(webhook.id, values | {"last_error": None})

    def refused(
        self, webhook: WebhookRow, now: int, *, status: int | None, error: str | None
    ) -> None:
        """Write down that the address took nothing; it is asked again later, each time later."""
        pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(webhook.failures, 20))
        values = {"failures": webhook.failures + 1, "next_try": now + pause}
        self._update(webhook.id, values | {"last_status": status, "last_error": error})

    def _update(self, webhook: str, values: dict[str, Any]) -> None:
        with self._database.write() as connection:
            mine = t.webhooks.c.id == webhook
            connection.execute(update(t.webhooks).where(mine).values(values))

    def _rows(self, webhook: str | None) -> tuple[WebhookRow, ...]:
        query = select(*_columns()).order_by(t.webhooks.c.num)
        if webhook is not None:
            query = query.where(t.webhooks.c.id == webhook)
        with self._database.read() as connection:
            return tuple(WebhookRow(*row) for row in connection.execute(query))


def _columns() -> Sequence[Any]:
    return [t.webhooks.c[name] for name in WebhookRow.__dataclass_fields__]
