/* isbn_message.h: what a message of ENRICHMENT_QUEUE says: ISBNs to enrich, and for whom. */
#pragma once
#include "core/isbn.h"
#include "model/message.h"

#define ISBN_MESSAGE_TYPE "backfill.enrichment.v1"

enum {
    ISBN_MESSAGE_MAX = 100,     /* ISBNs in a message */
    ISBN_MESSAGE_TEXT_MAX = 64, /* bytes of one that is kept although it is none */
};

struct isbn_message {
    struct isbn *isbns; /* each once; those of ten characters have become thirteen */
    size_t count;
    char (*invalid)[ISBN_MESSAGE_TEXT_MAX + 1]; /* what is no ISBN, cut */
    size_t invalid_count;
    char source[101];   /* "backfill-2023-11"; "": not said */
    struct uuid job_id; /* empty: not said */
    struct trace trace; /* none where that is missing or wrong */
};
void isbn_message_done(struct isbn_message *message);
CLEANUP_STRUCT(struct isbn_message, isbn_message_done)

/** Decode a delivery of ENRICHMENT_QUEUE. What is no ISBN among others is no reason to refuse
 *  them.
 *  out   ret  the caller ends it with isbn_message_done
 *  err   POISON says what is wrong with it, for people */
bool isbn_message_decode(const struct broker_message *message, struct isbn_message *ret,
                         struct error *err) NONNULL_ALL MUST_CHECK;
