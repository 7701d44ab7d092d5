"""So many at a time, with one session. What is refused all the same comes back when it may."""

import asyncio

from chat import ARTICLES, Refused, Session

LIMIT = 4


async def summarise(session, permits, article):
    async with permits:
        try:
            return await session.ask(article)
        except Refused as refused:
            wait = refused.retry_after
    await asyncio.sleep(wait)
    async with permits:
        return await session.ask(article)


async def main():
    permits = asyncio.Semaphore(LIMIT)
    async with Session() as session:
        calls = (summarise(session, permits, article) for article in ARTICLES)
        for summary in await asyncio.gather(*calls):
            print(summary)


asyncio.run(main())
