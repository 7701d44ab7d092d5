"""`as_completed` starts all of them, and gives their results in the order in which they end."""

import asyncio


async def main():
    quick_is_done = asyncio.Event()

    async def slow():
        await quick_is_done.wait()
        return "slow"

    async def quick():
        quick_is_done.set()
        return "quick"

    names = [await ended for ended in asyncio.as_completed([slow(), quick()])]
    assert names == ["quick", "slow"], names


asyncio.run(main())
