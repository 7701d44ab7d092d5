"""Sends requests from Python, and prints what they cost as one line of JSON.

Its first argument says what to do: {"library", "url", "requests", "at_once"}.
"""

import importlib
import json
import sys
import time

orders = json.loads(sys.argv[1])
library, requests, at_once = orders["library"], orders["requests"], orders["at_once"]
url = orders["url"] + "/v1/chat/completions"
question = {"model": "mock-1", "messages": [{"role": "user", "content": "ping"}]}

try:
    module = importlib.import_module(library)
except ImportError:
    print(json.dumps({"missing": library}))
    sys.exit()


def with_requests():
    from concurrent.futures import ThreadPoolExecutor

    with module.Session() as session, ThreadPoolExecutor(at_once) as pool:
        # The mock API is on this machine: a proxy would look for it on its own.
        session.trust_env = False
        session.mount("http://", module.adapters.HTTPAdapter(pool_maxsize=at_once))

        def ask(_):
            answer = session.post(url, json=question)
            answer.raise_for_status()
            return answer.json()

        for _ in pool.map(ask, range(requests)):
            pass


async def with_aiohttp():
    import asyncio

    connector = module.TCPConnector(limit=at_once)
    async with module.ClientSession(connector=connector, trust_env=False) as session:
        permits = asyncio.Semaphore(at_once)

        async def ask():
            async with permits, session.post(url, json=question) as answer:
                answer.raise_for_status()
                return await answer.json()

        await asyncio.gather(*(ask() for _ in range(requests)))


async def with_httpx():
    import asyncio

    limits = module.Limits(max_connections=at_once, max_keepalive_connections=at_once)
    async with module.AsyncClient(limits=limits, timeout=None, trust_env=False) as client:
        permits = asyncio.Semaphore(at_once)

        async def ask():
            async with permits:
                answer = await client.post(url, json=question)
                answer.raise_for_status()
                return answer.json()

        await asyncio.gather(*(ask() for _ in range(requests)))


def main():
    if library == "requests":
        return with_requests()
    import asyncio

    return asyncio.run(with_aiohttp() if library == "aiohttp" else with_httpx())


def peak_memory():
    """In KiB; None where the system does not tell."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
    except OSError:
        return None


try:
    cpu, wall = time.process_time(), time.perf_counter()
    main()
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
except Exception as error:
    print(json.dumps({"error": f"{type(error).__name__}: {error}"}))
else:
    version = getattr(module, "__version__", "")
    told = {"wall": wall, "cpu": cpu, "memory": peak_memory(), "version": version}
    print(json.dumps(told))
