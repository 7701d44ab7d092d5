"""Tries again until it works, a moment later, whatever the server asks for."""

import asyncio

from chat import ARTICLES, Refused, Session


async def summarise(session, permits, article):
    async with permits:
        while True:
            try:
                return await session.ask(article)
            except Refused:
                await asyncio.sleep(0.1)


async def main():
    permits = asyncio.Semaphore(6)
    async with Session() as session:
        calls = (summarise(session, permits, article) for article in ARTICLES)
        for summary in await asyncio.gather(*calls):
            print(summary)


asyncio.run(main())
