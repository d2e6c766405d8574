/* failpoint.h: places where a test makes the program die, fail or stop.
 *
 * There is one wherever the program could die between two effects. Every statement, every commit
 * and every frame of the broker that is sent has two, in the one function that all of them pass;
 * other places are named by FAILPOINT. The environment says what happens there. They exist in test
 * builds only.
 *
 *     BACKFILL_TEST_FAILPOINTS="month_claim.after=kill; amqp.ack.before=error@3; drain.begin=stop"
 *
 * Actions: kill (SIGKILL), stop (SIGSTOP), abort, exit(CODE), sleep(MS), error (the step fails as
 * if its connection were lost). An action happens at the first time that the place is passed, with
 * @3 at the third time, with @3+ from the third time on. BACKFILL_TEST_TRACE=FILE adds a line with
 * the name of every place that is passed. */
#pragma once
#include "core/error.h"

#ifdef BACKFILL_FAILPOINTS

struct failpoint {
    const char *name;
};

/** Pass a place that FAILPOINT has named. The action "error" does nothing here. */
void failpoint_pass(const struct failpoint *site) NONNULL_ALL;

/** Pass the place "step.when", such as "month_claim.before".
 *  err   OWN_SERVERS the step must fail */
bool failpoint_step(const char *step, const char *when, struct error *err) NONNULL_ALL MUST_CHECK;

/** The name of a place that FAILPOINT has named, in no order. NULL: i is behind the last. */
const char *failpoint_name(size_t i);

#define FAILPOINT(text)                                                                            \
    do {                                                                                           \
        static const struct failpoint site_ __attribute__((section("failpoints"), used)) = {text}; \
        failpoint_pass(&site_);                                                                    \
    } while (0)

#else

#define FAILPOINT(text) ((void)0)

#endif
