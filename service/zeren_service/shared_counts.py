"""Counts of windows of time, kept in a small file that all processes of one server share."""

from __future__ import annotations

import contextlib
import hashlib
import mmap
import os
import struct
import threading
import time
import weakref
from typing import TYPE_CHECKING, Final

from limits.storage import Storage

try:
    import fcntl
except ImportError:  # not on Windows: there one process serves
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PLACE: Final = struct.Struct("<8sdq")  # digest of the key, end of its window, count
_PLACES: Final = 2**16
_TRIES: Final = 32  # places that a key may stand in
_NOBODY: Final = (bytes(8), 0.0, 0)


class SharedCounts(Storage):
    """A storage for `limits` (共用计数): a table of places, each found by the digest of its key.

    A place is free when its window has ended. Where more callers than there are places come at
    once, some are counted together: the limit errs towards refusing, and the file does not grow.
    """

    STORAGE_SCHEME = None

    def __init__(self, path: Path) -> None:
        super().__init__()
        with path.open("ab") as file:  # whoever comes first makes it; the rest is a hole of zeros
            file.truncate(_PLACE.size * _PLACES)
        self._file = os.open(path, os.O_RDWR)
        weakref.finalize(self, os.close, self._file)
        self._held = mmap.mmap(self._file, 0)
        self._threads = threading.Lock()

    @property
    def base_exceptions(self) -> type[Exception]:
        """What may go wrong."""
        return OSError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count `amount` more for `key`, in a window of `expiry` seconds; return the count."""
        with self._alone():
            at, (digest, ends, count) = self._find(key)
            ends, count = (ends or time.time() + expiry), count + amount
            _PLACE.pack_into(self._held, at, digest, ends, count)
            return count

    def get(self, key: str) -> int:
        """Return the count of the present window of `key`."""
        with self._alone():
            return self._find(key)[1][2]

    def get_expiry(self, key: str) -> float:
        """Return when the present window of `key` ends, in seconds since 1970."""
        with self._alone():
            return self._find(key)[1][1] or time.time()

    def check(self) -> bool:
        """Tell that the counts can be read."""
        return not self._held.closed

    def reset(self) -> int | None:
        """Forget all counts."""
        with self._alone():
            self._held[:] = bytes(len(self._held))
        return None

    def clear(self, key: str) -> None:
        """Forget the count of `key`."""
        with self._alone():
            _PLACE.pack_into(self._held, self._find(key)[0], *_NOBODY)

    def _find(self, key: str) -> tuple[int, tuple[bytes, float, int]]:
        """Return the place of `key`, and what stands there: its own count, or none."""
        digest = hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=8).digest()
        first, now = int.from_bytes(digest, "little"), time.time()
        free: int | None = None
        for step in range(_TRIES):
            at = (first + step) % _PLACES * _PLACE.size
            owner, ends, count = _PLACE.unpack_from(self._held, at)
            if ends > now and owner == digest:
                return at, (digest, ends, count)
            if ends <= now and free is None:
                free = at
        if free is None:  # all are taken: be counted with whoever has the first
            at = first % _PLACES * _PLACE.size
            owner, ends, count = _PLACE.unpack_from(self._held, at)
            return at, (owner, ends, count)
        return free, (digest, 0.0, 0)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        with self._threads:
            if fcntl is None:
                yield
                return
            fcntl.lockf(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN)
