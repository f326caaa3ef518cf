"""Keys of the service: only their hashes are kept, and only a valid one opens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from zeren_graph import tables as t
from zeren_graph.access_keys import AccessKeys
from zeren_graph.catalogue import Catalogue
from zeren_graph.errors import BadFilter

TODAY = date(2026, 11, 25)


@pytest.fixture(params=["sqlite", "postgresql"])
def keys(request: pytest.FixtureRequest) -> Iterator[AccessKeys]:
    url = "sqlite://" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    with Catalogue.open(url) as catalogue:
        yield catalogue.keys


def test_a_key_opens_and_remembers_the_day(keys: AccessKeys) -> None:
    key, token = keys.add("督查系统", "read", today=TODAY)
    assert (key.name, key.role, key.last_used) == ("督查系统", "read", None)
    later = TODAY + timedelta(days=400)
    found = keys.check(token, today=later)
    assert found is not None
    assert found.id == key.id
    assert [k.last_used for k in keys.all()] == [later.isoformat()]


def test_the_secret_is_kept_nowhere(keys: AccessKeys) -> None:
    _, token = keys.add("督查系统", "read", today=TODAY)
    secret = token.split("_", 2)[2]
    with keys._database.read() as connection:
        for row in connection.execute(select(t.access_keys)):
            assert not any(secret in str(value) for value in row)
    assert keys.add("另一个", "read", today=TODAY)[1] != token


def test_what_is_no_key_opens_nothing(keys: AccessKeys) -> None:
    _, token = keys.add("督查系统", "read", today=TODAY)
    changed = token[:-1] + ("A" if token[-1] != "A" else "B")
    for wrong in ("", "zrn_", changed, token + "x", token.upper(), f" {token}", "密" * 50):
        assert keys.check(wrong, today=TODAY) is None


def test_a_key_ends_on_its_day(keys: AccessKeys) -> None:
    _, token = keys.add("临时", "ingest", today=TODAY, expires=TODAY)
    assert keys.check(token, today=TODAY) is not None
    assert keys.check(token, today=TODAY + timedelta(days=1)) is None


def test_a_revoked_key_opens_nothing_and_stays_in_the_list(keys: AccessKeys) -> None:
    key, token = keys.add("督查系统", "admin", today=TODAY)
    assert [k.id for k in keys.revoke("督查系统", today=TODAY)] == [key.id]
    assert keys.check(token, today=TODAY) is None
    assert keys.revoke(key.id, today=TODAY) == ()
    assert [k.revoked for k in keys.all()] == [TODAY.isoformat()]
    keys.add("督查系统", "admin", today=TODAY)


@pytest.mark.parametrize(
    ("name", "role", "days", "words"),
    [
        ("甲", "root", 0, "权限"),
        ("  ", "read", 0, "名称"),
        ("甲\n乙", "read", 0, "名称"),
        ("甲", "read", -1, "到期日"),
    ],
)
def test_a_key_that_makes_no_sense_is_refused(
    name: str, role: str, days: int, words: str, keys: AccessKeys
) -> None:
    with pytest.raises(BadFilter, match=words):
        keys.add(name, role, today=TODAY, expires=TODAY + timedelta(days=days))
    assert keys.all() == ()


def test_two_valid_keys_cannot_bear_one_name(keys: AccessKeys) -> None:
    keys.add("督查系统", "read", today=TODAY)
    with pytest.raises(BadFilter, match="已有"):
        keys.add("督查系统", "admin", today=TODAY)
