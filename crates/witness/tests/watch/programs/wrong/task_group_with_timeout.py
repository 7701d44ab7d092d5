"""Needs Python 3.11. A time that is not enough, around all calls."""

import asyncio

from chat import ARTICLES, Session


async def main():
    async with Session() as session:
        try:
            async with asyncio.timeout(0.5), asyncio.TaskGroup() as group:
                for article in ARTICLES[:3]:
                    group.create_task(session.ask(article))
        except TimeoutError:
            print("too slow")
        # The program goes on with something else.
        await asyncio.sleep(0.2)


asyncio.run(main())
