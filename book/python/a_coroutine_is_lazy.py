"""A coroutine runs nothing until it is awaited. A task starts by itself, at the next await."""

import asyncio

ran = []


async def call(name):
    ran.append(name)


async def main():
    coroutine = call("coroutine")
    task = asyncio.create_task(call("task"))
    assert ran == [], "neither has begun"
    await asyncio.sleep(0)
    assert ran == ["task"], "the task began when this one waited"
    await coroutine
    assert ran == ["task", "coroutine"]
    await task


asyncio.run(main())
