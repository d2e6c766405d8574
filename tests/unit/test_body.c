/* test_body.c: the body of an answer: HTML or JSON? */
#include "answers/body.h"
#include "test.h"

static void body_is_html__table(void **state)
{
    (void)state;
    static const struct {
        const char *name, *type, *body;
        bool html;
    } rows[] = {
        {"page", "text/html", "<html></html>", true},
        {"page declared as JSON", "application/json", "<!DOCTYPE html>", true},
        {"page of no type", NULL, "<html>", true},
        {"blanks before", NULL, " \r\n\t<html>", true},
        {"byte order mark before", NULL, "\xef\xbb\xbf<html>", true},
        {"words declared as HTML", "text/HTML; charset=utf-8", "Bad Gateway", true},
        {"XHTML", "application/xhtml+xml", "x", true},
        {"object declared as HTML", "text/html", "{\"a\":1}", false},
        {"array declared as HTML", "text/html", "\n[1]", false},
        {"object", "application/json", "{}", false},
        {"object with a page in it", "application/json", "{\"a\":\"<html>\"}", false},
        {"words", "text/plain", "Bad Gateway", false},
        {"empty", "application/json", "", false},
        {"empty, declared as HTML", "text/html", "", true},
        {"half a byte order mark", NULL, "\xef\xbb", false},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct http_response response = {.status = 200,
                                               .content_type = rows[i].type,
                                               .body = rows[i].body,
                                               .body_bytes = strlen(rows[i].body)};
        EXPECT_ROW(rows[i].name, body_is_html(&response) == rows[i].html);
    }
}

/* Only what is counted is the body. */
static void body_is_html__stops_at_the_end(void **state)
{
    (void)state;
    const struct http_response response = {.status = 200, .body = "  <html>", .body_bytes = 2};
    assert_false(body_is_html(&response));
}

TEST_MAIN(cmocka_unit_test(body_is_html__table), cmocka_unit_test(body_is_html__stops_at_the_end))
