"""The card worker: ``python -m hal.card.worker``, one a reader, killed by the supervisor when it hangs.

The main thread owns PC/SC, the card and the PIN. Beside it one thread waits for questions, and one
loads what checks certificates, while the first card may already be read.
"""

import os
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import assert_never

import msgspec

from hal.card import CardError, Problem
from hal.card import messages as m
from hal.card.access import Misconfigured, make_access
from hal.card.identify import Checks
from hal.card.keeper import Keeper
from hal.card.pcsc import ReaderWatch
from hal.worker import LONGEST, pack

BEAT = 2.0  # s between two signs of life

Asked = tuple[int, m.Question]


class Wire:
    """Frames of ``hal/worker.py`` on two file descriptors."""

    def __init__(self, source: int, sink: int) -> None:
        self._source = source
        self._sink = sink
        self._turn = threading.Lock()
        self._decode = msgspec.msgpack.Decoder(tuple[int, m.Question]).decode

    def tell(self, news: m.News) -> None:
        self.answer(0, news)

    def answer(self, number: int, body: m.Answer | m.News) -> None:
        frame = memoryview(pack(number, msgspec.msgpack.encode(body)))
        with self._turn:
            while frame:
                frame = frame[os.write(self._sink, frame) :]

    def receive(self) -> Asked | None:
        """``None`` when the supervisor is gone or speaks garbage."""
        size = int.from_bytes(self._read(4), "big")
        if not 0 < size <= LONGEST:
            return None
        try:
            return self._decode(self._read(size))
        except msgspec.DecodeError:
            return None

    def _read(self, size: int) -> bytes:
        received = b""
        while len(received) < size and (some := os.read(self._source, size - len(received))):
            received += some
        return received


class Inbox:
    """Questions, from the thread that reads them to the main thread, which is woken for each."""

    def __init__(self, wire: Wire, wake: Callable[[], None]) -> None:
        self._wire = wire
        self._wake = wake
        self._asked: queue.SimpleQueue[Asked] = queue.SimpleQueue()
        self._idle = threading.Event()

    def read(self) -> None:
        while (asked := self._wire.receive()) is not None:
            self._asked.put(asked)
            del asked  # it may have a PIN in it, and this thread now waits
            # Cancelling a PC/SC call that has not begun does nothing, so it is repeated until heard.
            while not self._asked.empty() and self._idle.is_set():
                self._wake()
                time.sleep(0.002)
        # Without a supervisor nobody may use the card, and the main thread may hang: end at once.
        os._exit(0)

    def wait(self, look: Callable[[], None]) -> None:
        """Runs ``look``, which a question ends early."""
        self._idle.set()
        if self._asked.empty():
            look()
        self._idle.clear()

    def take(self) -> Asked | None:
        try:
            return self._asked.get_nowait()
        except queue.Empty:
            return None


def main() -> None:
    wire = Wire(0, os.dup(1))
    os.dup2(2, 1)  # a library that prints must not break the frames
    wire.tell(m.Hello())
    order = first_order(wire)
    if order is None:
        return
    prepare_environment(order)
    watch = ReaderWatch(order.settings.reader)
    inbox = Inbox(wire, wake=watch.wake)
    threading.Thread(target=inbox.read, daemon=True).start()
    serve(wire, inbox, watch, order)


def first_order(wire: Wire) -> m.Watch | None:
    while (asked := wire.receive()) is not None:
        number, question = asked
        if isinstance(question, m.Watch):
            wire.answer(number, m.Watching())
            return question
        wire.answer(number, m.Failed(problem=Problem.READER))  # meant for the worker before this one
    return None


def prepare_environment(order: m.Watch) -> None:
    """Before the first PC/SC call: the libraries read these once."""
    if order.settings.pcscd:
        os.environ["PCSCLITE_CSOCK_NAME"] = order.settings.pcscd
    own = Path(__file__).with_name("opensc.conf")
    os.environ["OPENSC_CONF"] = order.settings.pkcs11.options_file or str(own)


def serve(wire: Wire, inbox: Inbox, watch: ReaderWatch, order: m.Watch) -> None:
    try:
        access = make_access(order.kind, order.settings)
    except Misconfigured as wrong:
        access = None
        wire.tell(wrong.unfit)
    keeper = Keeper(watch, access, order.shun, wire.tell)
    keeper.look(0)
    with ThreadPoolExecutor(1) as loader:
        checks = loader.submit(load_checks, order, wire)
        while True:
            inbox.wait(lambda: keeper.look(BEAT))
            while answer_next(wire, inbox, keeper, checks):
                keeper.forget()


def answer_next(wire: Wire, inbox: Inbox, keeper: Keeper, checks: "Future[Checks | None]") -> bool:
    """A function of its own so that no variable keeps the PIN while the next question is awaited."""
    if (asked := inbox.take()) is None:
        return False
    number, question = asked
    wire.answer(number, answer(keeper, checks, question))
    return True


def load_checks(order: m.Watch, wire: Wire) -> Checks | None:
    """``None``: the configuration is not to be believed, and so is nobody."""
    from hal.card.trust import BadTrust, Trust  # heavy: not before the first card was seen

    try:
        return Trust(order.settings.trust)
    except BadTrust as bad:
        wire.tell(m.Unfit(code=bad.code, cause=str(bad), fix=bad.fix))
        return None


def answer(keeper: Keeper, loaded: "Future[Checks | None]", question: m.Question) -> m.Answer:
    try:
        match question:
            case m.AskTries():
                return m.Tries(left=keeper.use(lambda driver: driver.tries_left()))
            case m.AskInfo():
                return m.Info(items=keeper.info())
            case m.Identify(challenge=challenge, pin=pin):
                if (checks := loaded.result()) is None:
                    raise CardError(Problem.READER)
                return keeper.identify(checks, challenge, pin)
            case m.Sign(digest=digest, pin=pin):
                return m.Signed(signature=keeper.use_pin(lambda driver: driver.sign(digest, pin)))
            case m.Watch():
                return m.Failed(problem=Problem.READER)
            case _:
                assert_never(question)
    except CardError as error:
        return m.Failed(problem=error.problem, tries_left=error.tries_left)


if __name__ == "__main__":
    main()
