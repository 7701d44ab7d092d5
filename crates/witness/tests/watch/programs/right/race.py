"""Two models at once: the first answer wins, and the other call is cancelled."""

import asyncio

from chat import ARTICLES, Session


async def summarise(session, article):
    calls = [asyncio.create_task(session.ask(article, model)) for model in ("mock-1", "mock-2")]
    done, pending = await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)
    for call in pending:
        call.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    return done.pop().result()


async def main():
    async with Session() as session:
        for summary in await asyncio.gather(*(summarise(session, a) for a in ARTICLES[:4])):
            print(summary)


asyncio.run(main())
