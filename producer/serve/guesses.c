/* guesses.c: a bucket for each address, kept as the time until which it is busy: each guess adds
 * GUESS_EVERY_MS to it, and beyond GUESSES_AT_ONCE of these the address has to wait. Nothing has to
 * be cleaned up, and no thread waits. */
#include "serve/guesses.h"

#include <arpa/inet.h>
#include <string.h>

#define FULL_MS ((int64_t)(GUESSES_AT_ONCE - 1) * GUESS_EVERY_MS)

/* The address as bytes; whoever has IPv6 has 2^64 addresses, so only the network counts. What is no
 * address is one for all. */
static void key_of(const char *address, unsigned char ret[static 16])
{
    struct in6_addr six;
    struct in_addr four;
    memset(ret, 0, 16);
    if (inet_pton(AF_INET, address, &four) == 1) {
        ret[15] = 4;
        memcpy(ret, &four, sizeof(four));
    } else if (inet_pton(AF_INET6, address, &six) == 1) {
        ret[15] = 6;
        memcpy(ret, &six, 8);
    }
}

static const struct guesser *find(const struct guesses *guesses, const unsigned char *key,
                                  int64_t now_ms)
{
    for (size_t i = 0; i < GUESSES_ADDRESSES; i++)
        if (guesses->items[i].busy_until_ms > now_ms &&
            memcmp(guesses->items[i].address, key, 16) == 0)
            return &guesses->items[i];
    return NULL;
}

int64_t guesses_wait_s(const struct guesses *guesses, const char *address, int64_t now_ms)
{
    unsigned char key[16];
    key_of(address, key);
    const struct guesser *guesser = find(guesses, key, now_ms);
    const int64_t over_ms = guesser ? guesser->busy_until_ms - now_ms - FULL_MS : 0;
    return over_ms > 0 ? (over_ms + 999) / 1000 : 0;
}

/* The place of an address: its own, or that of the one that was quiet for the longest. */
static struct guesser *place(struct guesses *guesses, const unsigned char *key, int64_t now_ms)
{
    struct guesser *oldest = guesses->items;
    for (size_t i = 0; i < GUESSES_ADDRESSES; i++) {
        struct guesser *guesser = &guesses->items[i];
        if (guesser->busy_until_ms > now_ms && memcmp(guesser->address, key, 16) == 0)
            return guesser;
        if (guesser->busy_until_ms < oldest->busy_until_ms)
            oldest = guesser;
    }
    *oldest = (struct guesser){.busy_until_ms = now_ms};
    memcpy(oldest->address, key, 16);
    return oldest;
}

void guesses_count(struct guesses *guesses, const char *address, const struct digest *hash,
                   int64_t now_ms)
{
    unsigned char key[16];
    key_of(address, key);
    struct guesser *guesser = place(guesses, key, now_ms);
    const size_t known = guesser->seen < GUESSES_REMEMBERED ? guesser->seen : GUESSES_REMEMBERED;
    for (size_t i = 0; i < known; i++)
        if (digest_equal(&guesser->remembered[i], hash))
            return;
    guesser->remembered[guesser->seen++ % GUESSES_REMEMBERED] = *hash;
    guesser->busy_until_ms += GUESS_EVERY_MS;
}
