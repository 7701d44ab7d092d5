"""Two threads ask. They go on while a summary is being published."""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor, as_completed

import requests


def publish(base_url, articles, progress):
    with requests.Session() as session, ThreadPoolExecutor(2) as pool:
        calls = [pool.submit(ask, session, base_url, article) for article in articles]
        for done, call in enumerate(as_completed(calls), 1):
            summary = call.result()
            ask(session, base_url, f"publish {summary}")
            progress(done, summary)


def ask(session, base_url, prompt):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": prompt}]}
    response = session.post(f"{base_url}/v1/chat/completions", json=question)
    response.raise_for_status()
    return response.json()["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts, told = os.environ["MEANWHILE_URL"], sys.argv[1:], []

    def tell(done, summary):
        told.append(f"{done} of {len(prompts)}: {summary}")

    publish(url, prompts, tell)
    print(json.dumps(told))
