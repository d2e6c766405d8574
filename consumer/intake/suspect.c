/* suspect.c: the month or the ISBN that has to run alone. */
#include "intake/suspect.h"

#include "core/log.h"

static void log_suspect(const char *event, const struct delivery *delivery)
{
    if (delivery->kind == DELIVERY_ISBNS)
        LOG(LOG_WARNING, event, log_str("isbn", delivery->isbns.isbns[0].text));
    else
        LOG(LOG_WARNING, event, log_str("month", month_text(delivery->job.month).text),
            log_str("job", delivery->job.id.text));
}

/* Only one in the whole process. */
static bool take_turn(struct suspect *suspect)
{
    int free_turn = NO_SUSPECT;
    return atomic_compare_exchange_strong(suspect->turn, &free_turn, (int)suspect->kind) ||
           free_turn == (int)suspect->kind;
}

static void end_turn(struct suspect *suspect)
{
    suspect->delivery = NULL;
    suspect->begun = false;
    atomic_store(suspect->turn, NO_SUSPECT);
}

void suspect_found(struct suspect *suspect, struct delivery *delivery, struct delivery_queue *queue)
{
    if ((suspect->delivery && suspect->delivery != delivery) || !take_turn(suspect)) {
        log_suspect("suspect_announced_later", delivery);
        delivery->way = WAY_LATER;
        delivery_queue_push(queue, delivery);
        return;
    }
    log_suspect("suspect_waits", delivery);
    suspect->delivery = delivery;
    suspect->begun = false;
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
    if (suspect->begun || !suspect->delivery)
        return NULL;
    struct delivery *waiting = suspect->delivery;
    end_turn(suspect);
    return waiting;
}

void suspect_end(struct suspect *suspect, const struct delivery *delivery)
{
    if (suspect->delivery == delivery)
        end_turn(suspect);
}
