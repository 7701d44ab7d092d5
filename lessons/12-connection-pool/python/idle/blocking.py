"""Eight threads, one for each chat, share a session, which keeps ten that are idle."""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import requests


def talk(base_url, chats):
    def one(chat):
        ask(session, base_url, chat)
        time.sleep(0.4)
        return ask(session, base_url, chat)

    with requests.Session() as session, ThreadPoolExecutor(len(chats)) as pool:
        return list(pool.map(one, chats))


def ask(session, base_url, article):
    question = {"model": "mock-1", "messages": [{"role": "user", "content": article}]}
    response = session.post(f"{base_url}/v1/chat/completions", json=question)
    response.raise_for_status()
    return response.json()["choices"][0]["message"]["content"]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(talk(url, prompts)))
