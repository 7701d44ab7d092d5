"""One request after another, over the connection of one session."""

import json
import os
import sys

import requests


def summarise(base_url, articles):
    with requests.Session() as session:
        return [ask(session, base_url, article) for article in articles]


def ask(session, base_url, article):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": article}]}
    response = session.post(f"{base_url}/v1/chat/completions", json=question)
    response.raise_for_status()
    return response.json()["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(summarise(url, prompts)))
