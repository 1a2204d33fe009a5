"""Ports for processes that must find each other again after a restart."""

import contextlib
import socket


def free_ports(count: int) -> tuple[int, ...]:
    """On the loopback, all different. Somebody else may take one before it is used; that is rare."""
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return tuple(one.getsockname()[1] for one in sockets)
