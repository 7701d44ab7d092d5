"""One release more than there were acquires adds a permit. Who waits at an old semaphore has nothing of a new one."""

import asyncio


async def main():
    semaphore = asyncio.Semaphore(1)
    semaphore.release()
    await semaphore.acquire()
    await asyncio.wait_for(semaphore.acquire(), 1)
    assert semaphore.locked(), "there were two permits"

    bounded = asyncio.BoundedSemaphore(1)
    try:
        bounded.release()
    except ValueError:
        pass
    else:
        raise AssertionError("a bounded one stays as it is")

    waits = asyncio.create_task(semaphore.acquire())
    await asyncio.sleep(0)
    semaphore = asyncio.Semaphore(9)
    await asyncio.sleep(0.01)
    assert not waits.done() and not semaphore.locked()
    waits.cancel()


asyncio.run(main())
