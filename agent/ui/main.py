"""``kiosk-ui``: the process that draws the citizen's screen."""

import asyncio
import logging
import sys
from collections.abc import Sequence

from agent.ui.memory import keep_small
from agent.ui.options import parse
from agent.ui.toolkit import prepare


def main(arguments: Sequence[str] | None = None) -> int:
    options = parse(sys.argv[1:] if arguments is None else arguments)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(message)s")
    keep_small()
    prepare(options)
    from agent.ui.app import App  # opens the window as it is imported: only now is Kivy prepared

    asyncio.run(App(options).run())
    return 0


if __name__ == "__main__":
    sys.exit(main())
