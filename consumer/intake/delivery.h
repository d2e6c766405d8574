/* delivery.h: one delivery on its way from the intake to a worker and back. */
#pragma once
#include "io/broker/broker.h"
#include "model/message.h"

enum delivery_kind {
    DELIVERY_MONTH,
    DELIVERY_POISON, /* cannot be decoded: why says what is wrong */
};

/* How a worker takes a month. The row says who is a suspect, so a plain claim finds it out. */
enum delivery_way {
    WAY_PLAIN,
    WAY_ALONE,    /* a suspect, and nothing else is in flight here */
    WAY_PUT_BACK, /* a suspect that another one was before: it comes again later */
};

struct delivery {
    enum delivery_kind kind;
    struct job job;
    struct error why;
    struct broker_message *message;
    enum delivery_way way;
    bool give_back; /* not settled: return it to the queue */
    bool suspect;   /* not settled: it must run alone */
    /* the intake's alone */
    uint64_t connection; /* the tag belongs to this one */
    uint64_t tag;
    struct delivery *next, *previous; /* in flight */
    /* the queue's it lies in: the workers', or the intake's of finished ones */
    struct delivery *queued;
};
