"""As many questions at a time as the limiter says: the other threads wait at a condition."""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Condition

import requests
from figures import counted
from policy import Aimd


def ask_all(base_url, questions):
    limiter, ended, in_flight = Aimd(8, 1, 8), Condition(), 0
    queue = iter(questions * 6)

    def worker(_):
        nonlocal in_flight
        refusals = []
        while True:
            with ended:
                ended.wait_for(lambda: in_flight < limiter.limit)
                question = next(queue, None)
                if question is None:
                    return refusals
                in_flight += 1
            sent = time.monotonic()
            refused = ask(session, base_url, question) in (429, 503)
            with ended:
                limiter.report(sent, refused, time.monotonic())
                in_flight -= 1
                ended.notify_all()
            refusals.append(refused)

    with requests.Session() as session, ThreadPoolExecutor(8) as pool:
        workers = pool.map(worker, range(8))
        return counted([refused for refusals in workers for refused in refusals])


def ask(session, base_url, question):
    body = {"model": "mock-1", "messages": [{"role": "user", "content": question}]}
    return session.post(f"{base_url}/v1/chat/completions", json=body).status_code


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(ask_all(url, prompts)))
