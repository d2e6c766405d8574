/* delivery.h: one delivery: a message that the broker has handed to this process and that is not
 * acknowledged yet. The intake's thread owns it, and lends it to one worker at a time. */
#pragma once
#include "io/broker/broker.h"
#include "model/isbn_message.h"
#include "model/message.h"

enum delivery_kind {
    DELIVERY_MONTH,
    DELIVERY_ISBNS,
    DELIVERY_POISON, /* it cannot be decoded; why says what is wrong with it */
    DELIVERY_PROBE,  /* no message: a worker waits until the database works */
};

/* How a worker takes a month or an ISBN. Whether it is a suspect stands in its row, so that the
 * first worker finds it out when it claims it. */
enum delivery_way {
    WAY_PLAIN,
    WAY_ALONE, /* a suspect, and nothing else is in flight in this process */
    WAY_LATER, /* a suspect while another one is waiting here: it is announced again later */
};

/* What a worker leaves to be done with the delivery. */
enum delivery_end {
    DELIVERY_ACKNOWLEDGE, /* the database holds what follows from it */
    DELIVERY_GIVE_BACK,   /* give it back to the queue */
    DELIVERY_UNBEGUN,     /* the same, at once: the database fails */
    DELIVERY_SUSPECT,     /* its month or ISBN has to run alone */
};

struct delivery {
    enum delivery_kind kind;
    struct job job;            /* of a month */
    struct isbn_message isbns; /* of ISBNs */
    struct error why;
    struct broker_message *message; /* owned */
    const char *dead_letters;       /* the destination of the outbox, should it be poison */
    enum delivery_way way;
    enum delivery_end end;
    /* of the intake's thread alone */
    uint64_t connection; /* that the tag belongs to */
    uint64_t tag;
    struct delivery *next, *previous; /* in flight */
    struct delivery *next_in_list;    /* the next one in the same list of the delivery queue */
};
