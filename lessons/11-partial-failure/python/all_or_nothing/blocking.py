"""The first exception is raised. The pool waits for all of its threads before."""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import requests


def summarise(base_url, articles):
    try:
        with requests.Session() as session, ThreadPoolExecutor(len(articles)) as pool:
            summaries = list(pool.map(lambda article: ask(session, base_url, article), articles))
    except requests.HTTPError as error:
        return [f"0 of {len(articles)} done: {error}"]
    return [f"{len(summaries)} of {len(articles)} done"]


def ask(session, base_url, article):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": article}]}
    response = session.post(f"{base_url}/v1/chat/completions", json=question)
    response.raise_for_status()
    return response.json()["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(summarise(url, prompts)))
