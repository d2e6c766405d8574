/* serve.h: the HTTP server of the producer: a request is a command of the terminal. */
#pragma once
#include "io/config/config.h"
#include "shared/command.h"

struct serve_setup {
    const struct command *commands; /* the group of all, borrowed */
    const char *config_file;        /* of --config; NULL: none was given */
    struct config *config;          /* checked; borrowed */
    bool json;                      /* prints where it listens as JSON */
};

/** Serve until SIGTERM or SIGINT: listen where http.listen says, and print where that is.
 *  out   the exit code
 *  err   CONFIG the address is wrong or in use */
int serve_run(const struct serve_setup *setup, struct error *err) NONNULL_ALL MUST_CHECK;
