/* csv_write.h: writes CSV (RFC 4180) that opens in a spreadsheet without doing anything there.
 * Commas come by themselves, lines end with CRLF, and fields are quoted where they must be. */
#pragma once
#include "core/text.h"

/* Zeroed memory is a writer of nothing. */
struct csv_writer {
    struct text text; /* the records so far; the caller takes them and clears it */
    bool in_record;   /* a comma stands before the next field */
};
void csv_writer_done(struct csv_writer *writer);
CLEANUP_STRUCT(struct csv_writer, csv_writer_done)

/** Add a field of our own: a number, a time, a word of ours.
 *  in    value  NULL: an empty field */
void csv_write_value(struct csv_writer *writer, const char *value) __attribute__((nonnull(1)));

/** Add a field of text from outside. Where a spreadsheet would take it for a formula, an apostrophe
 *  stands before it; what a terminal would obey, but line ends and tabs, is escaped as \xNN.
 *  in    value  NULL: an empty field
 *  from  OWASP, CSV Injection */
void csv_write_text(struct csv_writer *writer, const char *value) __attribute__((nonnull(1)));

/** End the record. */
void csv_write_end(struct csv_writer *writer) NONNULL_ALL;
