/* original.h: the interface that crontabs and scripts of the original system know, with its own
 * names of members. Each request is a command as everywhere; only its words and its answer are made
 * here. */
#pragma once
#include "serve/words.h"

/** {"batch_size": 15, "year_range": {"start": 2020, "end": 2023}, "dry_run": false,
 *  "force_retry": false, "prompt_variant": "annual"}: each may be left out, and the years may stand
 *  in either order.
 *  err   USAGE names the member, and how to mend it */
bool original_read_schedule(const struct parameters *given, struct words *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** {"year_start": 2020, "year_end": 2023} */
bool original_read_seed(const struct parameters *given, struct words *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;

/* The answers, made of what the command has printed with --json.
 *   in    words  of the command */
void original_shape_schedule(const struct json *printed, const struct words *words,
                             struct text *ret) NONNULL_ALL;
void original_shape_seed(const struct json *printed, const struct words *words, struct text *ret)
    NONNULL_ALL;
void original_shape_stats(const struct json *printed, const struct words *words, struct text *ret)
    NONNULL_ALL;
void original_shape_quota(const struct json *printed, const struct words *words, struct text *ret)
    NONNULL_ALL;
