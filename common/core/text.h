/* text.h: building, checking and escaping strings, and the one place where text becomes numbers.
 * Nothing here depends on the locale. */
#pragma once
#include "core/base.h"

/* A growing string, NUL-terminated once something was added. Zeroed memory is an empty one. */
struct text {
    char *bytes; /* NULL while nothing was added: use text_of() */
    size_t count, capacity;
};
void text_done(struct text *text);
CLEANUP_STRUCT(struct text, text_done)
const char *text_of(const struct text *text) NONNULL_ALL; /* never NULL */
void text_add(struct text *text, const char *more) NONNULL_ALL;
void text_add_bytes(struct text *text, const void *bytes, size_t count);
void text_add_hex(struct text *text, const void *bytes, size_t count); /* two digits a byte */
void text_add_format(struct text *text, const char *fmt, ...) NONNULL_ALL PRINTF_LIKE(2, 3);
void text_clear(struct text *text) NONNULL_ALL;             /* empty again, memory kept */
void text_cut(struct text *text, size_t count) NONNULL_ALL; /* to at most so many bytes */
void text_add_int(struct text *text, int64_t value) NONNULL_ALL;

/** Add a rounded number.
 *  in    value  between -10^9 and 10^9;  decimals  0 .. 9 digits after the '.' */
void text_add_double(struct text *text, double value, int decimals) NONNULL_ALL;

/** Add a JSON string literal with its quotes. Control characters, line separators, characters that
 *  turn the direction of writing and those that nobody sees (zero width, ignored by default) become
 *  \uNNNN, bytes that are no UTF-8 become \ufffd. */
void text_add_json(struct text *text, const char *utf8) NONNULL_ALL;

/** Add a value that is JSON already, with the same characters escaped in its strings. */
void text_add_written_json(struct text *text, const char *json) NONNULL_ALL;

/** Is this valid UTF-8 by RFC 3629 (no overlong forms, no surrogates, no NUL)? */
bool text_is_utf8(const void *bytes, size_t count) MUST_CHECK;

/** How many bytes at the beginning are valid UTF-8 in this sense. */
size_t text_utf8_span(const void *bytes, size_t count) MUST_CHECK;

/** Add bytes as text that can be shown on terminals and in logs. Control characters, characters
 *  that turn the direction of writing or that nobody sees become \xNN, \uNNNN or \u{NNNNN};
 *  bytes that are no UTF-8 become \xNN.
 *  in    limit  at most so many bytes are added, and whole characters only */
void text_add_printable(struct text *text, const void *bytes, size_t count, size_t limit);

/** Do the same into memory of the caller, which does not overlap with bytes.
 *  out   to  NUL-terminated, cut to capacity (>= 1) between two characters */
void text_copy_printable(char *to, size_t capacity, const void *bytes, size_t count) NONNULL_ALL;

/** Read a whole decimal number, perhaps with a minus sign, without blanks, plus and leading zeros.
 *  out   false: it is none, or not within min .. max; ret is untouched */
bool text_to_int(const char *text, int64_t min, int64_t max, int64_t *ret) NONNULL_ALL MUST_CHECK;

/** Read a decimal number such as 0.5, 12 or -3.25, without an exponent.
 *  out   false: it is none, or not within min .. max; ret is untouched */
bool text_to_double(const char *text, double min, double max, double *ret) NONNULL_ALL MUST_CHECK;

/** The value of a text that is known to be a decimal number, perhaps with an exponent (RFC 8259 6);
 *  infinite where no double is so large. */
double text_double_of(const char *number) NONNULL_ALL;

/** Read a duration: a whole number, 0 or more, with ms, s, m, h or d behind it: 500ms, 90s, 1h.
 *  out   false: it is none; ret_ms is untouched */
bool text_to_duration_ms(const char *text, int64_t *ret_ms) NONNULL_ALL MUST_CHECK;

/** Are the two the same? NULL is the same as NULL only. */
bool text_equal(const char *one, const char *other) MUST_CHECK;

/** Is needle one of the words of a comma list? Blanks around words do not count. */
bool text_list_has(const char *list, const char *needle) NONNULL_ALL MUST_CHECK;

/** Copy a text, cut between two characters so that it fits. The two may overlap.
 *  out   to  NUL-terminated, cut to capacity (>= 1) */
void text_copy(char *to, size_t capacity, const char *from) NONNULL_ALL;
