"""Chunks that are gathered one after another."""

import asyncio

from chat import ARTICLES, Session


async def main():
    async with Session() as session:
        for first in range(0, len(ARTICLES), 4):
            chunk = ARTICLES[first : first + 4]
            for summary in await asyncio.gather(*(session.ask(article) for article in chunk)):
                print(summary)


asyncio.run(main())
