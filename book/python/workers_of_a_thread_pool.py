"""A ThreadPoolExecutor has min(32, cpus + 4) workers unless it is told otherwise."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor

# Since Python 3.13: those that this process may use.
cpus = getattr(os, "process_cpu_count", os.cpu_count)()
expected = min(32, cpus + 4)
begun, may_end = threading.Semaphore(0), threading.Event()


def wait():
    begun.release()
    may_end.wait()


with ThreadPoolExecutor() as pool:
    for _ in range(expected + 8):
        pool.submit(wait)
    for _ in range(expected):
        assert begun.acquire(timeout=10), "there are fewer workers"
    assert not begun.acquire(timeout=0.2), "there are more workers"
    may_end.set()
