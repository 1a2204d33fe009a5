"""``kiosk``: what a technician types on a kiosk. Each command is a file of this folder."""

import typer

from agent.cli import test_card

app = typer.Typer(help="The technician's command.", no_args_is_help=True, add_completion=False)
test = typer.Typer(help="Try a device, without the supervisor.", no_args_is_help=True)
app.add_typer(test, name="test")
test.command("card")(test_card.run)


def main() -> None:
    app()
