"""Ctrl-C closes the tap at 0.6 s."""

import asyncio
import json
import os
import sys

from asynchronous import publish


async def main(base_url, articles):
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    # At work: loop.add_signal_handler(signal.SIGINT, stop.set)
    loop.call_later(0.6, stop.set)
    return await publish(base_url, articles, stop)


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(main(url, prompts))))
