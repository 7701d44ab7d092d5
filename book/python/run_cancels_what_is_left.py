"""When the function of asyncio.run returns, tasks that nobody has awaited are cancelled. What they raised is
told when they are collected."""

import asyncio
import gc


async def work():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        said.append("cancelled")
        raise


async def fail():
    raise ValueError("nobody hears")


async def main():
    asyncio.get_running_loop().set_exception_handler(lambda loop, told: said.append(told["message"]))
    running = asyncio.create_task(work())
    asyncio.create_task(fail())
    await asyncio.sleep(0.1)
    gc.collect()
    assert not running.done()


said = []
asyncio.run(main())
assert said == ["Task exception was never retrieved", "cancelled"], said
