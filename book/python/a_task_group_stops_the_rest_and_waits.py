"""A TaskGroup cancels the rest when one fails, waits for what they still do, and raises all errors.

Needs Python 3.11.
"""

import asyncio

seen = []


async def fails():
    await asyncio.sleep(0.1)
    raise ValueError("no")


async def call():
    try:
        await asyncio.sleep(60)
    finally:
        await asyncio.sleep(0.2)
        seen.append("cleaned up")


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fails())
            group.create_task(call())
    except ExceptionGroup as group:
        assert [str(error) for error in group.exceptions] == ["no"], group
        assert seen == ["cleaned up"], "it did not wait"
    else:
        raise AssertionError("it raised nothing")


asyncio.run(main())
