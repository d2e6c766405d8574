/* test_bad_answers.c: the provider answers of the corpus of bad input, each with its number
 * (82-103) and what becomes of it, the same words from both kinds of generators and the same
 * editions from all resolvers. What must hold of every answer is checked beside (provider_check).
 * Answers of the network itself (95-99: bombs, endless bodies, redirects) are test_http_errors'. */
#include "provider_check.h"
#include "test.h"

#include "core/text.h"

static char huge[3 << 20];

static const char *repeat(const char *piece, size_t bytes)
{
    const size_t length = strlen(piece);
    assert_true(bytes + length < sizeof(huge));
    for (size_t at = 0; at < bytes; at += length)
        memcpy(huge + at, piece, length + 1);
    return huge;
}

/* ---- what a model wrote ---- */

struct words {
    const char *name, *text;
    enum error_class class; /* ERROR_NONE: it is an answer */
    size_t books;
    bool refused, truncated;
    int bad_items;
};

static const char *generated(const struct provider_kind *kind, const char *text, const char *finish,
                             struct text *body)
{
    const bool gemini = kind == &provider_gemini;
    text_add(
        body,
        gemini
            ? "{\"candidates\": [{\"content\": {\"role\": \"model\", \"parts\": [{\"text\": "
            : "{\"choices\": [{\"index\": 0, \"message\": {\"role\": \"assistant\", \"content\": ");
    text_add_json(body, text);
    text_add(body, gemini ? "}]}, \"finishReason\": " : "}, \"finish_reason\": ");
    text_add_json(body, finish);
    text_add(body, "}]}");
    return text_of(body);
}

static struct http_response response_of(const char *body)
{
    return (struct http_response){.status = 200,
                                  .content_type = "application/json",
                                  .body = body,
                                  .body_bytes = strlen(body),
                                  .received_s = 1700000000};
}

static void check_words(const struct words *row, const char *gemini_finish,
                        const char *openai_finish)
{
    static const struct provider_kind *const kinds[] = {&provider_gemini, &provider_openai};
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        CLEANUP(text_done) struct text body = {0};
        CLEANUP(generate_answer_done) struct generate_answer answer = {0};
        struct error err = {0};
        const struct http_response response = response_of(
            generated(kinds[i], row->text, i == 0 ? gemini_finish : openai_finish, &body));
        (void)provider_check_generate(kinds[i], NULL, &response, &answer, &err);
        if (err.class != row->class || answer.books.count != row->books ||
            answer.refused != row->refused || answer.truncated != row->truncated ||
            answer.bad_items != row->bad_items)
            fail_msg("row '%s', %s: class %s, %zu books, %d bad, refused %d, truncated %d: %s",
                     row->name, kinds[i]->name, error_class_name(err.class), answer.books.count,
                     answer.bad_items, answer.refused, answer.truncated, err.message);
    }
}

#define BOOK(members) "{\"books\": [{" members "}]}"
#define GOOD "\"title\": \"T\", \"author\": \"A\", \"publication_year\": 2023"

