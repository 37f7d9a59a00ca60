"""Bearer tokens signed with the settings' secret."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time

from fastapi import Header, HTTPException

from ..config.settings import get_settings


def _sign(payload: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), payload, hashlib.sha256).hexdigest()


def issue(subject: str, lifetime: float = 3600.0, now: float | None = None) -> str:
    """Return a token for *subject* that holds for *lifetime* seconds."""
    expires = (time.time() if now is None else now) + lifetime
    payload = base64.urlsafe_b64encode(json.dumps({"sub": subject, "exp": expires}).encode())
    return f"{payload.decode()}.{_sign(payload, get_settings().secret)}"


def verify(token: str, now: float | None = None) -> str:
    """Return the subject, or raise ``PermissionError`` for a forged or expired token."""
    payload, _, signature = token.partition(".")
    if not hmac.compare_digest(signature, _sign(payload.encode(), get_settings().secret)):
        raise PermissionError("forged token")
    claims = json.loads(base64.urlsafe_b64decode(payload))
    if claims["exp"] < (time.time() if now is None else now):
        raise PermissionError("expired token")
    return str(claims["sub"])


def require_token(authorization: str = Header(default="")) -> str:
    """FastAPI dependency: the subject of a bearer token, or 401."""
    try:
        return verify(authorization.removeprefix("Bearer "))
    except (PermissionError, ValueError) as error:
        raise HTTPException(status_code=401, detail=str(error)) from None
