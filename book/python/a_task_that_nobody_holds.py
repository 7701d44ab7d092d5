"""The loop holds its tasks weakly: one that waits and that nobody else holds may be collected as
garbage in the middle of its work."""

import asyncio
import gc
import weakref


async def call():
    # A future that only the task refers to, as a callback of a library may.
    await asyncio.get_running_loop().create_future()


async def main():
    asyncio.get_running_loop().set_exception_handler(lambda loop, told: said.append(told["message"]))
    task = weakref.ref(asyncio.create_task(call()))
    await asyncio.sleep(0)
    assert task() is not None, "it waits"
    gc.collect()
    assert task() is None, "it is gone"


said = []
asyncio.run(main())
assert said == ["Task was destroyed but it is pending!"], said