static void read_generate__rows_of_the_corpus(void **state)
{
    (void)state;
    static const struct words rows[] = {
        {"84, one fence", .text = "Here:\n```json\n" BOOK(GOOD) "\n```\nEnjoy!", .books = 1},
        {"84, two fences", .text = "```\nfirst I think\n```\n```json\n" BOOK(GOOD) "\n```",
         .books = 1},
        {"85, array for object", .text = "[{" GOOD "}]", .books = 1},
        {"85, object for item", .text = "{\"books\": {" GOOD "}}", .books = 1},
        {"86, no books", .text = "{\"books\": []}"},
        {"87, title empty", .text = BOOK("\"title\": \"\", \"author\": \"A\""),
         .class = ERROR_MALFORMED},
        {"87, title of blanks", .text = BOOK("\"title\": \"  \\t \", \"author\": \"A\""),
         .class = ERROR_MALFORMED},
        {"87, right to left", .text = BOOK("\"title\": \"a\\u202eb\", \"author\": \"A\""),
         .books = 1},
        {"87, emoji", .text = BOOK("\"title\": \"\\ud83d\\ude00\", \"author\": \"A\""),
         .class = ERROR_MALFORMED},
        {"87, lone surrogate", .text = BOOK("\"title\": \"\\ud800\", \"author\": \"A\""),
         .class = ERROR_MALFORMED},
        {"87, script", .text = BOOK("\"title\": \"<script>alert(1)</script>\", \"author\": \"A\""),
         .books = 1},
        {"87, spreadsheet", .text = BOOK("\"title\": \"=cmd|' /C calc'!A0\", \"author\": \"A\""),
         .books = 1},
        {"87, terminal", .text = BOOK("\"title\": \"\\u001b[2Jx\", \"author\": \"A\""), .books = 1},
        {"87, log line",
         .text = BOOK("\"title\": \"x\\r\\n2023 ERROR event=fake\", \"author\": \"A\""),
         .books = 1},
        {"87, template", .text = BOOK("\"title\": \"{{7*7}}\", \"author\": \"A\""), .books = 1},
        {"87, SQL",
         .text = BOOK("\"title\": \"'; DROP TABLE backfill_log; --\", \"author\": \"A\""),
         .books = 1},
        {"87, NUL", .text = BOOK("\"title\": \"a\\u0000b\", \"author\": \"A\""),
         .class = ERROR_MALFORMED},
        {"88, authors a list", .text = BOOK("\"title\": \"T\", \"author\": [\"A\", \"B\"]"),
         .books = 1},
        {"88, author an object", .text = BOOK("\"title\": \"T\", \"author\": {\"name\": \"A\"}"),
         .books = 1},
        {"88, author null", .text = BOOK("\"title\": \"T\", \"author\": null"), .books = 1},
        {"88, title a number", .text = BOOK("\"title\": 7, \"author\": \"A\""),
         .class = ERROR_MALFORMED},
        {"90, year 99999", .text = BOOK("\"title\": \"T\", \"publication_year\": 99999"),
         .books = 1},
        {"90, year -5", .text = BOOK("\"title\": \"T\", \"publication_year\": -5"), .books = 1},
        {"90, year c. 1999", .text = BOOK("\"title\": \"T\", \"publication_year\": \"c. 1999\""),
         .books = 1},
        {"91, another month", .text = BOOK(GOOD ", \"publication_month\": 13"), .books = 1},
        {"92, confidence out of range", .text = BOOK(GOOD ", \"confidence\": -1"), .books = 1},
        {"92, confidence 1e999", .text = BOOK(GOOD ", \"confidence\": 1e999"),
         .class = ERROR_MALFORMED},
        {"92, confidence NaN", .text = BOOK(GOOD ", \"confidence\": NaN"),
         .class = ERROR_MALFORMED},
        {"93, a refusal", .text = "I cannot help with books of December 2023.", .refused = true},
        {"a lone bad item among good ones",
         .text = "{\"books\": [{" GOOD "}, {\"title\": null}, 7, {\"title\": \"U\"}]}", .books = 2,
         .bad_items = 2},
        {"103, books twice", .text = "{\"books\": [{" GOOD "}], \"books\": []}", .books = 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        check_words(&rows[i], "STOP", "stop");
}

static void read_generate__sizes(void **state)
{
    (void)state;
    CLEANUP(text_done) struct text text = {0};
    text_add(&text, "{\"books\": [");
    for (int i = 0; i < 10000; i++)
        text_add_format(&text, "%s{\"title\": \"Title %d\"}", i ? "," : "", i);
    text_add(&text, "]}");
    check_words(&(struct words){"86, 10,000 books", .text = text_of(&text), .books = 100}, "STOP",
                "stop");
    text_clear(&text);
    text_add_format(&text, BOOK("\"title\": \"%s\""), repeat("t", 1 << 20));
    check_words(
        &(struct words){"87, title of 1 MB", .text = text_of(&text), .class = ERROR_MALFORMED},
        "STOP", "stop");
    text_clear(&text);
    text_add_format(&text, BOOK("\"title\": \"a%s\""), repeat("\xcc\x81", 60000));
    check_words(
        &(struct words){"87, combining flood", .text = text_of(&text), .class = ERROR_MALFORMED},
        "STOP", "stop");
    check_words(
        &(struct words){"102, 1e6 deep", .text = repeat("[", 1000000), .class = ERROR_MALFORMED},
        "STOP", "stop");
}

static void read_generate__cut_off(void **state)
{
    (void)state;
    check_words(&(struct words){"94, cut behind the first",
                                .text = "{\"books\": [{" GOOD "}, {\"title\": \"Hal", .books = 1,
                                .truncated = true},
                "MAX_TOKENS", "length");
    check_words(&(struct words){"94, cut within the first",
                                .text = "{\"books\": [{\"title\": \"Hal", .class = ERROR_MALFORMED},
                "MAX_TOKENS", "length");
    check_words(
        &(struct words){"94, SAFETY", .text = "{\"books\": [{\"title\": \"Hal", .refused = true},
        "SAFETY", "content_filter");
}

/* ---- bodies, for every kind ---- */

static void read__bodies_that_are_none(void **state)
{
    (void)state;
    static const struct provider_kind *const kinds[] = {&provider_gemini, &provider_openai,
                                                        &provider_isbndb, &provider_google_books,
                                                        &provider_open_library};
    static const struct {
        const char *name, *type, *body;
    } rows[] = {
        {"82, HTML", "text/html", "<html><body>Sign in</body></html>"},
        {"83, empty", "application/json", ""},
        {"85, array", "application/json", "[]"},
        {"102, deep", "application/json", NULL},
        {"null", "application/json", "null"},
        {"cut within a character", "application/json", "{\"books\": [\"\xe2\x82"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
            CLEANUP(generate_answer_done) struct generate_answer generated = {0};
            CLEANUP(resolve_answer_done) struct resolve_answer resolved = {0};
            struct error err = {0};
            struct http_response response =
                response_of(rows[i].body ? rows[i].body : repeat("[", 1000000));
            response.content_type = rows[i].type;
            const bool ok =
                kinds[k]->read_generate
                    ? provider_check_generate(kinds[k], NULL, &response, &generated, &err)
                    : provider_check_resolve(kinds[k], &response, &resolved, &err);
            if (ok || err.class != ERROR_MALFORMED)
                fail_msg("row '%s', %s: class %s", rows[i].name, kinds[k]->name,
                         error_class_name(err.class));
        }
}

/* ---- editions ---- */

/* One record with this as its ISBN, as each resolver has it; NULL: it has no place for it. */
static bool resolved(const struct provider_kind *kind, const char *isbn, struct text *body)
{
    if (kind == &provider_isbndb)
        text_add_format(body, "{\"total\": 1, \"books\": [{\"title\": \"T\", \"isbn13\": %s}]}",
                        isbn);
    else if (kind == &provider_google_books)
        text_add_format(
            body,
            "{\"kind\": \"books#volumes\", \"totalItems\": 1, \"items\": [{\"volumeInfo\": "
            "{\"title\": \"T\", "
            "\"industryIdentifiers\": [{\"type\": \"ISBN_13\", \"identifier\": %s}]}}]}",
            isbn);
    else
        text_add_format(
            body, "{\"numFound\": 1, \"start\": 0, \"docs\": [{\"title\": \"T\", \"isbn\": [%s]}]}",
            isbn);
    return true;
}

static void read_resolve__isbns(void **state)
{
    (void)state;
    static const struct provider_kind *const kinds[] = {&provider_isbndb, &provider_google_books,
                                                        &provider_open_library};
    static const struct {
        const char *name, *isbn;
        const char *taken; /* NULL: it is not */
    } rows[] = {
        {"89, good", "\"9780306406157\"", "9780306406157"},
        {"89, bad check digit", "\"9780306406158\"", NULL},
        {"89, ISBN-10 with x", "\"080442957x\"", "9780804429573"},
        {"89, ISBN-10 with X", "\"080442957X\"", "9780804429573"},
        {"89, hyphens", "\"978-0-306-40615-7\"", "9780306406157"},
        {"89, 979", "\"9791034304233\"", "9791034304233"},
        {"89, 12 digits", "\"978030640615\"", NULL},
        {"89, 14 digits", "\"97803064061577\"", NULL},
        {"89, zeros", "\"0000000000000\"", NULL},
        {"89, a number", "9780306406157", NULL},
        {"89, null", "null", NULL},
        {"89, control character", "\"9780306406157\\u0007\"", NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
            CLEANUP(text_done) struct text body = {0};
            CLEANUP(resolve_answer_done) struct resolve_answer answer = {0};
            struct error err = {0};
            (void)resolved(kinds[k], rows[i].isbn, &body);
            const struct http_response response = response_of(text_of(&body));
            (void)provider_check_resolve(kinds[k], &response, &answer, &err);
            const char *taken =
                answer.editions.count > 0 ? answer.editions.items[0].isbn.text : NULL;
            if (!text_equal(taken, rows[i].taken))
                fail_msg("row '%s', %s: %s (%s)", rows[i].name, kinds[k]->name,
                         taken ? taken : "none", err.message);
        }
}

/* ---- asked to wait ---- */

static void read_generate__retry_after(void **state)
{
    (void)state;
    static const struct {
        const char *name, *retry_after;
        int64_t wait_ms;
    } rows[] = {
        {"100, -1", "-1", 0},
        {"100, 1e9", "1e9", 0},
        {"100, a date that is over", "Sun, 06 Nov 1994 08:49:37 GMT", 0},
        {"100, soon", "soon", 0},
        {"100, huge", "99999999999", (int64_t)3600 * 1000},
        {"100, 5", "5", 5000},
    };
    static const struct provider_kind *const kinds[] = {&provider_gemini, &provider_openai};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
            CLEANUP(generate_answer_done) struct generate_answer answer = {0};
            struct error err = {0};
            struct http_response response = response_of("{}");
            response.status = 429;
            response.retry_after = rows[i].retry_after;
            EXPECT_ROW(rows[i].name,
                       !provider_check_generate(kinds[k], NULL, &response, &answer, &err));
            if (err.class != ERROR_RATE_LIMITED || err.retry_after_ms != rows[i].wait_ms)
                fail_msg("row '%s', %s: class %s, %lld ms", rows[i].name, kinds[k]->name,
                         error_class_name(err.class), (long long)err.retry_after_ms);
        }
}

TEST_MAIN(cmocka_unit_test(read_generate__rows_of_the_corpus),
          cmocka_unit_test(read_generate__sizes), cmocka_unit_test(read_generate__cut_off),
          cmocka_unit_test(read__bodies_that_are_none), cmocka_unit_test(read_resolve__isbns),
          cmocka_unit_test(read_generate__retry_after))
