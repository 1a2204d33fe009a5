"""Gives memory back to the system.

Drawing needs large buffers for a moment. The C library keeps such buffers once it has seen a few of
them; told to map each by itself and to return what is free, the process stays 20 MB smaller (measured).
"""

import ctypes

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8  # malloc.h of glibc


def keep_small() -> None:
    """Does nothing where the C library has no ``mallopt``."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return
    mallopt(_M_MMAP_THRESHOLD, 64 * 1024)
    mallopt(_M_TRIM_THRESHOLD, 128 * 1024)
    mallopt(_M_ARENA_MAX, 1)


def give_back() -> None:
    """What is free at this moment."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
