/* test_provider_editions.c: requests for records of ISBNs, and answers of each service, as it
 * gives them and as it must not: every garbage that was seen has its row. */
#include "provider_case.h"
#include "provider_check.h"
#include "test.h"

#define A "9781250178633"
#define A10 "1250178630"
#define B "9780306406157"

static const struct isbn asked[] = {{A}, {B}};

struct row {
    const char *what;
    const struct provider_kind *kind;
    const char *next; /* of the question; NULL: "" */
    size_t asked;     /* 0: two */
    int status;       /* 0: 200 */
    const char *body;
    enum error_class class;
    const char *isbns; /* of the records, a blank between */
    bool suspect;
    int bad_items;
    const char *then;         /* next of the answer; NULL: "" */
    enum edition_field field; /* of the first record */
    const char *value;        /* NULL: it says nothing of this field */
};

static void check(const struct row *row)
{
    struct error err = {0};
    CLEANUP(edition_answer_done) struct edition_answer answer = {0};
    CLEANUP(text_done) struct text isbns = {0};
    const size_t most = row->kind->editions_at_once > 1 ? 2 : 1;
    const struct edition_question question = {.isbns = asked,
                                              .count = row->asked ? row->asked : most,
                                              .title = "The Women: A Novel",
                                              .next = row->next ? row->next : ""};
    const struct http_response response = {.status = row->status ? row->status : 200,
                                           .content_type = "application/json",
                                           .body = row->body,
                                           .body_bytes = strlen(row->body)};
    (void)provider_check_editions(row->kind, &response, &question, &answer, &err);
    if (err.class != row->class)
        fail_msg("row '%s': class %s: %s", row->what, error_class_name(err.class), err.message);
    for (size_t i = 0; i < answer.records.count; i++)
        text_add_format(&isbns, "%s%s", i ? " " : "", answer.records.items[i].isbn.text);
    if (strcmp(text_of(&isbns), row->isbns ? row->isbns : "") != 0)
        fail_msg("row '%s': records of '%s'", row->what, text_of(&isbns));
    EXPECT_ROW(row->what, answer.suspect == row->suspect);
    EXPECT_ROW(row->what, answer.bad_items == row->bad_items);
    EXPECT_ROW(row->what, strcmp(answer.next, row->then ? row->then : "") == 0);
    if (answer.records.count == 0)
        return;
    const char *value = edition_record_value(&answer.records.items[0], row->field);
    if (!text_equal(value, row->value))
        fail_msg("row '%s': it says %s", row->what, value ? value : "nothing");
}

#define RECORD(members)                                                                            \
    "{\"total\":1,\"data\":[{\"isbn13\":\"" A "\",\"title\":\"The Women\"" members "}]}"
#define ISBNDB(name, members, of, says)                                                            \
    {                                                                                              \
        .what = (name), .kind = &provider_isbndb, .body = RECORD(members), .isbns = A,             \
        .field = (of), .value = (says)                                                             \
    }

