/* alert_test.h: sends test messages at once, from this machine, in each way that alarms are
 * sent. */
#pragma once
#include "shared/context.h"

/* What came of one message. */
struct alert_test {
    const char *way;    /* "command", "webhook" */
    const char *status; /* "firing", "resolved" */
    bool taken;
    char said[512]; /* what the other side answered, or why it was not taken */
};
#define ALERT_TESTS_MAX 4 /* two ways, two messages each */

/** Send "firing" and then "resolved" in each way that is configured.
 *  in    installation  the database's id, or another word where it is not known
 *  out   how many messages were tried; 0: no way is configured
 *  time  alert.timeout_ms for each */
size_t alert_test(const struct config *config, const char *installation,
                  struct alert_test ret[static ALERT_TESTS_MAX]) NONNULL_ALL MUST_CHECK;
