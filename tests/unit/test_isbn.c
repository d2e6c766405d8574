/* test_isbn.c: the ISBN value type. */
#include "core/isbn.h"
#include "core/isbn_text.h"
#include "test.h"

static void isbn_parse__table(void **state)
{
    (void)state;
    static const struct {
        const char *name, *input, *isbn13; /* isbn13 NULL: refused */
    } rows[] = {
        {"thirteen digits", "9780306406157", "9780306406157"},
        {"hyphens", "978-0-306-40615-7", "9780306406157"},
        {"blanks", " 978 0 306 40615 7 ", "9780306406157"},
        {"ten becomes thirteen", "0306406152", "9780306406157"},
        {"ten with hyphens", "0-306-40615-2", "9780306406157"},
        {"ten with X", "080442957X", "9780804429573"},
        {"ten with x", "080442957x", "9780804429573"},
        {"prefix 979", "9791034304455", "9791034304455"},
        {"check digit 0", "9780140449020", "9780140449020"},
        {"wrong check digit", "9780306406158", NULL},
        {"wrong check digit of ten", "0306406153", NULL},
        {"two digits exchanged", "9780306406517", NULL},
        {"X for a check digit that is none", "030640615X", NULL},
        {"X within ten", "0804420X18", NULL},
        {"X at the end of thirteen", "978030640615X", NULL},
        {"X at the tenth of thirteen", "978030640X155", NULL},
        {"other prefix", "1230306406157", NULL},
        {"printed music is accepted", "9790260000438", "9790260000438"},
        {"too short", "978030640615", NULL},
        {"too long", "97803064061570", NULL},
        {"nine digits", "030640615", NULL},
        {"eleven digits", "03064061520", NULL},
        {"thirteen zeros", "0000000000000", NULL},
        {"full-width digits", "９７８０３０６４０６１５７", NULL},
        {"en dash", "978–0306406157", NULL},
        {"line end", "9780306406157\n", NULL},
        {"words before", "ISBN 9780306406157", NULL},
        {"minus and digits", "-9780306406157", "9780306406157"},
        {"only hyphens", "-------------", NULL},
        {"empty", "", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct isbn isbn = {0};
        const bool ok = isbn_parse(rows[i].input, &isbn);
        EXPECT_ROW(rows[i].name, ok == (rows[i].isbn13 != NULL));
        EXPECT_ROW(rows[i].name, strcmp(isbn.text, ok ? rows[i].isbn13 : "") == 0);
    }
}

/* Every single wrong digit is found: that is what check digits are for. */
static void isbn_parse__rejects_every_wrong_digit(void **state)
{
    (void)state;
    static const char *const good[] = {"9780306406157", "0306406152"};
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        for (size_t place = 0; place < strlen(good[i]); place++) {
            for (char digit = '0'; digit <= '9'; digit++) {
                char text[14] = {0};
                memcpy(text, good[i], strlen(good[i]));
                text[place] = digit;
                struct isbn isbn = {0};
                EXPECT_ROW(text, isbn_parse(text, &isbn) == (digit == good[i][place]));
            }
        }
    }
}

static void isbn_text_read__table(void **state)
{
    (void)state;
    static const struct {
        const char *input, *isbn13; /* NULL: refused */
        const char *why;
    } rows[] = {
        {"9780306406157", "9780306406157", NULL},
        {"978-0-306-40615-7", "9780306406157", NULL},
        {"ISBN 9780306406157", "9780306406157", NULL},
        {"ISBN: 9780306406157", "9780306406157", NULL},
        {"ISBN-13: 978-0-306-40615-7", "9780306406157", NULL},
        {"isbn-10:0-306-40615-2", "9780306406157", NULL},
        {"urn:isbn:9780306406157", "9780306406157", NULL},
        {"9780306406157.0", "9780306406157", NULL},
        {"9780306406157.00", "9780306406157", NULL},
        {"9,780,306,406,157", "9780306406157", NULL},
        {"=\"9780306406157\"", "9780306406157", NULL},
        {"=\"0306406152\"", "9780306406157", NULL},
        {"'9780306406157", "9780306406157", NULL},
        {"[9780306406157]", "9780306406157", NULL},
        {"[080442957x]", "9780804429573", NULL},
        {"9780306406157 (pbk.)", "9780306406157", NULL},
        {"9780306406157;9780306406158", "9780306406157", NULL},
        {"9780306406157, 0804429573", "9780306406157", NULL},
        {" 9780306406157 ", "9780306406157", NULL},
        {"9780306406157\t", "9780306406157", NULL},
        {"\xc2\xa0"
         "9780306406157",
         "9780306406157", NULL},
        {"978\xe2\x80\x91"
         "0\xe2\x80\x91"
         "306\xe2\x80\x91"
         "40615\xe2\x80\x91"
         "7",
         "9780306406157", NULL},
        {"\xe2\x80\xaa"
         "9780306406157\xe2\x80\xac",
         "9780306406157", NULL},
        {"\xef\xbb\xbf"
         "9780306406157\xe2\x80\x8b",
         "9780306406157", NULL},
        {"978030640615\xef\xbc\x97", "9780306406157", NULL},
        {"306406152", "9780306406157", NULL},
        {"SBN 306-40615-2", "9780306406157", NULL},
        {"9.78030640616E+12", NULL, "format its column as text"},
        {"9,78031E+12", NULL, "format its column as text"},
        {"9780306406158", NULL, "check digit is wrong"},
        {"306406153", NULL, "check digit is wrong"},
        {"2900000000018", NULL, "number of a shop"},
        {"4006381333931", NULL, "begins with 978 or 979"},
        {"97803064061", NULL, "has 13 digits"},
        {"B00ABCDEF1", NULL, "is no ISBN"},
        {"978030640abc6157", NULL, "is no ISBN"},
        {"", NULL, "is empty"},
        {"\xe2\x80\x8b", NULL, "is no ISBN"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct isbn isbn = {0};
        const char *why = "";
        const bool ok = isbn_text_read(rows[i].input, &isbn, &why);
        EXPECT_ROW(rows[i].input, ok == (rows[i].isbn13 != NULL));
        EXPECT_ROW(rows[i].input, !ok || strcmp(isbn.text, rows[i].isbn13) == 0);
        if (!ok && !strstr(why, rows[i].why))
            fail_msg("row '%s': %s", rows[i].input, why);
    }
}

TEST_MAIN(cmocka_unit_test(isbn_text_read__table), cmocka_unit_test(isbn_parse__table),
          cmocka_unit_test(isbn_parse__rejects_every_wrong_digit))
