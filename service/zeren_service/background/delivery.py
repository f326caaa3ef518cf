"""Changes in, signed requests to the registered addresses out; what is not taken is sent again.

The form is that of the Standard Webhooks specification: the headers `webhook-id`,
`webhook-timestamp` and `webhook-signature`, which is ``v1,`` and the base64 of the HMAC-SHA256 of
``id.timestamp.body``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import threading
import time
import urllib.request
from http.client import HTTPException
from typing import TYPE_CHECKING, Final
from urllib.error import HTTPError, URLError

import msgspec

from zeren_graph.errors import GraphError
from zeren_service.feed_wire import to_change

if TYPE_CHECKING:
    from email.message import Message
    from http.client import HTTPResponse
    from typing import IO

    from zeren_graph.catalogue import Catalogue
    from zeren_graph.webhook_list import WebhookRow

_BATCH: Final = 100
_SECONDS: Final = 10
_PERIOD: Final = 1.0
_log = logging.getLogger("zeren")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows nothing: only what was registered is ever asked."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Message,
        newurl: str,
    ) -> None:
        del req, fp, code, msg, headers, newurl


# No proxy either: it would be another address.
_OPENER: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)


class Delivery:
    """The thread (推送线程) that tells the registered addresses."""

    def __init__(self, catalogue: Catalogue, *, hide_people: bool) -> None:
        self._catalogue = catalogue
        self._hide_people = hide_people
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work, name="webhooks", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """Stop; what has not been told will be told after the next start."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        while not self._stopped.wait(_PERIOD):
            try:
                for webhook, secret in self._catalogue.webhooks.due(int(time.time())):
                    if self._stopped.is_set():
                        return
                    self._tell(webhook, secret)
            except GraphError as error:  # busy, or gone for a while
                _log.warning("推送暂停：%s", error)

    def _tell(self, webhook: WebhookRow, secret: str) -> None:
        rows, _ = self._catalogue.change_log.since(webhook.sent, _BATCH)
        if not rows:
            return
        last = rows[-1].revision
        changes = [to_change(row, hide_people=self._hide_people) for row in rows]
        body = msgspec.json.encode({"changes": changes, "last": last})
        now = int(time.time())
        message = f"{webhook.id}-{last}"
        request = urllib.request.Request(  # noqa: S310 - http and https alone are registered
            webhook.url,
            body,
            {
                "Content-Type": "application/json",
                "User-Agent": "zeren",
                "webhook-id": message,
                "webhook-timestamp": str(now),
                "webhook-signature": sign(secret, message, now, body),
            },
        )
        status, error = _send(request)
        if status is not None and 200 <= status < 300:
            self._catalogue.webhooks.took(webhook, last, status)
        else:
            self._catalogue.webhooks.refused(webhook, now, status=status, error=error)


def sign(secret: str, message: str, at: int, body: bytes) -> str:
    """Return the signature of a message; `secret` is ``whsec_`` and base64.

    >>> sign("whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
    ...      b'{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = hmac.new(key, f"{message}.{at}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(signed).decode()}"


def _send(request: urllib.request.Request) -> tuple[int | None, str | None]:
    """Return the status of the answer, or what kept it away."""
    try:
        response: HTTPResponse = _OPENER.open(request, timeout=_SECONDS)
        with response:
            return response.status, None
    except HTTPError as error:
        error.close()
        return error.code, f"对方答复 {error.code}"
    except URLError as error:
        return None, f"连接不上：{error.reason}"[:200]
    except (OSError, HTTPException) as error:
        return None, f"没有得到答复：{error}"[:200]
