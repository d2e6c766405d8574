/* in_flight.c: the deliveries that are not acknowledged yet. */
#include "intake/in_flight.h"

#include <string.h>

#include "core/mem.h"

void in_flight_add(struct in_flight *in_flight, struct delivery *delivery)
{
    delivery->next = in_flight->first;
    if (in_flight->first)
        in_flight->first->previous = delivery;
    in_flight->first = delivery;
    atomic_fetch_add(&in_flight->count, 1);
}

void in_flight_remove(struct in_flight *in_flight, struct delivery *delivery)
{
    if (delivery->previous)
        delivery->previous->next = delivery->next;
    else
        in_flight->first = delivery->next;
    if (delivery->next)
        delivery->next->previous = delivery->previous;
    atomic_fetch_sub(&in_flight->count, 1);
    broker_message_free(delivery->message);
    mem_free(delivery);
}

struct delivery *in_flight_find(const struct in_flight *in_flight, const struct uuid *job_id)
{
    for (struct delivery *d = in_flight->first; d; d = d->next)
        if (d->kind == DELIVERY_MONTH && strcmp(d->job.id.text, job_id->text) == 0)
            return d;
    return NULL;
}

size_t in_flight_count(const struct in_flight *in_flight)
{
    return atomic_load(&in_flight->count);
}

void in_flight_done(struct in_flight *in_flight)
{
    while (in_flight->first)
        in_flight_remove(in_flight, in_flight->first);
}
