/* planted.c: which bugs can be planted, and which one is. Part of test builds only.
 *
 * Each breaks one rule of DESIGN's that looks superfluous as long as nothing fails.
 * tests/faults/test_planted_bugs shows for each that the invariant checker finds it. */
#include "io/planted.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct {
    const char *name, *what;
} bugs[] = {
    /* who works on a month */
    {"fencing_off", "writes of a claimed month do not look at the claim"},
    {"fence_by_status", "they look whether the month is processing, not at whose claim"},
    {"claim_unchecked", "a delivery takes a month that has an owner"},
    {"now_for_clock", "an attempt begins when its transaction did, not when it got the month"},
    /* what leaves */
    {"outbox_outside",
     "ISBNs are handed over in one transaction, their message written in the next"},
    {"letter_before_commit", "a dead letter leaves before its month has failed"},
    {"letter_missing", "a month fails without a dead letter"},
    {"mandatory_off", "messages are not mandatory: unroutable ones count as sent"},
    {"return_ignored", "a returned message counts as sent, for its confirm comes all the same"},
    {"delete_before_confirm", "outbox rows are deleted once sent, confirmed or not"},
    {"isbn_dropped", "of a message's hundred ISBNs one is left out"},
    {"isbn_forgotten", "of a month's ISBNs one is not handed over"},
    {"candidates_counted", "every book counts as resolved"},
    {"dedup_off", "an ISBN that was handed over before is handed over again"},
    /* what comes in */
    {"ack_early", "a delivery is acknowledged as it comes"},
    {"requeue_for_retry", "a failed month goes back to the queue, uncharged"},
    {"poison_error_swallowed", "poison that could not be stored is acknowledged all the same"},
    /* dead letters */
    {"letter_ack_early", "the collector acknowledges before it commits"},
    {"letter_twice", "a letter that is archived again is another letter"},
    {"letter_requeued", "the collector puts letters back, as an inspection would"},
    /* providers */
    {"store_error_swallowed", "an answer that could not be stored is used all the same"},
    {"books_error_swallowed", "books that could not be stored are taken for stored"},
    {"quota_unlocked", "the day's count is read, and written later, without a lock"},
    {"call_uncounted", "calls that failed are not booked"},
    {"secret_logged", "a provider's key stands in the log"},
};

static const char *which = ""; /* written once, by read_which */

const char *planted_name(size_t i)
{
    return i < ARRAY_LEN(bugs) ? bugs[i].name : NULL;
}

const char *planted_what(size_t i)
{
    return i < ARRAY_LEN(bugs) ? bugs[i].what : NULL;
}

static const char *listed(const char *name)
{
    for (size_t i = 0; i < ARRAY_LEN(bugs); i++)
        if (strcmp(bugs[i].name, name) == 0)
            return bugs[i].name;
    return NULL;
}

static void read_which(void)
{
    const char *given = getenv("BACKFILL_TEST_PLANTED_BUG");
    if (!given || !*given)
        return;
    which = listed(given);
    if (which)
        return;
    (void)fprintf(stderr, "BACKFILL_TEST_PLANTED_BUG: there is no '%s' (--list-planted-bugs)\n",
                  given);
    _exit(2);
}

bool planted(const char *name)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, read_which);
    if (!listed(name))
        UNREACHABLE("a bug that is not listed");
    return strcmp(which, name) == 0;
}
