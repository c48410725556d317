"""Runs something in a forked process, hears its facts through a pipe, and kills it with SIGKILL."""

import contextlib
import json
import os
import signal
import time
import traceback
from collections.abc import Callable

from tests.hard.day import Fact

READY: Fact = ["ready"]


def killed(work: Callable[[Callable[[Fact], None]], None], after_s: float) -> list[Fact]:
    """What `work` said before it was killed, `after_s` seconds after it said READY.

    Raises:
        AssertionError: it failed by itself; its trace is in the message.
    """
    ear, mouth = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ear)
        _live(work, mouth)
    os.close(mouth)
    try:
        with os.fdopen(ear, "rb") as heard:
            first = heard.readline()
            time.sleep(after_s)
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            rest = heard.read()
    finally:
        os.waitpid(child, 0)
    # A line without its end was cut off by the kill: nobody has heard it.
    said = [json.loads(line) for line in (first + rest).split(b"\n")[:-1]]
    broken = [fact for fact in said if fact[0] == "broken"]
    assert not broken, f"the work failed by itself:\n{broken[0][1]}"
    return [fact for fact in said if fact != READY]


def _live(work: Callable[[Callable[[Fact], None]], None], mouth: int) -> None:
    def say(fact: Fact) -> None:
        os.write(mouth, json.dumps(fact).encode() + b"\n")

    try:
        work(say)
    except BaseException:  # noqa: BLE001 - it goes through the pipe, to fail the test over there
        say(["broken", traceback.format_exc()])
    finally:
        os._exit(0)  # nothing of the parent's, such as pytest's own ending, may run here
