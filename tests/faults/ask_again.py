#!/usr/bin/env python3
"""ask_again.py PORT COUNT: COUNT requests that change something, each with an Idempotency-Key of its own, four at a
time. Each is sent again, as a client does, until it is known what became of it: serve may be gone, the worker may have
died, somebody else may be busy with it. Prints a line for each: its number, its kind, and the months or the provider
that the answer confirms; 'unknown' where serve says that it was done, and that its answer is lost."""
import http.client
import json
import os
import sys
import threading
import time

PORT, COUNT = int(sys.argv[1]), int(sys.argv[2])
UNTIL = time.monotonic() + 120
TOKEN = os.environ["BACKFILL_HTTP_OPERATOR_TOKEN"]


def kind_of(number):
    """Done twice, either would leave more than it should."""
    if number % 3 == 2:
        return "close", "/api/v1/providers/gemini/close", {}
    return "schedule", "/api/v1/schedule", {"batch_size": 2}


def ask(number, path, body):
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=10)
    try:
        connection.request("POST", path, json.dumps(body), {
            "Authorization": "Bearer " + TOKEN, "Content-Type": "application/json", "Idempotency-Key": f"request {number}"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        connection.close()


def confirmed(kind, text):
    document = json.loads(text)
    if kind == "close":
        return document["provider"]
    return ",".join(month["month"] for month in document["months"])


def do(number):
    kind, path, body = kind_of(number)
    while time.monotonic() < UNTIL:
        status, text = ask(number, path, body)
        if status in (200, 202):
            return f"{number} {kind} {confirmed(kind, text)}"
        if status == 409 and "At least a part of it was done" in text:
            return f"{number} {kind} unknown"
        if status not in (0, 409, 500, 503):
            return f"{number} {kind} refused {status} {text}"
        time.sleep(0.1)
    return f"{number} {kind} in vain"


def work(numbers, lock):
    while True:
        with lock:
            number = next(numbers, None)
        if number is None:
            return
        line = do(number)
        with lock:
            print(line, flush=True)


def main():
    numbers, lock = iter(range(COUNT)), threading.Lock()
    threads = [threading.Thread(target=work, args=(numbers, lock)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


main()
