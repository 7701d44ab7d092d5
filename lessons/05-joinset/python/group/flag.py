"""Three threads look at a flag before each request. A thread that waits does not see it."""

import json
import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import requests


def page(base_url, articles):
    stop = threading.Event()

    def unless_stopped(article):
        if stop.is_set():
            return None
        try:
            return ask(session, base_url, article)
        except requests.HTTPError:
            stop.set()
            raise

    with requests.Session() as session:
        with ThreadPoolExecutor(3) as pool:
            calls = [pool.submit(unless_stopped, article) for article in articles]
        errors = [call.exception().response for call in calls if call.exception()]
        if errors:
            told = [f"{error.status_code} {error.reason}" for error in errors]
            return [ask(session, base_url, "apology"), *told]
        return [call.result() for call in calls]


def ask(session, base_url, article):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": article}]}
    response = session.post(f"{base_url}/v1/chat/completions", json=question)
    response.raise_for_status()
    return response.json()["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(page(url, prompts)))
