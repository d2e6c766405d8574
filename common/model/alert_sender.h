/* alert_sender.h: sends alarms in the ways that are configured, and pings the dead man's switch. It
 * waits for each, so it has a thread of its own; one thread uses a sender. */
#pragma once
#include <stdatomic.h>

#include "io/config/config.h"
#include "model/alert.h"

struct alert_sender;

enum alert_way { ALERT_COMMAND, ALERT_WEBHOOK, ALERT_WAYS };

/** "command", "webhook": as the database has it, and as the key of alert is named. */
const char *alert_way_name(enum alert_way way);
/** Is this way of sending configured? */
bool alert_way_is_set(const struct config *config, enum alert_way way) NONNULL_ALL;

/** Make a sender. A thread for HTTP is started where a URL is called.
 *  in    config  borrowed for its life, as is stop; config_check has looked at it
 *        stop    when it becomes true, sending ends soon
 *  out   the caller ends it with alert_sender_free */
struct alert_sender *alert_sender_new(const struct config *config, const atomic_bool *stop)
    NONNULL_ALL MUST_CHECK;
void alert_sender_free(struct alert_sender *sender);
CLEANUP_FUNCTION(struct alert_sender, alert_sender_free)

/** Send one alarm in one way, which is configured.
 *  out   ret_answer  added: what the other side said: "HTTP 200", the command's last line
 *  time  alert.timeout_ms, and 2 s more for a command that does not end
 *  err   why it was not taken; no secret is in it; CANCELLED: stop became true */
bool alert_send(struct alert_sender *sender, enum alert_way way, const struct alert *alert,
                struct text *ret_answer, struct error *err) NONNULL_ALL MUST_CHECK;

/** May whoever it was sent to have heard what failed with this error? Not where he was not reached,
 *  or has said that he does not take it. */
bool alert_may_be_heard(const struct error *err) NONNULL_ALL;

/** Ping the dead man's switch, which is configured.
 *  time, err  as alert_send */
bool alert_ping(struct alert_sender *sender, struct error *err) NONNULL_ALL MUST_CHECK;
