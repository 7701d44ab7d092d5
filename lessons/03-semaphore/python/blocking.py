"""Three requests at a time: three threads take articles from one queue, which the pool has."""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import requests


def summarise(base_url, articles):
    with requests.Session() as session, ThreadPoolExecutor(3) as pool:
        calls = [pool.submit(ask, session, base_url, article) for article in articles]
        return [call.result() for call in calls]


def ask(session, base_url, article):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": article}]}
    response = session.post(f"{base_url}/v1/chat/completions", json=question)
    response.raise_for_status()
    return response.json()["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(summarise(url, prompts)))
