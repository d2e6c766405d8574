/* message.h: what a message of BACKFILL_QUEUE says, and what holds for messages of every queue.
 * Types, ranges and sizes must be right; unknown members are ignored. A message that cannot be
 * decoded is poison. */
#pragma once
#include "core/month.h"
#include "core/trace.h"
#include "core/uuid.h"
#include "io/broker/broker.h"

struct json;

#define MESSAGE_MONTH_TYPE "backfill.month.v1"

struct job {
    struct uuid id;
    struct month month;
    bool dry_run;
    struct trace trace; /* of its header; none where that is missing or wrong */
};

/** Read the body of a message of this type.
 *  out   ret  a JSON object; the caller frees it with json_free
 *  err   POISON says what is wrong with it, for people */
bool message_read_body(const struct broker_message *message, const char *type, struct json **ret,
                       struct error *err) NONNULL_ALL MUST_CHECK;

/** Decode a delivery of BACKFILL_QUEUE.
 *  err   POISON says what is wrong with it, for people */
bool message_decode_month(const struct broker_message *message, struct job *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;
