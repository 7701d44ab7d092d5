"""Needs Python 3.11. A task group with a time that is enough."""

import asyncio

from chat import ARTICLES, Session


async def main():
    async with Session() as session, asyncio.timeout(10), asyncio.TaskGroup() as group:
        calls = [group.create_task(session.ask(article)) for article in ARTICLES]
    for call in calls:
        print(call.result())


asyncio.run(main())