static const struct row isbndb_rows[] = {
    ISBNDB("a title", "", EDITION_TITLE, "The Women"),
    ISBNDB("authors with null", ",\"authors\":[\"Hannah, Kristin\",null]", EDITION_AUTHORS,
           "[{\"name\":\"Hannah, Kristin\"}]"),
    ISBNDB("authors as a text", ",\"authors\":\"A and B\"", EDITION_AUTHORS,
           "[{\"name\":\"A and B\"}]"),
    ISBNDB("pages as a text", ",\"pages\":\"480\"", EDITION_PAGES, "480"),
    ISBNDB("pages as a number", ",\"pages\":480", EDITION_PAGES, "480"),
    ISBNDB("pages as a fraction", ",\"pages\":480.0", EDITION_PAGES, "480"),
    ISBNDB("pages null", ",\"pages\":null", EDITION_PAGES, NULL),
    ISBNDB("a date in 2039 as it came", ",\"date_published\":\"2039-01-01\"", EDITION_PUBLISHED,
           "2039-01-01"),
    ISBNDB("a date with a time", ",\"date_published\":\"2024-02-06t00:00:00z\"", EDITION_PUBLISHED,
           "2024-02-06t00:00:00z"),
    ISBNDB("a year as a number", ",\"date_published\":2024", EDITION_PUBLISHED, "2024"),
    ISBNDB("a language", ",\"language\":\"en_US\"", EDITION_LANGUAGES, "[\"en_US\"]"),
    ISBNDB("dewey as a text", ",\"dewey_decimal\":\"813.54\"", EDITION_IDENTIFIERS,
           "{\"dewey\":[\"813.54\"]}"),
    ISBNDB("dewey as a list", ",\"dewey_decimal\":[\"813\",null,\"814\"]", EDITION_IDENTIFIERS,
           "{\"dewey\":[\"813\",\"814\"]}"),
    ISBNDB("other ISBNs as objects and texts",
           ",\"other_isbns\":[{\"isbn\":\"" B "\",\"binding\":\"P\"},\"x\"]", EDITION_IDENTIFIERS,
           "{\"isbns\":[\"" B "\",\"x\"]}"),
    ISBNDB("dimensions as an object",
           ",\"dimensions_structured\":{\"height\":{\"unit\":\"inches\",\"value\":9.5}}",
           EDITION_DIMENSIONS, "{\"height\":{\"unit\":\"inches\",\"value\":9.500}}"),
    ISBNDB("dimensions as a text", ",\"dimensions\":\"Height: 9.5 Inches\"", EDITION_DIMENSIONS,
           "Height: 9.5 Inches"),
    ISBNDB("entities as they came", ",\"synopsis\":\"A &amp;amp; B\"", EDITION_DESCRIPTION,
           "A &amp;amp; B"),
    ISBNDB("no synopsis", ",\"synopsis\":\"\",\"overview\":\"O\"", EDITION_DESCRIPTION, "O"),
    ISBNDB("a cover that stays",
           ",\"image\":\"https://i/1.jpg\",\"image_original\":\"https://i/2?token=1\"",
           EDITION_COVER, "{\"large\":\"https://i/1.jpg\"}"),
    ISBNDB("a NUL within", ",\"publisher\":\"A\\u0000B\"", EDITION_PUBLISHER,
           "A\xef\xbf\xbd"
           "B"),
    ISBNDB("half a pair", ",\"publisher\":\"A\\ud800B\"", EDITION_PUBLISHER,
           "A\xef\xbf\xbd"
           "B"),
    ISBNDB("the other half", ",\"publisher\":\"A\\udc00\"", EDITION_PUBLISHER, "A\xef\xbf\xbd"),
    ISBNDB("bytes that are no UTF-8",
           ",\"publisher\":\"A\xff"
           "B\"",
           EDITION_PUBLISHER,
           "A\xef\xbf\xbd"
           "B"),
    ISBNDB("members of wrong types", ",\"publisher\":{\"a\":1},\"authors\":7,\"subjects\":true",
           EDITION_PUBLISHER, NULL),
    {.what = "the older name of the list",
     .kind = &provider_isbndb,
     .body = "{\"books\":[{\"isbn\":\"" A10 "\",\"title\":\"T\"}]}",
     .isbns = A,
     .value = "T"},
    {.what = "one of two",
     .kind = &provider_isbndb,
     .body = RECORD(""),
     .isbns = A,
     .value = "The Women"},
    {.what = "others, in another order",
     .kind = &provider_isbndb,
     .isbns = "9780804429573 " B " " A,
     .body = "{\"data\":[{\"isbn13\":\"9780804429573\",\"title\":\"X\"},{\"isbn10\":"
             "\"0306406152\",\"title\":\"Y\"},"
             "{\"isbn13\":\"" A "\",\"title\":\"Z\"}]}",
     .value = "X"},
    {.what = "two records for one",
     .kind = &provider_isbndb,
     .isbns = A,
     .value = "first",
     .body = "{\"data\":[{\"isbn13\":\"" A "\",\"title\":\"first\"},{\"isbn13\":\"" A
             "\",\"title\":\"second\"}]}"},
    {.what = "no records, bad ones among good ones",
     .kind = &provider_isbndb,
     .isbns = A,
     .bad_items = 4,
     .value = "T",
     .body = "{\"data\":[null,7,{\"isbn13\":\"9781250178630\"},{},{\"isbn13\":\"" A
             "\",\"title\":\"T\"}]}"},
    {.what = "none of two",
     .kind = &provider_isbndb,
     .body = "{\"total\":0,\"data\":[]}",
     .suspect = true},
    {.what = "none of one",
     .kind = &provider_isbndb,
     .asked = 1,
     .body = "{\"total\":0,\"data\":[]}"},
    {.what = "none without a list", .kind = &provider_isbndb, .asked = 1, .body = "{\"total\":0}"},
    {.what = "404, which a spent key gets, too",
     .kind = &provider_isbndb,
     .asked = 1,
     .status = 404,
     .body = "{\"message\":\"Not Found\"}",
     .suspect = true},
    {.what = "400", .kind = &provider_isbndb, .status = 400, .body = "{}", .class = ERROR_REQUEST},
    {.what = "413", .kind = &provider_isbndb, .status = 413, .body = "{}", .class = ERROR_REQUEST},
    {.what = "429 of the day",
     .kind = &provider_isbndb,
     .status = 429,
     .body = "{\"message\":\"Daily quota exceeded\"}",
     .class = ERROR_QUOTA},
    {.what = "429 of the minute",
     .kind = &provider_isbndb,
     .status = 429,
     .body = "{\"message\":\"Per minute quota exceeded\"}",
     .class = ERROR_RATE_LIMITED},
    {.what = "403 of the wrong host",
     .kind = &provider_isbndb,
     .status = 403,
     .body = "{}",
     .class = ERROR_CONFIG},
    {.what = "500 for its size",
     .kind = &provider_isbndb,
     .status = 500,
     .body = "{}",
     .class = ERROR_TRANSIENT},
    {.what = "no list",
     .kind = &provider_isbndb,
     .body = "{\"message\":\"x\"}",
     .class = ERROR_MALFORMED},
    {.what = "cut off",
     .kind = &provider_isbndb,
     .body = "{\"data\":[{\"isbn13\":\"" A "\"",
     .class = ERROR_MALFORMED},
};

