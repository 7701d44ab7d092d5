"""One thread waits for the next token, and gives each call to another."""

import json
import os
import sys

from blocking import summarise
from policy import Bucket

if __name__ == "__main__":
    url, prompts = os.environ["MEANWHILE_URL"], sys.argv[1:]
    print(json.dumps(summarise(url, prompts, Bucket())))
