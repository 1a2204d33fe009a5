"""The city hall: what it does when it is asked, whatever the transport."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cryptography import x509

from agent.city.sandbox import csv_code, identity, paper, rules
from agent.city.sandbox.identity import Claimed, Evidence
from agent.city.sandbox.seal import Seal
from agent.city.sandbox.store import Kept, Store
from flows.cities import CityPack
from flows.cities.papers import Papers

ANSWER_WITHIN = timedelta(minutes=2)
VISIT = timedelta(minutes=15)
MOST_VISITS = 1000
MADRID = ZoneInfo("Europe/Madrid")


class Unknown(Exception):
    """No such identification, or it is over."""


class KeyReused(Exception):
    """The same idempotency key came with another request."""


class NoSuchDocument(Exception):
    """No document has this code."""


class NoSuchPurpose(Exception):
    """The city pack has no purpose with this code."""


@dataclass(frozen=True, repr=False)
class Identification:
    id: str
    nonce: bytes
    expires_at: datetime
    claimed: Claimed | None = None
    answer: bytes = b""  # digest of the evidence that was accepted


@dataclass(frozen=True)
class Request:
    kind: rules.Kind
    scope: rules.Scope
    historic: bool
    purpose: str
    language: str


@dataclass(repr=False)
class CityHall:
    pack: CityPack
    papers: Papers
    store: Store
    seal: Seal
    trusted: Sequence[x509.Certificate]
    verify_url: str
    demonstration: bool = True
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    _visits: dict[str, Identification] = field(default_factory=dict)

    # --- identity -----------------------------------------------------------------------------

    def start_identification(self) -> Identification:
        self._forget_the_old()
        started = Identification(
            secrets.token_urlsafe(24), secrets.token_bytes(32), self.clock() + ANSWER_WITHIN
        )
        self._visits[started.id] = started
        return started

    def recognise(
        self, id: str, signature: bytes, certificate: bytes, chain: tuple[bytes, ...], ocsp: bytes | None
    ) -> Claimed:
        """Raises ``Unknown`` and ``identity.Rejected``. The same answer again gives the same result."""
        known = self._visit(id)
        answer = hashlib.sha256(signature + certificate).digest()
        if known.claimed is not None:
            if known.answer != answer:
                raise identity.Rejected("the challenge was answered before")
            return known.claimed
        evidence = Evidence(known.nonce, signature, certificate, chain, ocsp)
        claimed = identity.check(evidence, self.trusted, self.clock())
        self._visits[id] = replace(known, claimed=claimed, answer=answer, expires_at=self.clock() + VISIT)
        return claimed

    def forget(self, id: str) -> None:
        self._visits.pop(id, None)

    # --- padrón -------------------------------------------------------------------------------

    def sheet(self, id: str) -> rules.Sheet | None:
        """``None``: not registered in this city."""
        register = self.store.registered(self._citizen(id).nif)
        return None if register is None else rules.sheet(register)

    async def issue(self, id: str, key: str, request: Request) -> Kept:
        """Raises ``Unknown``, ``KeyReused``, ``NoSuchPurpose`` and ``rules.OfficeOnly``."""
        register = self.store.registered(self._citizen(id).nif)
        if register is None:
            raise rules.OfficeOnly
        issued = self.store.by_key(register.person.id, key)
        if issued is not None:
            if issued.request != repr(request):
                raise KeyReused
            return issued
        return await self._issue(register, key, request)

    async def _issue(self, register: rules.Register, key: str, request: Request) -> Kept:
        try:
            purpose = self.pack.purpose(request.purpose)
        except KeyError:
            raise NoSuchPurpose from None
        content = rules.content(
            register, request.kind, request.scope, historic=request.historic, purpose=purpose
        )
        now = self.clock().astimezone(MADRID).replace(microsecond=0)
        code = csv_code.new()
        marks = paper.Issued(
            id=f"ES_{self.pack.dir3}_{now.year}_{secrets.token_hex(15).upper()}",
            csv=code,
            verify_url=self.url_of(code),
            at=now,
        )
        pdf = paper.render(
            content,
            marks,
            self.pack,
            self.papers,
            language=request.language,
            demonstration=self.demonstration,
        )
        sealed = request.kind is rules.Kind.CERTIFICADO
        if sealed:
            pdf = await self.seal.on(pdf)
        document = Kept(
            marks.id, code, register.person.id, key, repr(request), request.kind.value, now, sealed, pdf
        )
        again = self.store.by_key(register.person.id, key)  # asked twice at once
        if again is not None:
            return again
        self.store.keep(document)
        return document

    # --- verification -------------------------------------------------------------------------

    def url_of(self, csv: str) -> str:
        return f"{self.verify_url}?csv={csv}"

    def document(self, typed: str) -> Kept:
        """Raises ``NoSuchDocument``."""
        code = csv_code.parse(typed)
        document = None if code is None else self.store.by_csv(code)
        if document is None:
            raise NoSuchDocument
        return document

    # --- visits -------------------------------------------------------------------------------

    def _visit(self, id: str) -> Identification:
        known = self._visits.get(id)
        if known is None or known.expires_at < self.clock():
            raise Unknown
        return known

    def _citizen(self, id: str) -> Claimed:
        claimed = self._visit(id).claimed
        if claimed is None:
            raise Unknown
        return claimed

    def _forget_the_old(self) -> None:
        now = self.clock()
        self._visits = {id: known for id, known in self._visits.items() if known.expires_at >= now}
        while len(self._visits) >= MOST_VISITS:
            self._visits.pop(next(iter(self._visits)))
