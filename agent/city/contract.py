"""What the back office answers, as ``docs/openapi.yaml`` bounds it. Members we do not know are ignored."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

Moment = Annotated[datetime, Meta(tz=True)]


class Identification(msgspec.Struct, frozen=True):
    id: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{22,64}$")]
    nonce: Annotated[bytes, Meta(min_length=32, max_length=32)]
    expires_at: Moment


class Evidence(msgspec.Struct, frozen=True, omit_defaults=True):
    signature: bytes
    certificate: bytes
    chain: tuple[bytes, ...]
    ocsp: bytes | None = None


class Citizen(msgspec.Struct, frozen=True):
    given: Annotated[str, Meta(min_length=1, max_length=120)]
    surname: Annotated[str, Meta(min_length=1, max_length=160)]


class Sheet(msgspec.Struct, frozen=True):
    """Any of the three shapes of ``PadronSheet``; ``rest.py`` tells them apart."""

    registered: bool
    office_only: bool | None = None
    collective_allowed: bool | None = None
    address: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    household: Annotated[int, Meta(ge=1, le=99)] | None = None
    has_history: bool | None = None


class PadronRequest(msgspec.Struct, frozen=True):
    kind: Literal["volante", "certificado"]
    scope: Literal["individual", "colectivo"]
    historic: bool
    purpose: str
    language: Literal["es", "ca-valencia", "en"]


class Document(msgspec.Struct, frozen=True):
    id: Annotated[str, Meta(pattern=r"^ES_[A-Z][A-Za-z0-9_]{8}_[0-9]{4}_[A-Za-z0-9]{30}$")]
    csv: Annotated[str, Meta(pattern="^([0-9A-HJKMNP-TV-Z]{5}-){5}[0-9A-HJKMNP-TV-Z]$")]
    verify_url: Annotated[str, Meta(pattern="^https?://", max_length=200)]
    issued_at: Moment
    sealed: bool
    pdf: Annotated[bytes, Meta(min_length=1, max_length=4_200_000)]


class Status(msgspec.Struct, frozen=True):
    city: Annotated[str, Meta(pattern="^[A-Z][A-Z0-9]{8}$")]
    time: Moment
    services: Annotated[tuple[Annotated[str, Meta(max_length=32)], ...], Meta(max_length=32)]


class Problem(msgspec.Struct, frozen=True):
    type: Annotated[str, Meta(pattern="^urn:kiosk:problem:[a-z-]{1,40}$")]
    title: Annotated[str, Meta(max_length=200)]
    status: Annotated[int, Meta(ge=400, le=599)]


LANGUAGES: dict[str, Literal["es", "ca-valencia", "en"]] = {
    "es": "es",
    "ca@valencia": "ca-valencia",
    "en": "en",
}
