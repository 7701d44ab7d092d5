"""Four texts in a request, and three requests at a time."""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import requests


def embed_all(base_url, texts, size):
    batches = [texts[start : start + size] for start in range(0, len(texts), size)]
    with requests.Session() as session, ThreadPoolExecutor(3) as pool:
        calls = [pool.submit(embed, session, base_url, batch) for batch in batches]
        return [vector for call in calls for vector in call.result()]


def embed(session, base_url, texts):
    response = session.post(f"{base_url}/v1/embeddings", json={"model": "mock-1", "input": texts})
    response.raise_for_status()
    data = response.json()["data"]
    return [one["embedding"] for one in sorted(data, key=lambda one: one["index"])]


if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps([f"{len(embed_all(url, prompts, 4))} vectors"]))
