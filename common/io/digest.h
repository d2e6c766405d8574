/* digest.h: SHA-256 of bytes, with and without a key (by OpenSSL). */
#pragma once
#include "core/base.h"

#define DIGEST_BYTES 32
#define DIGEST_TEXT_BYTES (2 * DIGEST_BYTES + 1)

struct digest {
    unsigned char bytes[DIGEST_BYTES];
};

/** SHA-256 (FIPS 180-4) of bytes. */
struct digest digest_of(const void *bytes, size_t count);

/** HMAC-SHA-256 (RFC 2104) of bytes: who does not know the key can neither make nor check it. */
struct digest digest_keyed(const struct digest *key, const void *bytes, size_t count)
    __attribute__((nonnull(1)));

/** Are the two the same? The time tells nothing of where they differ. */
bool digest_equal(const struct digest *one, const struct digest *other) NONNULL_ALL MUST_CHECK;

/** Write it in hexadecimal, NUL-terminated. */
void digest_text(const struct digest *digest, char ret[static DIGEST_TEXT_BYTES]) NONNULL_ALL;
