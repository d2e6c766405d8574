/* matching_pairs.h: pairs of wording judged one by one, without a database: for bench-matching. */
#pragma once
#include "core/error.h"

struct matching_pairs_options {
    const char *file; /* kind,expected,wanted_title,…,candidate_publisher */
    bool json;
    bool errors;    /* list what was judged wrongly, on stderr */
    int64_t repeat; /* judge each pair so often, to measure the time */
};

/** Judge every pair of the file and print how often the judgement was right.
 *  err   USAGE the file cannot be read, or is no such file */
bool matching_pairs_run(const struct matching_pairs_options *options, struct error *err)
    NONNULL_ALL MUST_CHECK;
