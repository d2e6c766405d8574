/* test_digest.c: SHA-256 and HMAC-SHA-256 against the vectors of FIPS 180-4 and of RFC 4231. */
#include "io/digest.h"

#include "test.h"

static void digest_of__agrees_with_the_standard(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *want;
    } rows[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        char text[DIGEST_TEXT_BYTES];
        const struct digest digest = digest_of(rows[i].bytes, strlen(rows[i].bytes));
        digest_text(&digest, text);
        assert_string_equal(text, rows[i].want);
    }
}

/* RFC 4231, test case 2: the key "Jefe", which is filled up with zeroes. */
static void digest_keyed__agrees_with_the_standard(void **state)
{
    (void)state;
    static const struct digest key = {.bytes = "Jefe"};
    static const char data[] = "what do ya want for nothing?";
    char text[DIGEST_TEXT_BYTES];
    const struct digest digest = digest_keyed(&key, data, strlen(data));
    digest_text(&digest, text);
    assert_string_equal(text, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

static void digest_equal__sees_one_bit(void **state)
{
    (void)state;
    const struct digest one = digest_of("a", 1);
    for (size_t bit = 0; bit < 8 * DIGEST_BYTES; bit++) {
        struct digest other = one;
        assert_true(digest_equal(&one, &other));
        other.bytes[bit / 8] = (unsigned char)(other.bytes[bit / 8] ^ 1U << bit % 8);
        assert_false(digest_equal(&one, &other));
    }
}

TEST_MAIN(cmocka_unit_test(digest_of__agrees_with_the_standard),
          cmocka_unit_test(digest_keyed__agrees_with_the_standard),
          cmocka_unit_test(digest_equal__sees_one_bit))
