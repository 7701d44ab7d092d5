"""A session for each call, which is what a function with a session inside does."""

import asyncio

from chat import ARTICLES, Session


async def summarise(permits, article):
    async with permits, Session() as session:
        return await session.ask(article)


async def main():
    permits = asyncio.Semaphore(3)
    for summary in await asyncio.gather(*(summarise(permits, article) for article in ARTICLES)):
        print(summary)


asyncio.run(main())
