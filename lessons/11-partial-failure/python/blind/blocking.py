"""Nobody looks at the status: requests raises nothing unless it is told to."""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import requests


def summarise(base_url, articles):
    with requests.Session() as session, ThreadPoolExecutor(len(articles)) as pool:
        calls = [pool.submit(ask, session, base_url, article) for article in articles]
    done = [call.result() for call in calls if call.exception() is None]
    return [f"{len(done)} of {len(articles)} done"]


def ask(session, base_url, article):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": article}]}
    answer = session.post(f"{base_url}/v1/chat/completions", json=question).json()
    return answer.get("choices", [{}])[0].get("message", {}).get("content", "")


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(summarise(url, prompts)))
