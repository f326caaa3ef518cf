"""Access keys (访问密钥): who may ask and who may change, kept beside the catalogue.

A key is ``zrn_<id>_<secret>``. The secret is 256 bits from the system's random source and is kept
as its SHA-256 alone: nobody guesses 256 bits, so a slow hash, which protects passwords that people
choose, would only slow down every request. Secrets are compared in constant time.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert, or_, select, update

from zeren_graph import tables as t
from zeren_graph.errors import BadFilter

if TYPE_CHECKING:
    from datetime import date

    from zeren_graph.engine import Database

ROLES: Final = ("read", "ingest", "admin")  # each may do what the ones before it may
_TOKEN: Final = re.compile(r"zrn_([0-9a-f]{8})_([\w-]{43})", re.ASCII)
_ROW: Final = tuple(
    t.access_keys.c[name]
    for name in ("id", "name", "role", "created", "last_used", "expires", "revoked")
)


@dataclass(frozen=True, slots=True)
class AccessKey:
    """One key (密钥), without its secret; days are ISO dates, the day of `expires` still counts."""

    id: str
    name: str
    role: str
    created: str
    last_used: str | None
    expires: str | None
    revoked: str | None

    def holds(self, today: date) -> bool:
        """Tell whether the key opens anything on this day."""
        ended = self.expires is not None and today.isoformat() > self.expires
        return self.revoked is None and not ended


class AccessKeys:
    """The keys of one catalogue; safe to use from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, name: str, role: str, *, today: date, expires: date | None = None
    ) -> tuple[AccessKey, str]:
        """Make a key; return it, and the token to hand out, which is kept nowhere.

        A name that a valid key bears already is refused with `BadFilter`: the log names keys.
        """
        if role not in ROLES:
            raise BadFilter(f"密钥的权限不能是「{role}」，可用：{'、'.join(ROLES)}")
        if not name.strip() or len(name) > 60 or not name.isprintable():
            raise BadFilter("密钥的名称要有 1 到 60 个可见的字，写明给谁用，例如“督查系统”")
        if expires is not None and expires < today:
            raise BadFilter("密钥的到期日不能早于今天")
        key, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
        row: dict[str, Any] = {
            "id": key,
            "name": name.strip(),
            "role": role,
            "digest": _digest(secret),
            "created": today.isoformat(),
            "expires": None if expires is None else expires.isoformat(),
        }
        with self._database.write() as connection:
            same = select(*_ROW).where(t.access_keys.c.name == row["name"])
            if any(AccessKey(*other).holds(today) for other in connection.execute(same)):
                raise BadFilter(f"已有名为“{row['name']}”的密钥，请换一个名称或先撤销它")
            connection.execute(insert(t.access_keys).values(row))
            made = connection.execute(select(*_ROW).where(t.access_keys.c.id == key)).one()
        return AccessKey(*made), f"zrn_{key}_{secret}"

    def all(self) -> tuple[AccessKey, ...]:
        """Return every key that was ever made, the oldest first."""
        with self._database.read() as connection:
            order = (t.access_keys.c.created, t.access_keys.c.id)
            rows = connection.execute(select(*_ROW).order_by(*order)).all()
        return tuple(AccessKey(*row) for row in rows)

    def revoke(self, key: str, *, today: date) -> tuple[AccessKey, ...]:
        """End the valid keys with this id or name; return them."""
        column = t.access_keys.c
        meant = or_(column.id == key, column.name == key) & column.revoked.is_(None)
        with self._database.write() as connection:
            rows = connection.execute(select(*_ROW).where(meant)).all()
            change = update(t.access_keys).where(meant)
            connection.execute(change.values(revoked=today.isoformat()))
        return tuple(AccessKey(*row) for row in rows)

    def check(self, token: str, *, today: date) -> AccessKey | None:
        """Return the valid key that `token` is, and note the day; None for any other text."""
        match = _TOKEN.fullmatch(token)
        if match is None:
            return None
        query = select(*_ROW, t.access_keys.c.digest).where(t.access_keys.c.id == match[1])
        with self._database.read() as connection:
            row = connection.execute(query).one_or_none()
        kept = "" if row is None else row.digest
        right = secrets.compare_digest(kept, _digest(match[2]))
        if row is None or not right:
            return None
        key = AccessKey(*row[: len(_ROW)])
        if not key.holds(today):
            return None
        if key.last_used != today.isoformat():
            with self._database.write() as connection:
                used = update(t.access_keys).where(t.access_keys.c.id == key.id)
                connection.execute(used.values(last_used=today.isoformat()))
        return key


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
