"""A queue that takes in whatever comes: nobody ahead of it ever waits."""

import asyncio
import json
import os
import sys

from asynchronous import publish


async def wrong_publish(base_url, articles):
    return await publish(base_url, articles, texts=asyncio.Queue())


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(wrong_publish(url, prompts))))
