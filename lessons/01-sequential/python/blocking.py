"""One request after another: the thread waits for each answer."""

import json
import os
import sys

import requests


def summarise(base_url, articles):
    url = f"{base_url}/v1/chat/completions"
    summaries = []
    with requests.Session() as session:
        for article in articles:
            question = {"model": "mock-1", "messages": [{"role": "user", "content": article}]}
            response = session.post(url, json=question)
            response.raise_for_status()
            answer = response.json()
            summaries.append(answer["choices"][0]["message"]["content"])
    return summaries


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(summarise(url, prompts)))
