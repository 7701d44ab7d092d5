"""Tries again whatever the answer was."""

import asyncio

from chat import ARTICLES, Refused, Session


async def summarise(session, article):
    for attempt in range(3):
        try:
            # Nobody has set the model.
            return await session.ask(article, model="")
        except Refused as refused:
            error = refused
            await asyncio.sleep(0.1 * 2**attempt)
    return f"failed: {error}"


async def main():
    async with Session() as session:
        for summary in await asyncio.gather(*(summarise(session, a) for a in ARTICLES[:4])):
            print(summary)


asyncio.run(main())
