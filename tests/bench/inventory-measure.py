#!/usr/bin/python3
"""Runs a command and prints what it cost: inventory-measure.py OUTPUT-FILE COMMAND ARGUMENT…"""
import json
import resource
import subprocess
import sys
import time

with open(sys.argv[1], "wb") as output:
    began = time.monotonic()
    code = subprocess.run(sys.argv[2:], stdout=output, stdin=subprocess.DEVNULL, check=False).returncode
    wall = time.monotonic() - began
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({
    "code": code, "wallSeconds": wall, "cpuSeconds": used.ru_utime + used.ru_stime, "rssMegabytes": used.ru_maxrss / 1024,
}))
