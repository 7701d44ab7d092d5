"""A thread asks for the summary while this one works."""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import requests


def page(base_url, articles):
    with requests.Session() as session, ThreadPoolExecutor(1) as pool:
        draft = ask(session, base_url, "draft")
        summary = pool.submit(ask, session, base_url, "summary")
        layout = lay_out(draft)
        picture = ask(session, base_url, "picture")
        return [layout, picture, summary.result()]


def lay_out(draft):
    time.sleep(0.3)  # Work of our own, which waits for nobody.
    return f"<p>{draft}</p>"


def ask(session, base_url, prompt):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": prompt}]}
    response = session.post(f"{base_url}/v1/chat/completions", json=question)
    response.raise_for_status()
    return response.json()["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(page(url, prompts)))
