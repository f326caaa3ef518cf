"""Logging in to the web page with a key, and out again."""

from __future__ import annotations

from typing import Annotated, Final
from urllib.parse import parse_qsl

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from zeren_service.access import COOKIE, ROLE_WORDS
from zeren_service.context import ContextDep
from zeren_service.errors import BadBody
from zeren_service.gate import address_of
from zeren_service.uploads import read_body
from zeren_service.web.rendering import render

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

_FORM_BYTES: Final = 4096
_WEEK: Final = 7 * 24 * 3600


@router.get("/login")
async def get_login(
    request: Request,
    context: ContextDep,
    target: Annotated[str | None, Query(alias="next", max_length=2000)] = None,
) -> Response:
    """Show the form, and who is logged in."""
    token = request.cookies.get(COOKIE)
    key = await context.keyring.check(token, address_of(request.scope)) if token else None
    return render("login.html", key=key, roles=ROLE_WORDS, target=own_address(target), failed=False)


@router.post("/login")
async def post_login(request: Request, context: ContextDep) -> Response:
    """Keep a key in a cookie that scripts cannot read and other sites cannot send."""
    body = await read_body(request, _FORM_BYTES)
    try:
        fields = dict(parse_qsl(body.decode("utf-8")))
    except UnicodeDecodeError as error:
        raise BadBody("登录表单无法读取，请从登录页提交。") from error
    token, target = fields.get("key", "").strip(), own_address(fields.get("next"))
    key = await context.keyring.check(token, address_of(request.scope)) if token else None
    if key is None:
        return render(
            "login.html", status=401, key=None, roles=ROLE_WORDS, target=target, failed=True
        )
    response = RedirectResponse(target, 303)
    response.set_cookie(
        COOKIE,
        token,
        max_age=_WEEK,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )
    return response


@router.post("/logout")
async def post_logout() -> Response:
    """Forget the key."""
    response = RedirectResponse("/login", 303)
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return response


def own_address(target: str | None) -> str:
    r"""Return where to go after the login: an address of ours, or the home page.

    >>> own_address("/ask?question=x"), own_address("//evil.example"), own_address("/\\evil")
    ('/ask?question=x', '/', '/')
    """
    plain = target or "/"
    ours = plain.startswith("/") and not plain.startswith("//") and "\\" not in plain
    return plain if ours and plain.isprintable() else "/"
