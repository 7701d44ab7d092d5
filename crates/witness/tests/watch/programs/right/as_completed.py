"""Takes each answer when it comes."""

import asyncio

from chat import ARTICLES, Session


async def main():
    async with Session() as session:
        calls = [asyncio.create_task(session.ask(article)) for article in ARTICLES]
        for call in asyncio.as_completed(calls):
            print(await call)


asyncio.run(main())
