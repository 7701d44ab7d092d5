"""`gather` raises the first error at once, and its other tasks run on."""

import asyncio


async def main():
    may_end, ended = asyncio.Event(), asyncio.Event()

    async def fails():
        raise ValueError("no")

    async def call():
        await may_end.wait()
        ended.set()

    try:
        await asyncio.gather(fails(), call())
    except ValueError:
        assert not ended.is_set()
    else:
        raise AssertionError("it raised nothing")
    may_end.set()
    # It would wait forever for one that was stopped.
    await asyncio.wait_for(ended.wait(), 20)


asyncio.run(main())
