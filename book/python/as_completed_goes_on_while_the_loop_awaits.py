"""`as_completed` makes tasks: calls that were begun go on while the body of its loop awaits."""

import asyncio


async def main():
    second_step = asyncio.Event()

    async def quick():
        return "quick"

    async def in_two_steps():
        await asyncio.sleep(0.01)
        # Nobody awaits this call now: the body of the loop awaits what it does next.
        second_step.set()
        return "in two steps"

    names = []
    for ended in asyncio.as_completed([quick(), in_two_steps()]):
        names.append(await ended)
        if names == ["quick"]:
            await asyncio.wait_for(second_step.wait(), 10)
    assert names == ["quick", "in two steps"], names


asyncio.run(main())
