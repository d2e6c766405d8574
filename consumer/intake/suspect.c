/* suspect.c: the month that has to run alone. */
#include "intake/suspect.h"

#include "core/log.h"

static void log_suspect(const char *event, const struct delivery *delivery)
{
    LOG(LOG_WARNING, event, log_str("month", month_text(delivery->job.month).text),
        log_str("job", delivery->job.id.text));
}

void suspect_found(struct suspect *suspect, struct delivery *delivery, struct delivery_queue *queue)
{
    if (suspect->delivery && suspect->delivery != delivery) {
        log_suspect("suspect_announced_later", delivery);
        delivery->way = WAY_LATER;
        delivery_queue_push(queue, delivery);
        return;
    }
    log_suspect("suspect_waits", delivery);
    *suspect = (struct suspect){.delivery = delivery};
}

void suspect_begin(struct suspect *suspect, struct delivery_queue *queue)
{
    if (!suspect->delivery || suspect->begun)
        return;
    log_suspect("suspect_runs_alone", suspect->delivery);
    suspect->begun = true;
    suspect->delivery->way = WAY_ALONE;
    delivery_queue_push(queue, suspect->delivery);
}

struct delivery *suspect_take_back(struct suspect *suspect)
{
    if (suspect->begun)
        return NULL;
    struct delivery *waiting = suspect->delivery;
    suspect->delivery = NULL;
    return waiting;
}

void suspect_end(struct suspect *suspect, const struct delivery *delivery)
{
    if (suspect->delivery == delivery)
        *suspect = (struct suspect){.delivery = NULL};
}
