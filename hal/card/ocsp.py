"""Asking an OCSP responder (RFC 6960, appendix A.1) with bounds on time and size, and nowhere but where told.

The answer is read whole under one deadline, so that a responder that drips bytes cannot hold the
card worker, and only then taken for HTTP. Redirects are not followed: the answer would be signed
all the same, but the kiosk's network is closed to other places.
"""

import io
import socket
import ssl
import time
from http.client import HTTPException, HTTPResponse
from typing import cast
from urllib.parse import SplitResult, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.ocsp import OCSPRequestBuilder

LONGEST = 64 * 1024  # bytes of an answer with its headers; real ones have about 2 KiB
_PIECE = 8192


class Unanswered(Exception):
    """No usable answer in time. The message names no person and no certificate."""


def request(certificate: bytes, issuer: bytes) -> bytes:
    """DER. By serial number and SHA-1 of the issuer, the only form that every responder knows (RFC 5019)."""
    subject, authority = (x509.load_der_x509_certificate(der) for der in (certificate, issuer))
    return OCSPRequestBuilder().add_certificate(subject, authority, SHA1()).build().public_bytes(Encoding.DER)


def ask(url: str, body: bytes, timeout: float) -> bytes:
    """The answer's body, whatever it is. ``timeout`` in s, name resolution apart. Raises ``Unanswered``."""
    try:
        parts = urlsplit(url)
        answer = _exchange(parts, _post(parts, body), time.monotonic() + timeout)
        response = HTTPResponse(cast(socket.socket, _Received(answer)), method="POST")
        response.begin()
        content = response.read()
    except (OSError, HTTPException, ValueError) as failed:
        raise Unanswered(type(failed).__name__) from None
    if response.status != 200:
        raise Unanswered(f"HTTP {response.status}")
    return content


class _Received:
    """What ``HTTPResponse`` needs of a socket, over bytes that are already here."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def makefile(self, mode: str) -> io.BytesIO:
        return io.BytesIO(self._data)


def _post(parts: SplitResult, body: bytes) -> bytes:
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = (
        f"POST {target} HTTP/1.1",
        f"Host: {parts.netloc.rpartition('@')[2]}",
        "Content-Type: application/ocsp-request",
        "Accept: application/ocsp-response",
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    return "\r\n".join((*lines, "", "")).encode("ascii") + body


def _exchange(parts: SplitResult, message: bytes, deadline: float) -> bytes:
    if parts.scheme not in ("http", "https") or parts.hostname is None:
        raise Unanswered("not an HTTP address")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    with socket.create_connection((parts.hostname, port), timeout=_left(deadline)) as plain:
        if parts.scheme == "http":
            return _converse(plain, message, deadline)
        with ssl.create_default_context().wrap_socket(plain, server_hostname=parts.hostname) as secured:
            return _converse(secured, message, deadline)


def _converse(wire: socket.socket, message: bytes, deadline: float) -> bytes:
    wire.sendall(message)
    received = b""
    while True:
        wire.settimeout(_left(deadline))
        piece = wire.recv(_PIECE)
        if not piece:
            return received
        received += piece
        if len(received) > LONGEST:
            raise Unanswered("too long")


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
