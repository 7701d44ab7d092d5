"""Gives a call up after 0.4 s, and goes on with the next."""

import json
import os
import sys

import requests


def summarise(base_url, articles):
    with requests.Session() as session:
        return [tell(session, base_url, article) for article in articles]


def tell(session, base_url, article):
    try:
        # To connect, and then between two pieces of the answer: this answer has but one.
        ask(session, base_url, article, timeout=0.4)
    except requests.Timeout:
        return f"{article}: no answer in time"
    except requests.HTTPError as error:
        return f"{article}: refused with {error.response.status_code}"
    return f"{article}: answered"


def ask(session, base_url, article, timeout):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": article}]}
    response = session.post(f"{base_url}/v1/chat/completions", json=question, timeout=timeout)
    response.raise_for_status()
    return response.json()["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(summarise(url, prompts)))
