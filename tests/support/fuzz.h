/* fuzz.h: what a fuzz target includes: its one function, and a check that ends the process, so that
 * a fuzzer keeps the input and a unit test (test_fuzz_corpus) shows the line. */
#pragma once
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/text.h"

/** Read any bytes and end the process where something does not hold. Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

#define MUST(condition)                                                                            \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            (void)fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);   \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

/* Shown to people as it is: UTF-8 without control characters. */
static inline void fuzz_check_words(const char *words)
{
    MUST(text_is_utf8(words, strlen(words)));
    for (const char *at = words; *at; at++)
        MUST((unsigned char)*at >= ' ' && *at != '\x7f');
}

/* A failure has the class and words for it, a success neither. */
static inline void fuzz_check_error(bool ok, const struct error *err, enum error_class class)
{
    MUST(err->class == (ok ? ERROR_NONE : class));
    MUST(ok == (err->message[0] == '\0'));
    fuzz_check_words(err->message);
}

/* Take the next line off the bytes, without its end; a copy that the caller frees. NULL: no bytes
 * are left. */
char *fuzz_line(const uint8_t **bytes, size_t *count) NONNULL_ALL MUST_CHECK;
