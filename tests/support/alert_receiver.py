#!/usr/bin/env python3
"""A receiver of alarms: takes HTTP requests, and writes each down as a line of JSON.

    alert_receiver.py LOG ANSWERS

Prints its port. ANSWERS is a file: the status of the next answer is its first line, which is taken
away; an empty file means 200. "hang" answers nothing for a minute. It ends with its standard input.
"""
import http.server
import json
import os
import sys
import threading
import time

LOG, ANSWERS = sys.argv[1:]
LOCK = threading.Lock()


def next_answer():
    with open(ANSWERS, encoding="ascii") as file:
        lines = file.read().split()
    if not lines:
        return "200"
    with open(ANSWERS + ".new", "w", encoding="ascii") as file:
        file.write("".join(line + "\n" for line in lines[1:]))
    os.replace(ANSWERS + ".new", ANSWERS)
    return lines[0]


class Receiver(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def take(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        with LOCK:
            answer = next_answer()
            with open(LOG, "a", encoding="utf-8") as file:
                file.write(json.dumps({"method": self.command, "path": self.path, "body": body, "answer": answer,
                                       "headers": {k.lower(): v for k, v in self.headers.items()}}) + "\n")
        if answer == "hang":
            time.sleep(60)
            return
        # What a receiver says may repeat what it was sent: none of it may be shown.
        said = f"said {answer}, asked for {self.path}\nsecond line\n".encode()
        self.send_response(int(answer))
        self.send_header("content-length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_POST = do_GET = take

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True


server = Server(("127.0.0.1", 0), Receiver)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
sys.stdin.read()
