"""All at once, whatever the server takes; an error counts as a result."""

import asyncio

from chat import ARTICLES, Session


async def main():
    async with Session() as session:
        calls = (session.ask(article) for article in ARTICLES)
        for summary in await asyncio.gather(*calls, return_exceptions=True):
            print(summary)


asyncio.run(main())
