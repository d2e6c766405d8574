/* language.h: the languages of books, read from the many ways in which sources write them. */
#pragma once
#include "core/base.h"

struct language {
    char code[4]; /* ISO 639-1 where it has one, else 639-3; "mul": several; "": none */
};

/** Read one language: a code of two or three letters (639-1, 639-2/B, 639-2/T), with or without a
 *  region ("en-US", "pt_BR"), "/languages/eng", or its name in English, German, French, Spanish,
 *  Italian, Portuguese, Dutch, Polish, Swedish, or its own.
 *  in    written  valid UTF-8
 *  out   an empty code: nobody knows it, or it says none ("und", "unknown") */
struct language language_of(const char *written) NONNULL_ALL;
