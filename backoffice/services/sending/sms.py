"""The SMS gateway: one HTTPS request for a message, safe to repeat (docs/sms-gateway.md)."""

import http.client
import json
import re
import ssl
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import IO, Any

from backoffice.rules.sending.border import mobile_number
from backoffice.services.sending.gateways import SmsGateway
from backoffice.services.sending.outbox import Ripe
from backoffice.services.sending.outcomes import Fate, NotTaken

_TIMEOUT = 30.0
_LONGEST_ANSWER = 65_536
_PROVIDER_ID = re.compile(r"[A-Za-z0-9._:-]{1,100}")
_ALREADY = 409
# The address of the gateway, its token or its hours are wrong, never the message.
_OUR_FAULT = {401, 403, 404, 405, 407}
_FOR_NOW = {408, 425, 429}


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A gateway that points elsewhere does not get the token and the text there."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        """Follow nothing: the answer stays what it is, a refusal."""
        return


class SmsLine:
    """The gateway, asked once for each message."""

    def __init__(self, gateway: SmsGateway) -> None:
        self._gateway = gateway
        proxies = {"http": gateway.proxy, "https": gateway.proxy} if gateway.proxy else {}
        context = ssl.create_default_context(cafile=gateway.ca_file)
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler(proxies), urllib.request.HTTPSHandler(context=context), _NoRedirect()
        )
        self._asked: urllib.request.Request | None = None

    def offer(self, message: Ripe, now: datetime) -> None:
        """Prepare the request. Raises ``NotTaken`` when the number is none."""
        number = mobile_number(message.address)
        if number is None:
            raise NotTaken(Fate.GIVEN_UP, "BAD_ADDRESS")
        content = {"id": message.key, "to": number, "text": message.body}
        self._asked = urllib.request.Request(  # noqa: S310 -- the settings allow https, and http to this machine
            self._gateway.url,
            json.dumps(content, ensure_ascii=False).encode("utf-8"),
            {
                "Content-Type": "application/json; charset=utf-8",
                "Accept": "application/json",
                "Authorization": f"Bearer {self._gateway.token}",
                "Idempotency-Key": message.key,
            },
            method="POST",
        )

    def give(self, message: Ripe) -> str | None:
        """Send it; the gateway's name for it, if it gave one. Raises ``NotTaken``."""
        assert self._asked is not None
        try:
            with self._opener.open(self._asked, timeout=_TIMEOUT) as answer:
                return _provider_id(answer.read(_LONGEST_ANSWER))
        except urllib.error.HTTPError as error:
            with error:
                if error.code == _ALREADY:
                    return None
                raise _refusal(error.code, error.headers) from None
        except urllib.error.URLError as error:
            raise NotTaken(Fate.DOWN, _unreached(error.reason), stops=True) from None
        except (OSError, http.client.HTTPException):
            raise NotTaken(Fate.DOUBT, "NO_ANSWER") from None

    def drop(self) -> None:
        """Nothing was sent yet."""
        self._asked = None

    def close(self) -> None:
        """No line is kept."""
        self._asked = None


def _provider_id(content: bytes) -> str | None:
    """The ``id`` of an answer, if it is one that can be written down."""
    try:
        told: Any = json.loads(content)
    except (ValueError, RecursionError):
        return None
    name = told.get("id") if isinstance(told, dict) else None
    return name if isinstance(name, str) and _PROVIDER_ID.fullmatch(name) else None


def _refusal(code: int, headers: Message) -> NotTaken:
    told = f"HTTP_{code}"
    asked = _retry_after(headers.get("Retry-After"))
    if code in _OUR_FAULT or not 400 <= code < 600:
        return NotTaken(Fate.DOWN, told, asked=asked, stops=True)
    if code >= 500 or code in _FOR_NOW:
        return NotTaken(Fate.AGAIN, told, asked=asked, stops=asked is not None)
    return NotTaken(Fate.GIVEN_UP, told)


def _retry_after(told: str | None) -> timedelta | None:
    """Seconds or an HTTP date (RFC 9110, 10.2.3)."""
    if told is None:
        return None
    if re.fullmatch(r"[0-9]{1,7}", told.strip()):
        return timedelta(seconds=int(told))
    try:
        until = parsedate_to_datetime(told)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(until - datetime.now(UTC), timedelta())


def _unreached(reason: object) -> str:
    """Why no connection was made, or the request could not be written whole: the gateway has nothing."""
    if isinstance(reason, ssl.SSLCertVerificationError):
        return "CERTIFICATE"
    if isinstance(reason, ssl.SSLError):
        return "TLS"
    return "TIMEOUT" if isinstance(reason, TimeoutError) else "NO_CONNECTION"
