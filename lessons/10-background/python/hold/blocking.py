"""Each save has a thread, and the end waits for all of them."""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import requests


def publish(base_url, articles):
    with requests.Session() as session, ThreadPoolExecutor(len(articles)) as pool:
        saves = []
        for article in articles:
            ask(session, base_url, article)
            saves.append(pool.submit(ask, session, base_url, f"save {article}"))
        ask(session, base_url, "page")
        for save in saves:
            save.result()
    return [f"saved {len(articles)} articles"]


def ask(session, base_url, prompt):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": prompt}]}
    response = session.post(f"{base_url}/v1/chat/completions", json=question)
    response.raise_for_status()
    return response.json()["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(publish(url, prompts)))
