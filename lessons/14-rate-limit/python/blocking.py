"""One thread waits for the next moment, and gives each call to another."""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import requests
from policy import Window


def summarise(base_url, articles, policy):
    calls = []
    with requests.Session() as session, ThreadPoolExecutor(len(articles)) as pool:
        for article in articles:
            due = policy.reserve(time.monotonic())
            time.sleep(max(0, due - time.monotonic()))
            calls.append(pool.submit(ask, session, base_url, article))
    refused = sum(1 for call in calls if call.exception())
    return [f"{len(calls) - refused} ok, {refused} refused"]


def ask(session, base_url, article):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": article}]}
    response = session.post(f"{base_url}/v1/chat/completions", json=question)
    response.raise_for_status()
    return response.json()["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(summarise(url, prompts, Window())))
