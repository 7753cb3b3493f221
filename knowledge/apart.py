"""Runs a function in a fresh child process: all that opens Chroma's files goes through here.

Chroma 1.5.9 writes its index files from memory that it never initialised, and rewrites them even when they are
only read. What a process has freed stands in them afterwards: births and keys, were it one that people talk with.
The child is a new program that gets the arguments and hardly any of our environment, where keys may stand; it does
not start in our folder either, whose `.env` Chroma would read. Its native library has also been seen to crash on
damaged files: then the child dies, and nobody else.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

from core.errors import Error

P = ParamSpec("P")
R = TypeVar("R")
_PATIENCE_S: Final = 80.0  # twice that is less than systemd waits for the daemon
_INHERITED: Final = ("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT")


class Unusable(Error):
    """Chroma failed, crashed or did not end. `str` says how; nothing of a person can be in it."""

    def __init__(self, reason: str) -> None:
        super().__init__("knowledge_base_unusable", reason=reason)

    def __str__(self) -> str:
        return str(self.params["reason"])


def apart(holding: tuple[int, ...], function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """What `function` returns. It stands in a module; arguments and result can be pickled. Raises Unusable.

    `holding`: descriptors that the child holds until it ends.
    """
    try:
        child = subprocess.run(
            [sys.executable, "-P", "-m", __name__],
            input=pickle.dumps((function, args, kwargs)),
            env=_environment(),
            cwd=os.sep,
            capture_output=True,
            timeout=_PATIENCE_S,
            start_new_session=True,  # Ctrl-C in the terminal ends us, and must not damage what is being written
            pass_fds=holding,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unusable(f"no end after {_PATIENCE_S:.0f} s") from error
    if child.returncode < 0:
        raise Unusable(f"killed by signal {-child.returncode}")
    if child.returncode:
        raise Unusable((child.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason given"])[-1])
    result: R = pickle.loads(child.stdout)
    return result


def _environment() -> dict[str, str]:
    ours = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    places = [str(Path(__file__).parents[1]), *(str(Path(place).absolute()) for place in sys.path if place)]
    return {**ours, "PYTHONPATH": os.pathsep.join(places)}


def _main() -> None:
    answer = os.dup(1)
    os.dup2(2, 1)  # whatever a library prints must not get into the answer
    function, args, kwargs = pickle.load(sys.stdin.buffer)
    result: Any = function(*args, **kwargs)
    with os.fdopen(answer, "wb") as file:
        pickle.dump(result, file)


if __name__ == "__main__":
    _main()
