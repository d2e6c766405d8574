/* test_secret.c: stars in place of secrets, however they are written. */
#include "core/secret.h"

#include "core/text.h"
#include "test.h"

static const char key[] = "sk/Ab+1%cd=EfGh9~xyz";

static void masked(const struct secrets *secrets, const char *in, struct text *ret)
{
    text_add(ret, in);
    secrets_mask(secrets, ret->bytes, ret->count);
}

static void secrets_mask__table(void **state)
{
    (void)state;
    static const struct {
        const char *name, *in, *out;
    } rows[] = {
        {"nothing to hide", "{\"a\": 1}", "{\"a\": 1}"},
        {"plain", "bad key sk/Ab+1%cd=EfGh9~xyz.", "bad key ********************."},
        {"twice", "sk/Ab+1%cd=EfGh9~xyzsk/Ab+1%cd=EfGh9~xyz",
         "****************************************"},
        {"JSON, the slash", "\"sk\\/Ab+1%cd=EfGh9~xyz\"", "\"*********************\""},
        {"JSON, one by its number", "\"sk/Ab\\u002B1%cd=EfGh9~xyz\"",
         "\"*************************\""},
        {"JSON, small digits", "\"sk/Ab\\u002b1%cd=EfGh9~xyz\"", "\"*************************\""},
        {"JSON, all by number",
         "\"\\u0073\\u006b\\u002f\\u0041\\u0062\\u002b\\u0031\\u0025\\u0063\\u0064\\u003d\"",
         "\"******************************************************************\""},
        {"JSON in JSON", "\"{\\\"k\\\": \\\"sk\\\\/Ab\\\\u002B1%cd=EfGh9~xyz\\\"}\"",
         "\"{\\\"k\\\": \\\"****************************\\\"}\""},
        {"behind a line end", "\"\\nsk/Ab+1%cd=EfGh9~xyz\\n\"", "\"\\n********************\\n\""},
        {"in a URL", "?key=sk%2FAb%2B1%25cd%3DEfGh9%7Exyz&n",
         "?key=******************************&n"},
        {"in a URL, small digits", "?key=sk%2fAb%2b1%25cd%3dEfGh9~xyz&n",
         "?key=****************************&n"},
        {"in a URL in a URL", "sk%252FAb%252B1%2525cd%253DEfGh9~xyz",
         "************************************"},
        {"in a form", "sk%2FAb 1%25cd%3DEfGh9~xyz", "**************************"},
        {"its beginning", "sk/Ab+1% cd", "******** cd"},
        {"its end, cut", "…=EfGh9~xyz", "…**********"},
        {"its middle, escaped", "x\\u002b1%cd=EfGh", "x***************"},
        {"too short to tell", "sk/Ab+1 cd=EfGh", "sk/Ab+1 cd=EfGh"},
        {"base64", "c2svQWIrMSVjZD1FZkdoOX54eXo=", "**************************o="},
        {"base64, behind a byte", "eHNrL0FiKzElY2Q9RWZHaDl+eHl6", "eH**************************"},
        {"base64, behind two",
         "eHhzay9BYisxJWNkPUVmR2g5fnh5eg==", "eHh**************************g=="},
        {"a lone backslash", "sk/Ab+1%cd=EfGh9~xyz\\", "********************\\"},
        {"a cut escape", "sk/Ab+1%cd\\u00", "**********\\u00"},
        {"a lone percent", "100% \\ %2", "100% \\ %2"},
        {"the login of a proxy", "Basic dXNlcjpwYTpzczp3b3Jk, u=user:pa:ss:word",
         "Basic ********************, u=***************"},
        {"its password", "no pa%3Ass%3Aword", "no **************"},
        {"a user's name", "run 'backfill-producer' as backfill",
         "run 'backfill-producer' as backfill"},
        {"behind it the password", "of backfill:S3cretly", "of ba***************"},
        {"a user without a password", "somebody", "somebody"},
        {"a token in http", "a Token-0123456", "a *************"},
        {"beyond ASCII", "äpässwört1ä", "ä***********ä"},
        {"beyond ASCII, by number", "p\\u00e4ssw\\u00F6rt1", "*******************"},
    };
    CLEANUP(secrets_done) struct secrets secrets = {0};
    secrets_add(&secrets, key);
    secrets_add(&secrets, NULL);
    secrets_add(&secrets, "a short");
    secrets_add(&secrets, "pässwört1");
    secrets_add_login(&secrets, NULL);
    secrets_add_login(&secrets, "http://proxy:3128");
    secrets_add_login(&secrets, "postgresql://backfill:S3cretly@db/x");
    secrets_add_login(&secrets, "postgresql://somebody@db/x");
    secrets_add_login(&secrets, "https://Token-0123456@api");
    secrets_add_login(&secrets, "http://user:pa%3Ass:word@proxy:3128");
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(text_done) struct text got = {0};
        masked(&secrets, rows[i].in, &got);
        if (strcmp(text_of(&got), rows[i].out) != 0)
            fail_msg("%s: '%s', not '%s'", rows[i].name, text_of(&got), rows[i].out);
    }
}

/* Every character of the key in every form, mixed at random: no run of it is left. */
static void secrets_mask__any_mix(void **state)
{
    (void)state;
    CLEANUP(secrets_done) struct secrets secrets = {0};
    secrets_add(&secrets, key);
    for (unsigned round = 0; round < 2000; round++) {
        CLEANUP(text_done) struct text text = {0};
        unsigned chance = round * 2654435761U;
        for (const char *at = key; *at; at++) {
            static const char *const forms[] = {"\\u%04x", "\\u%04X", "\\\\u%04x",
                                                "%%%02x",  "%%%02X",  "%%25%02X"};
            chance = chance * 1103515245U + 12345U;
            const unsigned form = (chance >> 16) % 8;
            const unsigned code = (unsigned char)*at;
            if (form < ARRAY_LEN(forms)) {
                char bytes[16];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
                (void)snprintf(bytes, sizeof(bytes), forms[form], code);
#pragma GCC diagnostic pop
                text_add(&text, bytes);
            } else {
                text_add(&text, *at == '%' ? "%25" : *at == '/' ? "\\/" : "");
                if (*at != '%' && *at != '/')
                    text_add_bytes(&text, at, 1);
            }
        }
        secrets_mask(&secrets, text.bytes, text.count);
        if (strspn(text.bytes, "*") != text.count)
            fail_msg("%u: '%s'", round, text.bytes);
    }
}

TEST_MAIN(cmocka_unit_test(secrets_mask__table), cmocka_unit_test(secrets_mask__any_mix))
