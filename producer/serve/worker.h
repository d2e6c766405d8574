/* worker.h: a process that carries out commands for serve, one after the other.
 *
 * The master asks on a socket, descriptor 3, and the worker answers there. A frame is four bytes,
 * its length, the highest first, and then its bytes.
 *   asked     {"words": ["dlq", "list", "--json"], "actor": "operator 127.0.0.1",
 *              "traceparent": "00-…", "idempotency": {…} of request_key.h, "pieces": true}; members
 *              that nobody here knows are left alone
 *   answered  {"code": 0, "class": "none", "message": "", "notes": "", "status": 0, "wait_s": 0,
 *              "repeated": false} in a first frame, and in a second one what the command has
 *              printed, byte for byte. Where pieces are asked for, {"more": true} and 64 KiB of it
 *              come before that as often as they are printed, and the answer has the rest
 * The code is the exit code that the command would have ended with, class and message are of its
 * error, and notes are what it said on stderr. The last three are about an Idempotency-Key: the
 * status to refuse with, in how many seconds to come back, and whether it was done before. */
#pragma once
#include "shared/command.h"

/* Asked in the place of a command: is the database there, with our schema? */
#define WORKER_PROBE "--probe"

enum {
    WORKER_DESCRIPTOR = 3,
    WORKER_ASKED_MAX = 16 * 1024 * 1024, /* bytes of the frame that asks: six for each of the
                                          * largest http.body_bytes, where it is escaped */
    WORKER_BODY_MAX = 32 * 1024 * 1024,  /* bytes that a command may print */
    WORKER_NOTES_MAX = 16 * 1024,
};

/** Carry out what the master asks for until it closes the socket.
 *  out   the exit code of this process: DONE the socket was closed | FAILED it broke, or what it
 *        brought is no frame of the master */
int worker_run(const struct command *commands, struct error *err) NONNULL_ALL MUST_CHECK;
