/* failpoint.h: places where a test makes the program die, fail or stand still.
 *
 * A step between two effects has one: every statement that changes something and every frame that
 * is sent by themselves, in the one function that all of them pass; other steps by FAILPOINT. What
 * happens there is said by the environment, of a test build only: in a release build nothing of
 * this exists.
 *
 *     BACKFILL_TEST_FAILPOINTS="month_claim.after=kill; amqp.ack.before=error@3; drain.begin=stop"
 *
 * Actions: kill (SIGKILL), stop (SIGSTOP), abort, exit(CODE), sleep(MS), error (the step fails as
 * if its connection were lost). @3: at the third time it is passed, @3+: from then on; else at the
 * first. BACKFILL_TEST_TRACE=FILE adds a line with the name of every one that is passed. */
#pragma once
#include "core/error.h"

#ifdef BACKFILL_FAILPOINTS

struct failpoint {
    const char *name;
};

/** Pass a place that was named by FAILPOINT. An action "error" does nothing here. */
void failpoint_pass(const struct failpoint *site) NONNULL_ALL;

/** Pass the place "step.when", "claim.before". false: the step is to fail; err is OWN_SERVERS. */
bool failpoint_step(const char *step, const char *when, struct error *err) NONNULL_ALL MUST_CHECK;

/** The places named by FAILPOINT, in no order; NULL ends them. */
const char *failpoint_name(size_t i);

#define FAILPOINT(text)                                                                            \
    do {                                                                                           \
        static const struct failpoint site_ __attribute__((section("failpoints"), used)) = {text}; \
        failpoint_pass(&site_);                                                                    \
    } while (0)

#else

#define FAILPOINT(text) ((void)0)

#endif
