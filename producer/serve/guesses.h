/* guesses.h: slows down who tries secrets: so many wrong ones from an address at once, then one now
 * and then. One that is only shown again and again, as a forgotten script does, is one guess. */
#pragma once
#include "io/digest.h"

#define GUESSES_AT_ONCE 20
#define GUESS_EVERY_MS 3000
#define GUESSES_ADDRESSES 256
#define GUESSES_REMEMBERED 8

struct guesser {
    unsigned char address[16];                    /* as guesses.c makes it */
    int64_t busy_until_ms;                        /* 0: nobody */
    struct digest remembered[GUESSES_REMEMBERED]; /* the wrong ones that it showed last */
    size_t seen;
};

/* Zeroed memory has seen none. For one thread. */
struct guesses {
    struct guesser items[GUESSES_ADDRESSES];
};

/** How many seconds an address has to wait before it may show a secret; 0: none.
 *  in    address  "192.0.2.1"; of IPv6 its network of 64 bits counts
 *        now_ms   of clock_monotonic_ms */
int64_t guesses_wait_s(const struct guesses *guesses, const char *address, int64_t now_ms)
    NONNULL_ALL MUST_CHECK;

/** Count a wrong secret. Where all places are taken, the one that was quiet for the longest is
 *  forgotten.
 *  in    hash  of what was shown */
void guesses_count(struct guesses *guesses, const char *address, const struct digest *hash,
                   int64_t now_ms) NONNULL_ALL;
