/* digest.c: SHA-256 by OpenSSL. It fails for want of memory only. */
#include "io/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "core/mem.h"

struct digest digest_of(const void *bytes, size_t count)
{
    struct digest digest;
    if (EVP_Digest(bytes, count, digest.bytes, NULL, EVP_sha256(), NULL) != 1)
        mem_exhausted();
    return digest;
}

struct digest digest_keyed(const struct digest *key, const void *bytes, size_t count)
{
    struct digest digest;
    if (!HMAC(EVP_sha256(), key->bytes, DIGEST_BYTES, bytes, count, digest.bytes, NULL))
        mem_exhausted();
    return digest;
}

bool digest_equal(const struct digest *one, const struct digest *other)
{
    return CRYPTO_memcmp(one->bytes, other->bytes, DIGEST_BYTES) == 0;
}

void digest_text(const struct digest *digest, char ret[static DIGEST_TEXT_BYTES])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < DIGEST_BYTES; i++) {
        ret[2 * i] = digits[digest->bytes[i] >> 4];
        ret[2 * i + 1] = digits[digest->bytes[i] & 15];
    }
    ret[2 * DIGEST_BYTES] = '\0';
}
