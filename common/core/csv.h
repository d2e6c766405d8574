/* csv.h: reading CSV (RFC 4180), record by record, from any source of bytes. Strict: what is no
 * record is said, with its line, and reading goes on with the next line.
 *
 * Lines end with LF or CRLF; a byte order mark at the start and empty lines are skipped; quoted
 * fields may hold commas, quotes (doubled) and line ends; everything must be UTF-8 without NUL. */
#pragma once
#include "core/text.h"

enum {
    CSV_FIELDS_MAX = 64,
    CSV_RECORD_MAX = 32 * 1024, /* bytes; a quote that is never closed is given up after so many */
};

enum csv_result { CSV_RECORD, CSV_BAD, CSV_END };

struct csv;

/** in  read  gives at most capacity bytes and says how many; 0 at the end. It cannot fail: whoever
 *            owns the source looks at it after CSV_END. */
struct csv *csv_new(size_t (*read)(void *context, char *to, size_t capacity), void *context)
    MUST_CHECK;
void csv_free(struct csv *csv);
CLEANUP_FUNCTION(struct csv, csv_free)

/** Go to the next record.
 *  out  ret_reason  of CSV_BAD, why; a constant */
enum csv_result csv_next(struct csv *csv, const char **ret_reason) NONNULL_ALL MUST_CHECK;

/* Of the record last read; fields live until the next. */
size_t csv_count(const struct csv *csv) NONNULL_ALL;
const char *csv_field(const struct csv *csv, size_t field) NONNULL_ALL; /* "" beyond the last */
int64_t csv_line(const struct csv *csv) NONNULL_ALL; /* where it begins, from 1; of bad ones too */

/** Bytes read so far, for progress. */
int64_t csv_bytes(const struct csv *csv) NONNULL_ALL;
