/* csv.h: reading CSV (RFC 4180), record by record, from any source of bytes. It is strict: a bad
 * record is reported with its line, and reading goes on with the next line.
 *
 * Lines end with LF or CRLF; a byte order mark at the start and empty lines are skipped; quoted
 * fields may hold commas, quotes (doubled) and line ends; everything must be UTF-8 without NUL.
 * A field may be written as spreadsheets write a text of digits, ="0306406152", quoted or not. */
#pragma once
#include "core/text.h"

enum {
    CSV_FIELDS_MAX = 64,
    CSV_RECORD_MAX = 32 * 1024, /* bytes; a quote that is not closed within them is a bad record */
};

enum csv_result { CSV_RECORD, CSV_BAD, CSV_END };

struct csv;

/** Look for the character between fields, before the first record is read: a line "sep=;" names it,
 *  and is skipped; else it is the one of ",", ";", TAB and "|" that the first line has most of.
 *  out   that character; ',' where the first line has none of them */
char csv_detect_separator(struct csv *csv) NONNULL_ALL;

/** Make a reader.
 *  in    read     stores at most capacity bytes and returns how many; 0 at the end. It cannot
 *                 report a failure: whoever owns the source looks for one after CSV_END
 *        context  handed to read
 *  out   the caller frees it with csv_free */
struct csv *csv_new(size_t (*read)(void *context, char *to, size_t capacity), void *context)
    MUST_CHECK;
void csv_free(struct csv *csv);
CLEANUP_FUNCTION(struct csv, csv_free)

/** Go to the next record.
 *  out   CSV_RECORD | CSV_BAD it cannot be read | CSV_END there is no further one
 *        ret_reason  with CSV_BAD, why it cannot be read, a constant; otherwise untouched */
enum csv_result csv_next(struct csv *csv, const char **ret_reason) NONNULL_ALL MUST_CHECK;

/* What the last record holds. Its fields live until the next call of csv_next. */
size_t csv_count(const struct csv *csv) NONNULL_ALL; /* fields; 0 of a bad record */
const char *csv_field(const struct csv *csv, size_t field) NONNULL_ALL; /* "" beyond the last */
int64_t csv_line(const struct csv *csv) NONNULL_ALL; /* where it begins, from 1 */

/** Bytes read so far, for progress. */
int64_t csv_bytes(const struct csv *csv) NONNULL_ALL;
