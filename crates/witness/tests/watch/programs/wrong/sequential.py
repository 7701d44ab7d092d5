"""An await in a loop: async, and one after another."""

import asyncio

from chat import ARTICLES, Session


async def main():
    async with Session() as session:
        for article in ARTICLES[:6]:
            print(await session.ask(article))


asyncio.run(main())
