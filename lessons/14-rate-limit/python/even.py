"""One coroutine waits for the next token, and creates a task for each call."""

import asyncio
import json
import os
import sys

from asynchronous import summarise
from policy import Bucket

if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(asyncio.run(summarise(url, prompts, Bucket()))))
