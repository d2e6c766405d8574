#!/usr/bin/env python3
"""freeze_thread.py PID NAME: stop one thread of a process, by ptrace, until stdin ends. Prints 'frozen'."""
import ctypes
import os
import sys

SEIZE, INTERRUPT, DETACH = 0x4206, 0x4207, 17
WAIT_ALL = 0x40000000  # __WALL: threads, too

libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]


def trace(what, thread):
    if libc.ptrace(what, thread, None, None) != 0:
        sys.exit(f"ptrace: {os.strerror(ctypes.get_errno())}")


def thread_named(pid, name):
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/comm", encoding="utf-8") as file:
            if file.read().strip() == name:
                return int(thread)
    sys.exit(f"no thread is named {name}")


victim = thread_named(sys.argv[1], sys.argv[2])
trace(SEIZE, victim)
trace(INTERRUPT, victim)
os.waitpid(victim, WAIT_ALL)
print("frozen", flush=True)
sys.stdin.read()
trace(DETACH, victim)
