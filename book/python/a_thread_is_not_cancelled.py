"""To cancel what waits for `to_thread` does not stop the thread.

Needs Python 3.9.
"""

import asyncio
import threading


def call():
    begun.set()
    may_end.wait(20)
    ended.set()


async def main():
    task = asyncio.create_task(asyncio.to_thread(call))
    while not begun.is_set():
        await asyncio.sleep(0.01)
    task.cancel()
    (result,) = await asyncio.gather(task, return_exceptions=True)
    assert isinstance(result, asyncio.CancelledError), result
    assert not ended.is_set()
    may_end.set()
    assert ended.wait(20), "the thread was stopped"


begun, may_end, ended = threading.Event(), threading.Event(), threading.Event()
asyncio.run(main())