static void isbndb_editions__table(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(isbndb_rows); i++)
        check(&isbndb_rows[i]);
}

#define VOLUME(identifiers)                                                                        \
    "{\"id\":\"v1\",\"volumeInfo\":{\"title\":\"The Women\"" identifiers "}}"
#define IDENTIFIERS(isbn)                                                                          \
    ",\"industryIdentifiers\":[{\"type\":\"OTHER\",\"identifier\":\"X:1\"},{\"type\":\"ISBN\","    \
    "\"identifier\":\"" isbn "\"}]"
#define GOOGLE(name, members, of, says)                                                            \
    {                                                                                              \
        .what = (name), .kind = &provider_google_books, .next = "v1",                              \
        .body = "{\"id\":\"v1\",\"volumeInfo\":{\"title\":\"T\"" IDENTIFIERS(A) members "}}",      \
        .isbns = A, .field = (of), .value = (says)                                                 \
    }

static const struct row google_books_rows[] = {
    {.what = "found by 13 digits",
     .kind = &provider_google_books,
     .then = "v1",
     .body = "{\"items\":[" VOLUME(IDENTIFIERS(A)) "]}"},
    {.what = "found by 10",
     .kind = &provider_google_books,
     .then = "v1",
     .body = "{\"items\":[" VOLUME(IDENTIFIERS(A10)) "]}"},
    {.what = "another book",
     .kind = &provider_google_books,
     .body = "{\"items\":[" VOLUME(IDENTIFIERS(B)) "]}"},
    {.what = "the second is it",
     .kind = &provider_google_books,
     .then = "v2",
     .body = "{\"items\":[" VOLUME(
         IDENTIFIERS(B)) ",{\"id\":\"v2\",\"volumeInfo\":{\"title\":\"T\"" IDENTIFIERS(A) "}}]}"},
    {.what = "without identifiers, with our title",
     .kind = &provider_google_books,
     .then = "v1",
     .body = "{\"items\":[" VOLUME("") "]}"},
    {.what = "without identifiers, with another title",
     .kind = &provider_google_books,
     .body = "{\"items\":[{\"id\":\"v1\",\"volumeInfo\":{\"title\":\"The Men\"}}]}"},
    {.what = "an identifier is better than a title",
     .kind = &provider_google_books,
     .then = "v2",
     .body = "{\"items\":[" VOLUME(
         "") ",{\"id\":\"v2\",\"volumeInfo\":{\"title\":\"T\"" IDENTIFIERS(A) "}}]}"},
    {.what = "nothing", .kind = &provider_google_books, .body = "{\"totalItems\":0}"},
    {.what = "an error with status 200",
     .kind = &provider_google_books,
     .class = ERROR_TRANSIENT,
     .body = "{\"error\":{\"code\":503,\"message\":\"Service temporarily unavailable.\"}}"},
    GOOGLE("printed pages first", ",\"pageCount\":187,\"printedPageCount\":192", EDITION_PAGES,
           "192"),
    GOOGLE("pages", ",\"pageCount\":187", EDITION_PAGES, "187"),
    GOOGLE("a description with tags, as it came", ",\"description\":\"<p>A</p>\"",
           EDITION_DESCRIPTION, "<p>A</p>"),
    GOOGLE("categories", ",\"categories\":[\"Fiction / General\"]", EDITION_SUBJECTS,
           "[\"Fiction / General\"]"),
    GOOGLE("covers", ",\"imageLinks\":{\"thumbnail\":\"http://b/1&edge=curl\"}", EDITION_COVER,
           "{\"medium\":\"http://b/1&edge=curl\"}"),
    GOOGLE("its id", "", EDITION_IDENTIFIERS, "{\"google_books\":[\"v1\"]}"),
    {.what = "the volume bears another",
     .kind = &provider_google_books,
     .next = "v1",
     .body = VOLUME(IDENTIFIERS(B))},
    {.what = "the volume is gone",
     .kind = &provider_google_books,
     .next = "v1",
     .status = 404,
     .body = "{}"},
    {.what = "the day is spent",
     .kind = &provider_google_books,
     .next = "v1",
     .status = 403,
     .class = ERROR_QUOTA,
     .body = "{\"error\":{\"code\":403,\"message\":\"Daily Limit Exceeded\"}}"},
};

