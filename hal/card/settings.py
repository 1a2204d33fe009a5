"""What a kiosk's configuration says of its card reader: the device's TOML table, read once, checked whole."""

from enum import StrEnum

import msgspec


class Revocation(StrEnum):
    OCSP = "ocsp"  # a certificate nobody vouches for now is not accepted
    OFF = "off"  # only without ``production``


class TrustSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to believe about citizens. Files are PEM or DER certificates."""

    anchors: tuple[str, ...] = ()
    intermediates: tuple[str, ...] = ()  # for cards that do not carry their issuer's certificate
    revocation: Revocation = Revocation.OCSP
    policies: tuple[str, ...] = ()  # OIDs, one of which a citizen's certificate must state; empty: any
    ocsp_url: str = ""  # instead of the one in the certificate (its AIA)
    ocsp_timeout: float = 5.0  # s
    production: bool = True  # refuses test roots, and ``revocation = "off"``


class DnieSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    terminal: str = ""  # terminal profile file; made at set-up, never part of this repository


class Pkcs11Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Labels are CKA_LABEL, ids CKA_ID in hexadecimal; the defaults are OpenSC's for a PIV card."""

    module: str = "opensc-pkcs11.so"
    authentication_id: str = "01"
    signature_id: str = "02"
    options_file: str = ""  # OPENSC_CONF, or what the module reads


class Deadlines(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Seconds until a worker that does not answer is killed. A real DNIe signs in 2–4 s."""

    reading: float = 8.0
    question: float = 5.0
    pin: float = 25.0
    silence: float = 6.0  # without a sign of life while idle


class CardSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    reader: str = ""  # part of the reader's PC/SC name; empty: the first there is
    pcscd: str = ""  # pcscd's socket, where it is not the machine's own
    trust: TrustSettings = TrustSettings()
    dnie: DnieSettings = DnieSettings()
    pkcs11: Pkcs11Settings = Pkcs11Settings()
    deadlines: Deadlines = Deadlines()
