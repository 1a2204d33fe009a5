"""The inspecting process: ``python -m agent.documents.worker NIF ANCHORS…``.

A PDF is a program for a big parser, so it is opened here, in a process that is killed when it is
late and cannot take the machine's memory. Frames of ``hal/worker.py`` on standard input and output.
"""

import resource
import sys
from typing import BinaryIO

import msgspec
import pypdfium2

from agent.documents import pictures, seal, shape
from agent.documents.inspection import Finding, Inspect, Sound, Unsound
from agent.documents.shape import Unfit
from hal.worker import LONGEST, pack

MEMORY = 1024**3  # bytes of address space; a page picture takes 6 MB


def main() -> None:
    nif, *anchors = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core would have a citizen's paper in it
    check = seal.Check(anchors, nif)
    warm_up()
    serve(sys.stdin.buffer, sys.stdout.buffer, check)


def serve(source: BinaryIO, sink: BinaryIO, check: seal.Check) -> None:
    """Until the supervisor closes its end, or speaks what is no frame."""
    decode = msgspec.msgpack.Decoder(tuple[int, Inspect]).decode
    while True:
        size = int.from_bytes(source.read(4), "big")
        if not 0 < size <= LONGEST:
            return
        try:
            number, asked = decode(source.read(size))
        except msgspec.DecodeError:
            return
        sink.write(pack(number, msgspec.msgpack.encode(inspect(asked, check))))
        sink.flush()


def inspect(asked: Inspect, check: seal.Check) -> Finding:
    try:
        reader = shape.opened(asked.pdf)
        if asked.sealed:
            check.seal(reader)
        return Sound(pictures.of(asked.pdf, asked.width))
    except Unfit as unfit:
        return Unsound(unfit.flaw)


def warm_up() -> None:
    """The first page costs more than the next ones; a citizen should not wait for it."""
    document = pypdfium2.PdfDocument.new()
    document.new_page(*pictures.A4)
    pictures.page_of(document[0], 200)
    document.close()


if __name__ == "__main__":
    main()
