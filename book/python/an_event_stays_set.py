"""An Event stays set: who waits later does not wait."""

import asyncio


async def main():
    event = asyncio.Event()
    event.set()
    await asyncio.wait_for(event.wait(), 0.5)


asyncio.run(main())
