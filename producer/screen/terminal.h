/* terminal.h: the terminal that a full-screen view takes over, and gives back as it was, however
 * the program ends: by a key, an error, SIGINT, SIGTERM, SIGHUP, SIGQUIT, a crash. Ctrl-Z gives it
 * back for a while. There is one, as a process has one terminal. */
#pragma once
#include "core/error.h"
#include "core/text.h"

/** Can a full-screen view be shown: are standard input and output a terminal that knows more than
 *  lines (TERM is set and not dumb)? */
bool terminal_is_there(void);

/** Does it show UTF-8 (LC_ALL, LC_CTYPE or LANG names it)? */
bool terminal_shows_utf8(void);

/** May colours be used: standard output is a terminal, and NO_COLOR is not set? */
bool terminal_shows_colour(void);

/** The columns of standard output; 0: it is no terminal, or its size is not known. */
int terminal_columns(void);

/** Take it over: alternate screen, keys one by one.
 *  err   TRANSIENT the terminal refuses */
bool terminal_open(struct error *err) NONNULL_ALL MUST_CHECK;

/** Give it back. Does nothing where it is not taken. */
void terminal_close(void);

/** How many columns and lines it has now. */
void terminal_size(int *ret_width, int *ret_height) NONNULL_ALL;

/** Write a picture, its lines separated by '\n', as one whole.
 *  out   false: the terminal is gone */
bool terminal_show(const struct text *picture) NONNULL_ALL MUST_CHECK;

enum terminal_event {
    TERMINAL_TIME, /* the time is over */
    TERMINAL_KEYS,
    TERMINAL_REDRAW, /* its size has changed, or it was given back to us */
    TERMINAL_ENDED,  /* a signal ends the program, or the terminal is gone */
};

/** Wait for keys, at most so long.
 *  out   ret, ret_count  the bytes of TERMINAL_KEYS, at most capacity */
enum terminal_event terminal_wait(int64_t ms, char *ret, size_t capacity, size_t *ret_count)
    NONNULL_ALL;

/** While a server is asked, a signal that ends the program does so at once. */
void terminal_busy(bool busy);
