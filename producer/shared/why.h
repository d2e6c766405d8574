/* why.h: what the fleet or a month waits for, in sentences: since when, until when, and which
 * command would change it. One statement decides; status, why and later the page show the same. */
#pragma once
#include "core/month.h"
#include "shared/context.h"
#include "shared/depths.h"

/** Ask what holds. What a person must act on first is the first row.
 *  in    month   NULL: the fleet
 *        depths  what the broker has answered; NULL: it was not asked
 *  out   ret     the columns WHY_… of sql.h; no row: the month is not in the table
 *  err   as database_run */
bool why_read(struct context *context, const struct month *month, const struct depths *depths,
              struct rows **ret, struct error *err) __attribute__((nonnull(1, 4, 5))) MUST_CHECK;

struct why_question {
    const struct month *month;   /* NULL: the fleet */
    const struct depths *depths; /* as above */
    const struct rows *quota;    /* of quota.sql; NULL: what is closed by its budget is not known */
};

/** Ask the same, with what the caller has read already: one statement. */
bool why_ask(struct context *context, const struct why_question *question, struct rows **ret,
             struct error *err) NONNULL_ALL MUST_CHECK;

/** Add a row as one sentence. Outside text in it is escaped as a terminal needs it. */
void why_text(struct text *out, const struct rows *rows, size_t row) NONNULL_ALL;

/** Add a row as a JSON object, with its sentence. */
void why_json(struct text *out, const char *key, const struct rows *rows, size_t row)
    __attribute__((nonnull(1, 3)));
