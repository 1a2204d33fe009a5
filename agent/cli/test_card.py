"""``kiosk test card``: does the reader read, is the card's chain whole, does the PIN work.

Only reads, until the holder agrees to enter a PIN; then one PIN, once.
"""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from agent import config
from hal import registry
from hal.card.diagnose import ENOUGH_TRIES, Diagnosis, Outcome, Step
from hal.card.messages import Kind
from hal.card.settings import CardSettings

MARK = {Outcome.GOOD: "ok ", Outcome.BAD: "BAD", Outcome.SKIPPED: "-  "}
DEFAULT = Path("/etc/kiosk/kiosk.toml")


def run(
    file: Annotated[Path, typer.Option("--config", help="the kiosk's configuration")] = DEFAULT,
    pin: Annotated[bool, typer.Option(help="offer to try the PIN after reading")] = True,
    few_tries: Annotated[
        bool, typer.Option(help=f"try a PIN even with fewer than {ENOUGH_TRIES} left")
    ] = False,
    wait: Annotated[float, typer.Option(help="seconds to wait for a card")] = 30.0,
    trace: Annotated[Path | None, typer.Option(help="write the redacted APDUs here")] = None,
) -> None:
    """Read a card on the reader, step by step; with its holder's consent, try the PIN once."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a mute card holds the process where Python hears nothing
    kind, settings = card_settings(file)
    if settings.pcscd:
        os.environ["PCSCLITE_CSOCK_NAME"] = settings.pcscd
    diagnosis = Diagnosis(kind, settings, wait_for_card=wait)
    try:
        good = told(diagnosis.read_only())
        if good and pin and may_try(diagnosis, few_tries):
            good = told(diagnosis.with_pin(typer.prompt("PIN", hide_input=True)))
    finally:
        diagnosis.close()
        if trace is not None:
            trace.write_text("\n".join(diagnosis.trace.lines) + "\n")
            typer.echo(f"trace: {trace} (no PIN, no personal data)")
    raise typer.Exit(0 if good else 1)


def card_settings(file: Path) -> tuple[Kind, CardSettings]:
    try:
        table = dict(config.load(file).devices.get("card", {}))
        return Kind(table.pop("driver", Kind.DNIE)), registry.settings(table, CardSettings)
    except (config.BadConfig, ValueError) as wrong:
        typer.echo(f"{wrong}", err=True)
        raise typer.Exit(2) from None


def told(steps: Iterator[Step]) -> bool:
    good = True
    for step in steps:
        typer.echo(f"{MARK[step.outcome]}  {step.name:<14}{step.words}")
        if step.outcome is Outcome.BAD:
            typer.echo(f"     {'fix':<14}{step.fix}")
            good = False
    return good


def may_try(diagnosis: Diagnosis, few_tries: bool) -> bool:
    left = diagnosis.tries_left
    if left is not None and left < ENOUGH_TRIES and not few_tries:
        typer.echo(f"The PIN is not tried: {left} tries are left (--few-tries to try all the same).")
        return False
    typer.echo("The PIN will be sent to the card once. A wrong one costs its holder a try.")
    return typer.confirm("Is the holder here, and do they agree?", default=False)
