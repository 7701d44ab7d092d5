"""Starts tasks and does not wait for them."""

import asyncio

from chat import ARTICLES, Session


async def main():
    session = Session()
    tasks = [asyncio.create_task(session.ask(article)) for article in ARTICLES[:3]]
    await asyncio.sleep(0.2)
    print(f"started {len(tasks)}")


asyncio.run(main())
