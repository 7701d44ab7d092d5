"""A request now and then. A session of requests keeps what is idle for ever."""

import json
import os
import sys
import time

import requests


def check(base_url, articles):
    told = []
    with requests.Session() as session:
        for article in articles:
            if told:
                time.sleep(0.4)
            try:
                ask(session, base_url, article)
                told.append(f"{article}: answered")
            except requests.ConnectionError:
                told.append(f"{article}: the connection failed")
    return told


def ask(session, base_url, article):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": article}]}
    response = session.post(f"{base_url}/v1/chat/completions", json=question)
    response.raise_for_status()
    return response.json()["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(check(url, prompts)))
