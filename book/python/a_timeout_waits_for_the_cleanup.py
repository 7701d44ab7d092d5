"""`wait_for` and `timeout` cancel a call that is late, and then wait for its cleanup.

Needs Python 3.11.
"""

import asyncio
import time


async def call():
    try:
        await asyncio.sleep(60)
    finally:
        await asyncio.sleep(0.3)


async def with_wait_for():
    await asyncio.wait_for(call(), 0.1)


async def with_timeout():
    async with asyncio.timeout(0.1):
        await call()


async def main():
    for limited in with_wait_for, with_timeout:
        start = time.monotonic()
        try:
            await limited()
        except TimeoutError:
            took = time.monotonic() - start
            assert took >= 0.39, f"{limited.__name__} was over after {took:.2f} s"
        else:
            raise AssertionError(f"{limited.__name__} has no limit")


asyncio.run(main())