static void google_books_editions__table(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(google_books_rows); i++)
        check(&google_books_rows[i]);
}

#define DETAILS(members) "{\"ISBN:" A "\":{\"details\":{\"title\":\"The Women\"" members "}}}"
#define LIBRARY(name, members, of, says)                                                           \
    {                                                                                              \
        .what = (name), .kind = &provider_open_library, .body = DETAILS(members), .isbns = A,      \
        .then = "data", .field = (of), .value = (says)                                             \
    }
#define DATA(name, members, of, says)                                                              \
    {                                                                                              \
        .what = (name), .kind = &provider_open_library, .next = "data", .isbns = A, .field = (of), \
        .value = (says), .body = "{\"ISBN:" A "\":{\"title\":\"The Women\"" members "}}"           \
    }

static const struct row open_library_rows[] = {
    LIBRARY("a title", "", EDITION_TITLE, "The Women"),
    LIBRARY("languages", ",\"languages\":[{\"key\":\"/languages/eng\"},null]", EDITION_LANGUAGES,
            "[\"eng\"]"),
    LIBRARY("a description", ",\"description\":\"D\"", EDITION_DESCRIPTION, "D"),
    LIBRARY("a description as an object",
            ",\"description\":{\"type\":\"/type/text\",\"value\":\"D\"}", EDITION_DESCRIPTION, "D"),
    LIBRARY("publishers", ",\"publishers\":[\"P\",\"Q\"]", EDITION_PUBLISHER, "P"),
    LIBRARY("a date in words", ",\"publish_date\":\"February 6, 2024\"", EDITION_PUBLISHED,
            "February 6, 2024"),
    LIBRARY("a cover", ",\"covers\":[12]", EDITION_COVER,
            "{\"small\":\"https://covers.openlibrary.org/b/id/12-S.jpg\","
            "\"medium\":\"https://covers.openlibrary.org/b/id/12-M.jpg\","
            "\"large\":\"https://covers.openlibrary.org/b/id/12-L.jpg\"}"),
    LIBRARY("a removed cover", ",\"covers\":[-1]", EDITION_COVER, NULL),
    LIBRARY("identifiers",
            ",\"key\":\"/books/OL1M\",\"works\":[{\"key\":\"/works/OL1W\"}],"
            "\"identifiers\":{\"goodreads\":[\"7\",null]},\"oclc_numbers\":[\"9\"],\"isbn_13\":"
            "[\"" A "\"]",
            EDITION_IDENTIFIERS,
            "{\"openlibrary_edition\":\"OL1M\",\"openlibrary_works\":[\"OL1W\"],\"goodreads\":["
            "\"7\"],\"oclc\":[\"9\"],"
            "\"isbns\":[\"" A "\"]}"),
    DATA("authors of the work",
         ",\"authors\":[{\"url\":\"https://openlibrary.org/authors/OL1A/K_H\",\"name\":\"K H\"},"
         "{\"name\":\"B\"},null]",
         EDITION_AUTHORS, "[{\"name\":\"K H\",\"key\":\"OL1A\"},{\"name\":\"B\"}]"),
    DATA("subjects", ",\"subjects\":[{\"name\":\"War\",\"url\":\"u\"},\"Nurses\"]",
         EDITION_SUBJECTS, "[\"War\",\"Nurses\"]"),
    DATA("the title stays that of the edition", "", EDITION_TITLE, NULL),
    {.what = "none of two", .kind = &provider_open_library, .body = "{}", .suspect = true},
    {.what = "none of one", .kind = &provider_open_library, .asked = 1, .body = "{}"},
    {.what = "nothing where there was something",
     .kind = &provider_open_library,
     .next = "data",
     .body = "{}",
     .class = ERROR_TRANSIENT},
    {.what = "no object for a record",
     .kind = &provider_open_library,
     .body = "{\"ISBN:" A "\":[1]}",
     .bad_items = 1,
     .suspect = true},
    {.what = "too many calls",
     .kind = &provider_open_library,
     .status = 429,
     .body = "",
     .class = ERROR_RATE_LIMITED},
    {.what = "a page", .kind = &provider_open_library, .body = "<html>", .class = ERROR_MALFORMED},
    {.what = "a list", .kind = &provider_open_library, .body = "[]", .class = ERROR_MALFORMED},
};

