"""`asyncio.wait` returns at the first result, and the losers run on."""

import asyncio


async def main():
    may_end, ended = asyncio.Event(), asyncio.Event()

    async def quick():
        return "quick"

    async def slow():
        await may_end.wait()
        ended.set()

    tasks = [asyncio.create_task(quick()), asyncio.create_task(slow())]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    assert (done, pending) == ({tasks[0]}, {tasks[1]})
    may_end.set()
    # It would wait forever for one that was stopped.
    await asyncio.wait_for(ended.wait(), 20)


asyncio.run(main())
