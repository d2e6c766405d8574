/* text.h: strings: building, checking, escaping, and the one place where text becomes numbers.
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
void text_add_format(struct text *text, const char *fmt, ...) NONNULL_ALL PRINTF_LIKE(2, 3);
void text_clear(struct text *text) NONNULL_ALL; /* empty again, memory kept */

/** Add a number with so many digits (0 .. 9) after the '.', rounded; its amount is below 10^9. */
void text_add_double(struct text *text, double value, int decimals) NONNULL_ALL;

/** Add a JSON string literal, quotes included. Control characters, line separators and whatever
 *  turns the direction of writing become \uNNNN, bytes that are no UTF-8 become \ufffd. */
void text_add_json(struct text *text, const char *utf8) NONNULL_ALL;

/** Is this valid UTF-8 by RFC 3629 (no overlong forms, no surrogates, no NUL)? */
bool text_is_utf8(const void *bytes, size_t count) MUST_CHECK;

/** How many bytes at the beginning are so. */
size_t text_utf8_span(const void *bytes, size_t count) MUST_CHECK;

/** Write bytes as valid UTF-8 without control characters: others, and whatever turns the direction
 *  of writing, become \xNN. At most limit bytes are added, and whole characters only.
 *  For logs, terminals, headers that people read. */
void text_add_printable(struct text *text, const void *bytes, size_t count, size_t limit);

/** The same into memory of the caller, NUL-terminated; it must not overlap. */
void text_copy_printable(char *to, size_t capacity, const void *bytes, size_t count) NONNULL_ALL;

/** Read a whole decimal integer (optional minus sign; no blanks, no plus, no leading zeros beyond
 *  one digit) within min..max. false: not one; ret untouched. */
bool text_to_int(const char *text, int64_t min, int64_t max, int64_t *ret) NONNULL_ALL MUST_CHECK;

/** Read a decimal number such as 0.5 or 12, '.' in every locale; no exponent. */
bool text_to_double(const char *text, double min, double max, double *ret) NONNULL_ALL MUST_CHECK;

/** The value of text already known to be a decimal number, perhaps with an exponent (RFC 8259 6);
 *  infinite when beyond the range. */
double text_double_of(const char *number) NONNULL_ALL;

/** Read a duration: a whole number with ms, s, m, h or d behind it: 500ms, 90s, 1h. */
bool text_to_duration_ms(const char *text, int64_t *ret_ms) NONNULL_ALL MUST_CHECK;

/** Are the two the same, NULL being the same as NULL only? */
bool text_equal(const char *one, const char *other) MUST_CHECK;

/** Is needle one of the words of a comma list (blanks around words ignored)? */
bool text_list_has(const char *list, const char *needle) NONNULL_ALL MUST_CHECK;

/** Copy, cut at a character's border so that it fits; the result is NUL-terminated. */
void text_copy(char *to, size_t capacity, const char *from) NONNULL_ALL;
