"""All at once, with one session: the server has no limit that is told."""

import asyncio

from chat import ARTICLES, Session


async def main():
    async with Session() as session:
        for summary in await asyncio.gather(*(session.ask(article) for article in ARTICLES)):
            print(summary)


asyncio.run(main())
