/* keys.h: what a terminal sends for a key, as a key. */
#pragma once
#include "core/base.h"

enum key_kind {
    KEY_NONE,
    KEY_CHARACTER,
    KEY_UP,
    KEY_DOWN,
    KEY_LEFT,
    KEY_RIGHT,
    KEY_HOME,
    KEY_END,
    KEY_PAGE_UP,
    KEY_PAGE_DOWN,
    KEY_ENTER,
    KEY_ESCAPE,
    KEY_TAB,
    KEY_BACKSPACE,
};

struct key {
    enum key_kind kind;
    char character; /* of KEY_CHARACTER: printable ASCII */
};

/** Read the first key of what a terminal has sent.
 *  in    count  1 or more
 *  out   the bytes that it took, 1 or more
 *        ret    KEY_NONE: nothing that is known */
size_t key_read(const char *bytes, size_t count, struct key *ret) NONNULL_ALL;
