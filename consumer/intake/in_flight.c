/* in_flight.c: the deliveries that are not acknowledged yet. */
#include "intake/in_flight.h"

#include <string.h>

#include "core/mem.h"

static void link_first(struct delivery **list, struct delivery *delivery)
{
    delivery->previous = NULL;
    delivery->next = *list;
    if (*list)
        (*list)->previous = delivery;
    *list = delivery;
}

static void unlink_from(struct delivery **list, struct delivery *delivery)
{
    if (delivery->previous)
        delivery->previous->next = delivery->next;
    else
        *list = delivery->next;
    if (delivery->next)
        delivery->next->previous = delivery->previous;
}

static void free_delivery(struct in_flight *in_flight, struct delivery *delivery)
{
    atomic_fetch_sub(&in_flight->count, 1);
    broker_message_free(delivery->message);
    isbn_message_done(&delivery->isbns);
    mem_free(delivery);
}

/* The delivery of the same job in a list, the one that was linked last; NULL: there is none.
 * Poison has no job, and ISBNs of one job are in many messages. */
static struct delivery *find_job(struct delivery *list, const struct delivery *of)
{
    for (struct delivery *d = list; d && of->kind == DELIVERY_MONTH; d = d->next)
        if (d->kind == DELIVERY_MONTH && strcmp(d->job.id.text, of->job.id.text) == 0)
            return d;
    return NULL;
}

bool in_flight_add(struct in_flight *in_flight, struct delivery *delivery)
{
    const bool known = find_job(in_flight->first, delivery) != NULL;
    link_first(known ? &in_flight->kept : &in_flight->first, delivery);
    in_flight->kept_count += known;
    atomic_fetch_add(&in_flight->count, 1);
    return !known;
}

struct delivery *in_flight_remove(struct in_flight *in_flight, struct delivery *delivery)
{
    unlink_from(&in_flight->first, delivery);
    struct delivery *next = find_job(in_flight->kept, delivery);
    if (next) {
        unlink_from(&in_flight->kept, next);
        in_flight->kept_count--;
        link_first(&in_flight->first, next);
    }
    free_delivery(in_flight, delivery);
    return next;
}

void in_flight_forget_kept(struct in_flight *in_flight)
{
    while (in_flight->kept) {
        struct delivery *delivery = in_flight->kept;
        unlink_from(&in_flight->kept, delivery);
        free_delivery(in_flight, delivery);
    }
    in_flight->kept_count = 0;
}

size_t in_flight_count(const struct in_flight *in_flight)
{
    return atomic_load(&in_flight->count);
}

bool in_flight_alone(const struct in_flight *in_flight)
{
    return in_flight_count(in_flight) - in_flight->kept_count == 1;
}

void in_flight_done(struct in_flight *in_flight)
{
    in_flight_forget_kept(in_flight);
    while (in_flight->first) {
        struct delivery *delivery = in_flight->first;
        unlink_from(&in_flight->first, delivery);
        free_delivery(in_flight, delivery);
    }
}
