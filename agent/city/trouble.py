"""What can go wrong between the kiosk and the city, for a technician: code, cause, fix."""

from typing import TypeVar

from flows.city import CityDown, CityRefused, CityTrouble
from hal.device import Fault

T = TypeVar("T", bound=CityTrouble)

UNREACHABLE = "K-CITY-DOWN"
SLOW = "K-CITY-SLOW"
TLS = "K-CITY-TLS"
GARBLED = "K-CITY-GARBLED"
TOO_BIG = "K-CITY-TOO-BIG"
REDIRECTED = "K-CITY-REDIRECT"
ERROR = "K-CITY-ERROR"
DENIED = "K-CITY-DENIED"
SESSION = "K-CITY-SESSION"
CONTRACT = "K-CITY-CONTRACT"
INSPECTOR = "K-CITY-INSPECTOR"
IDENTITY = "K-CITY-IDENTITY"

FAULTS: dict[str, tuple[str, str]] = {
    UNREACHABLE: (
        "the back office does not answer, or hangs up (as some do on a kiosk they do not know)",
        "check the network (`kiosk doctor network`) and city.certificate, then call the city's IT",
    ),
    SLOW: (
        "the back office did not answer in time",
        "check the line; if it is good, call the city's IT",
    ),
    TLS: (
        "no secure connection: the certificate of the back office or ours was not accepted",
        "compare city.ca, city.certificate and city.key with the city's; check their dates and the clock",
    ),
    GARBLED: (
        "the answer is not what docs/openapi.yaml says",
        "tell the city's IT, with the time",
    ),
    TOO_BIG: (
        "the answer is longer than docs/openapi.yaml allows",
        "tell the city's IT, with the time",
    ),
    REDIRECTED: (
        "the back office sends us elsewhere; we do not follow",
        "correct city.url",
    ),
    ERROR: (
        "the back office failed (5xx)",
        "tell the city's IT, with the time",
    ),
    DENIED: (
        "something before the back office refused us (4xx without a problem document)",
        "check city.url, and that the city knows this kiosk's certificate",
    ),
    SESSION: (
        "the city ended the visit's session before we did",
        "none; if it recurs, tell the city's IT",
    ),
    CONTRACT: (
        "the back office does not accept what we ask",
        "compare versions: the API has changed",
    ),
    INSPECTOR: (
        "the process that inspects documents died or hung",
        "none, it was restarted; if it recurs, report it",
    ),
    IDENTITY: (
        "the city does not accept the card's signature",
        "check that the city trusts the card's authority",
    ),
}


def fault(code: str) -> Fault:
    cause, fix = FAULTS[code]
    return Fault(code=code, cause=cause, fix=fix, kind="city")


def down(code: str) -> CityDown:
    return _coded(CityDown(FAULTS[code][0]), code)


def refused(code: str | None = None) -> CityRefused:
    error = CityRefused("the city said no")
    return error if code is None else _coded(error, code)


def _coded(error: T, code: str) -> T:
    error.code = code
    return error
