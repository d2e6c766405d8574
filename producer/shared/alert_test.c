/* alert_test.c: proves the chain from here to whoever reads alarms. Nothing is kept, and the dead
 * man's switch is not pinged: that would say that there is progress. */
#include "shared/alert_test.h"

#include "core/clock.h"
#include "core/text.h"
#include "model/alert_sender.h"

static void send_one(struct alert_sender *sender, enum alert_way way, const struct alert *alert,
                     struct alert_test *ret)
{
    CLEANUP(text_done) struct text answer = {0};
    struct error err = {0};
    ret->way = alert_way_name(way);
    ret->status = alert->status;
    ret->taken = alert_send(sender, way, alert, &answer, &err);
    text_copy(ret->said, sizeof(ret->said), ret->taken ? text_of(&answer) : err.message);
}

size_t alert_test(const struct config *config, const char *installation,
                  struct alert_test ret[static ALERT_TESTS_MAX])
{
    static const atomic_bool never = false;
    char now[21] = "";
    size_t count = 0;
    CLEANUP(alert_sender_free) struct alert_sender *sender = alert_sender_new(config, &never);
    clock_utc_text(clock_utc_ms(), now);
    struct alert alert = {
        .name = "test",
        .subject = "",
        .severity = "warning",
        .summary = "This is a test of 'backfill-producer check --test-alert': nothing is wrong",
        .starts_at = now,
        .fingerprint = "0000000000000000",
        .installation = installation,
        .url = config->alert_url,
    };
    for (enum alert_way way = 0; way < ALERT_WAYS; way++) {
        if (!alert_way_is_set(config, way))
            continue;
        alert.status = "firing";
        alert.ends_at = NULL;
        send_one(sender, way, &alert, &ret[count++]);
        alert.status = "resolved";
        alert.ends_at = now;
        send_one(sender, way, &alert, &ret[count++]);
    }
    return count;
}
