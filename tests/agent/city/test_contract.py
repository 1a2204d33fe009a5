"""The city hall as a process, held against ``docs/openapi.yaml``."""

import base64
import json
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import requests
import schemathesis
import yaml
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from agent.city.sandbox.population import Role
from hal.card.sim_pki import Pki
from tests.agent.city.world import Cards

CONTRACT = Path(__file__).parents[3] / "docs" / "openapi.yaml"
SPEC = yaml.safe_load(CONTRACT.read_text())
schema = schemathesis.openapi.from_path(CONTRACT)


@dataclass
class Api:
    """The process, asked as a kiosk does: with its certificate."""

    where: dict[str, int]
    certificates: Path

    @property
    def url(self) -> str:
        return f"https://localhost:{self.where['api']}"

    @property
    def tls(self) -> dict[str, Any]:
        pair = (str(self.certificates / "kiosk.pem"), str(self.certificates / "kiosk.key"))
        return {"cert": pair, "verify": str(self.certificates / "ca.pem")}

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        return requests.request(
            method, self.url + path, timeout=10, allow_redirects=False, **self.tls, **options
        )


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory, certificates: Path, pki: Pki) -> Iterator[Api]:
    folder = tmp_path_factory.mktemp("city")
    command = [sys.executable, "-m", "agent.city.sandbox.main", "--data", str(folder)]
    command += ["--certificates", str(certificates), "--citizen-anchors", str(pki.root_file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            yield Api(json.loads(process.stdout.readline()), certificates)
        finally:
            process.terminate()
            assert process.wait(10) == 0, "it leaves cleanly when told to"


@pytest.fixture
def session(api: Api, pki: Pki) -> str:
    """An identification of somebody who lives in the city."""
    started = api.ask("POST", "/v1/identifications")
    holds(started, "Identification")
    identity = Cards(pki).identity(Role.FAMILY_PARENT, base64.b64decode(started.json()["nonce"]))
    evidence = {
        "signature": base64.b64encode(identity.signature).decode(),
        "certificate": base64.b64encode(identity.certificate).decode(),
        "chain": [base64.b64encode(der).decode() for der in identity.chain],
    }
    path = f"/v1/identifications/{started.json()['id']}"
    for _ in range(2):  # repeating the answer is allowed
        recognised = api.ask("PUT", path, json=evidence)
        holds(recognised, "Citizen")
    return path


def holds(response: requests.Response, name: str) -> None:
    """The answer is what the contract's schema says."""
    found = {"$ref": f"#/components/schemas/{name}", "components": SPEC["components"]}
    jsonschema_rs.validator_for(found).validate(response.json())


REQUEST = {
    "kind": "certificado",
    "scope": "colectivo",
    "historic": False,
    "purpose": "school",
    "language": "en",
}


@schema.parametrize()
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_asked_the_answer_is_in_the_contract(case: schemathesis.Case, api: Api) -> None:
    response = case.call(base_url=api.url, **api.tls)
    case.validate_response(
        response,
        checks=[
            not_a_server_error,
            status_code_conformance,
            content_type_conformance,
            response_schema_conformance,
        ],
    )


def test_the_sheet_is_in_the_contract(api: Api, session: str) -> None:
    holds(api.ask("GET", f"{session}/padron-sheet"), "PadronSheet")


def test_a_document_and_its_verification_are_in_the_contract(api: Api, session: str) -> None:
    key = {"Idempotency-Key": str(uuid.uuid4())}
    issued = api.ask("POST", f"{session}/padron-documents", json=REQUEST, headers=key)
    assert issued.status_code == 201
    holds(issued, "Document")
    code = issued.json()["csv"]
    holds(api.ask("GET", f"/v1/documents/{code.lower().replace('-', '')}"), "Verification")
    copy = api.ask("GET", f"/v1/documents/{code}/pdf")
    assert copy.content == base64.b64decode(issued.json()["pdf"])


def test_a_key_cannot_be_used_for_another_request(api: Api, session: str) -> None:
    key = {"Idempotency-Key": str(uuid.uuid4())}
    api.ask("POST", f"{session}/padron-documents", json=REQUEST, headers=key)
    other = api.ask("POST", f"{session}/padron-documents", json={**REQUEST, "language": "es"}, headers=key)
    assert (other.status_code, other.json()["type"]) == (409, "urn:kiosk:problem:key-reused")


def test_without_a_key_nothing_is_issued(api: Api, session: str) -> None:
    answer = api.ask("POST", f"{session}/padron-documents", json=REQUEST)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:kiosk:problem:invalid-request")


def test_a_request_that_is_too_long_is_not_read_to_its_end(api: Api) -> None:
    answer = api.ask("PUT", f"/v1/identifications/{'x' * 32}", data=b" " * 2_000_000)
    assert answer.status_code == 413
    holds(answer, "Problem")


def test_without_a_kiosks_certificate_nobody_is_answered(api: Api, certificates: Path) -> None:
    with pytest.raises(requests.exceptions.ConnectionError):
        requests.get(f"{api.url}/v1/status", verify=str(certificates / "ca.pem"), timeout=5)


def test_a_request_that_is_no_json_is_a_problem(api: Api, session: str) -> None:
    answer = api.ask("PUT", session, data=b"\xff{")
    assert answer.status_code == 422
    holds(answer, "Problem")


def test_the_contract_puts_no_personal_data_in_an_address() -> None:
    for path in SPEC["paths"]:
        assert not any(word in path.lower() for word in ("nif", "dni", "name", "citizen"))


def test_every_schema_has_its_bounds() -> None:
    """A string has a longest form (or fixed values), an array a longest length, an integer both ends."""
    for name, found in walk("", SPEC["components"]["schemas"]):
        kind = found.get("type")
        if kind == "string" and not {"enum", "const"} & set(found) and not name.endswith("Base64"):
            assert "maxLength" in found, name
        if kind == "array":
            assert "maxItems" in found, name
        if kind == "integer":
            assert {"minimum", "maximum"} <= set(found), name


def walk(name: str, node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, dict):
        if isinstance(node.get("type"), str):
            yield name, node
        for key, inner in node.items():
            yield from walk(f"{name}/{key}", inner)


def test_the_process_refuses_what_it_does_not_know() -> None:
    command = [sys.executable, "-m", "agent.city.sandbox.main", "--nonsense"]
    done = subprocess.run(command, capture_output=True, timeout=20, check=False)
    assert done.returncode == 2
