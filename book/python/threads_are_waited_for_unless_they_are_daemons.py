"""Before its process ends, Python waits for every thread that is not a daemon."""

import subprocess
import sys

PROGRAM = """
import threading, time
def work():
    time.sleep(0.3)
    print("ended", flush=True)
threading.Thread(target=work, daemon={daemon}).start()
"""


def said(daemon):
    program = PROGRAM.format(daemon=daemon)
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout


assert said(False) == "ended\n"
assert said(True) == ""