static void open_library_editions__table(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(open_library_rows); i++)
        check(&open_library_rows[i]);
}

/* 11 KB of subjects, and ten times that: the list is kept as far as a claim may be long. */
static void isbndb_editions__caps_lists(void **state)
{
    (void)state;
    static const int counts[] = {300, 3000};
    for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
        struct error err = {0};
        CLEANUP(text_done) struct text body = {0};
        CLEANUP(edition_answer_done) struct edition_answer answer = {0};
        text_add(&body, "{\"data\":[{\"isbn13\":\"" A "\",\"subjects\":[");
        for (int k = 0; k < counts[i]; k++)
            text_add_format(&body, "%s\"Arborist Merchandising Root, %d\"", k ? "," : "", k);
        text_add(&body, "]}]}");
        const struct edition_question question = {.isbns = asked, .count = 1, .next = ""};
        const struct http_response response = {
            .status = 200, .body = text_of(&body), .body_bytes = body.count};
        assert_true(provider_check_editions(&provider_isbndb, &response, &question, &answer, &err));
        const char *subjects = edition_record_value(&answer.records.items[0], EDITION_SUBJECTS);
        assert_non_null(subjects);
        assert_true(strlen(subjects) > (size_t)(i == 0 ? 10000 : 30000));
        assert_int_equal(subjects[strlen(subjects) - 1], ']');
    }
}

static void build_editions__table(void **state)
{
    (void)state;
    static const struct {
        const struct provider_kind *kind;
        const char *next, *method, *url, *body;
        size_t count;
    } rows[] = {
        {&provider_isbndb, "", "POST", "https://api.premium.isbndb.com/books",
         "{\"isbns\":[\"" A "\",\"" B "\"]}", 2},
        {&provider_open_library, "", "GET",
         "https://openlibrary.org/api/books?bibkeys=ISBN:" A ",ISBN:" B
         "&format=json&jscmd=details",
         "", 2},
        {&provider_open_library, "data", "GET",
         "https://openlibrary.org/api/books?bibkeys=ISBN:" A "&format=json&jscmd=data", "", 1},
        {&provider_google_books, "", "GET",
         "https://www.googleapis.com/books/v1/volumes?q=isbn:" A
         "&maxResults=10&printType=books&country=US"
         "&fields=totalItems,items(id,volumeInfo(title,industryIdentifiers))",
         "", 1},
        {&provider_google_books, "a/b?c", "GET",
         "https://www.googleapis.com/books/v1/volumes/a%2Fb%3Fc?country=US", "", 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct error err = {0};
        CLEANUP(http_request_done) struct http_request request = {0};
        const struct provider_settings settings = provider_check_settings(rows[i].kind);
        const struct edition_question question = {
            .isbns = asked, .count = rows[i].count, .next = rows[i].next};
        assert_true(rows[i].kind->build_editions(&settings, &question, &request, &err));
        assert_string_equal(request.method, rows[i].method);
        assert_string_equal(text_of(&request.url), rows[i].url);
        assert_string_equal(text_of(&request.body), rows[i].body);
        assert_null(strstr(text_of(&request.url), PROVIDER_CHECK_KEY));
    }
}

TEST_MAIN(cmocka_unit_test(isbndb_editions__table), cmocka_unit_test(google_books_editions__table),
          cmocka_unit_test(open_library_editions__table),
          cmocka_unit_test(isbndb_editions__caps_lists), cmocka_unit_test(build_editions__table))
