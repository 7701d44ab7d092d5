"""To cancel raises CancelledError where the task waits: `finally` runs, and who swallows it goes on."""

import asyncio

seen = []


async def ends():
    try:
        await asyncio.sleep(60)
    finally:
        seen.append("cleaned up")


async def swallows():
    try:
        await asyncio.sleep(60)
    except asyncio.CancelledError:
        seen.append("swallowed")
    await asyncio.sleep(0)
    return "went on"


async def main():
    tasks = [asyncio.create_task(ends()), asyncio.create_task(swallows())]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(results[0], asyncio.CancelledError), results
    assert results[1] == "went on", results
    assert seen == ["cleaned up", "swallowed"], seen


asyncio.run(main())
