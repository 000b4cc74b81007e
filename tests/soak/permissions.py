"""Files that nobody may write to, not even root, whom the mode of a file does not bind otherwise."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_VERSION = 0x20080522
_OVERRIDE = 1 << 1
"""CAP_DAC_OVERRIDE: to write whatever the mode says (man 7 capabilities)."""

_LIBC = ctypes.CDLL(None, use_errno=True)


class _Header(ctypes.Structure):
    """Of capget and capset (man 2 capget): the version of their interface, and the process; 0: this one."""

    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    """Half of a process's capabilities, the lower 32 or the upper."""

    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


@contextmanager
def read_only(path: Path) -> Iterator[None]:
    """Let nobody write to *path*, a file or a directory, this process included."""
    mode = path.stat().st_mode
    path.chmod(mode & ~0o222)
    try:
        with _bound_by_modes():
            assert not os.access(path, os.W_OK, effective_ids=True)
            yield
    finally:
        path.chmod(mode)


@contextmanager
def _bound_by_modes() -> Iterator[None]:
    header, sets = _Header(_VERSION, 0), (_Sets * 2)()
    _call("capget", header, sets)
    before = sets[0].effective
    sets[0].effective = before & ~_OVERRIDE
    _call("capset", header, sets)
    try:
        yield
    finally:
        sets[0].effective = before
        _call("capset", header, sets)


def _call(function: str, header: _Header, sets: "ctypes.Array[_Sets]") -> None:
    if getattr(_LIBC, function)(ctypes.byref(header), sets) != 0:
        raise OSError(ctypes.get_errno(), function)
