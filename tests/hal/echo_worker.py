"""A worker for tests: echoes, hangs, dies or talks garbage as it is told."""

import os
import sys
import time

import msgspec

from hal.worker import pack


def main() -> None:
    pipe = sys.stdin.buffer
    while size := pipe.read(4):
        number, raw = msgspec.msgpack.decode(
            pipe.read(int.from_bytes(size, "big")), type=tuple[int, msgspec.Raw]
        )
        word = msgspec.msgpack.decode(bytes(raw), type=str)
        if word == "hang":
            time.sleep(60)  # what a worker is for: this sleep is the fault under test
        if word == "die":
            os._exit(3)
        if word == "garbage":
            sys.stdout.buffer.write(b"\xff\xff\xff\xff" * 3)
        elif word == "news":
            sys.stdout.buffer.write(pack(0, msgspec.msgpack.encode("news")))
        sys.stdout.buffer.write(pack(number, bytes(raw)))
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
