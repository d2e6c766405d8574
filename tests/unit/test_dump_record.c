/* test_dump_record.c: lines of Open Library's dumps, with what years of imports have left in them.
 * */
#include "model/dump_record.h"
#include "test.h"

#define TODAY "2026-11-30"

static enum dump_result read_edition(const char *json, struct dump_edition *ret, struct error *err)
{
    const struct dump_line line = {.type = "/type/edition",
                                   .path = "/books/OL1M",
                                   .json = json,
                                   .json_count = strlen(json),
                                   .modified = 20080401032850};
    return dump_edition_read(&line, TODAY, ret, err);
}

static const char *or_dash(const char *text)
{
    return text && *text ? text : "-";
}

/* ISBNs, title, publisher, date, language, pages, binding, cover, authors and work in one text. */
static void write_edition(const struct dump_edition *edition, struct text *ret)
{
    for (size_t i = 0; i < edition->isbns.count; i++)
        text_add_format(ret, "%s ", edition->isbns.items[i].text);
    text_add_format(ret, "%s|%s|%s|%s|%d|%s|%lld|", or_dash(edition->title),
                    or_dash(edition->publisher), or_dash(edition->published),
                    or_dash(edition->language), edition->pages, or_dash(edition->binding),
                    (long long)edition->cover);
    for (size_t i = 0; i < edition->authors.count; i++)
        text_add_format(ret, "%s ", edition->authors.items[i]);
    text_add_format(ret, "|%s", or_dash(edition->work.text));
}

#define I "\"isbn_13\":[\"9780306406157\"]"
#define IS "9780306406157 "
static const struct edition_case {
    const char *name, *json, *read;
} edition_cases[] = {
    {"all there is",
     "{\"title\":\"T\",\"title_prefix\":\"The\",\"subtitle\":\"S\"," I
     ",\"publishers\":[\"P\",\"Q\"],"
     "\"publish_date\":\"May 3, 1999\",\"languages\":[{\"key\":\"/languages/fre\"}],"
     "\"number_of_pages\":12,\"physical_format\":\"Paperback\",\"covers\":[5],"
     "\"authors\":[{\"key\":\"/authors/OL1A\"}],\"works\":[{\"key\":\"/works/OL2W\"}]}",
     IS "The T: S|P|1999-05-03|fr|12|Paperback|5|OL1A |OL2W"},
    {"hyphens, blanks, what stands behind",
     "{\"title\":\"T\",\"isbn_13\":[\"978-0-306-40615-7 (pbk.)\",\"ISBN 9783161484100 :\"]}",
     IS "9783161484100 T|-|-|-|0|-|0||-"},
    {"ten digits in the place of thirteen", "{\"title\":\"T\",\"isbn_13\":[\"0306406152\"]}",
     IS "T|-|-|-|0|-|0||-"},
    {"the same twice", "{\"title\":\"T\"," I ",\"isbn_10\":[\"0-306-40615-2\"]}",
     IS "T|-|-|-|0|-|0||-"},
    {"a text in the place of a list",
     "{\"title\":\"T\",\"isbn_10\":\"0306406152\",\"publishers\":\"P\"}", IS "T|P|-|-|0|-|0||-"},
    {"no ISBN is right", "{\"title\":\"T\",\"isbn_13\":[\"9780306406158\",\"\",null,7]}", NULL},
    {"no title", "{" I "}", NULL},
    {"a title of marks", "{\"title\":\"<>\"," I "}", NULL},
    {"NUL and half of a pair", "{\"title\":\"A\\u0000B \\ud83d C\"," I "}",
     IS "AB C|-|-|-|0|-|0||-"},
    {"entities", "{\"title\":\"A &amp;amp; B\"," I "}", IS "A & B|-|-|-|0|-|0||-"},
    {"values of other types",
     "{\"title\":\"T\"," I ",\"publishers\":7,\"publish_date\":{},\"languages\":[null],"
     "\"number_of_pages\":\"x\",\"covers\":[null],\"authors\":[null,{},7],\"works\":\"none\"}",
     IS "T|-|-|-|0|-|0||-"},
    {"a cover that was taken away, no publisher",
     "{\"title\":\"T\"," I ",\"covers\":[-1],\"publishers\":[\"????\"]}", IS "T|-|-|-|0|-|0||-"},
    {"pages as text", "{\"title\":\"T\"," I ",\"number_of_pages\":\"231\"}",
     IS "T|-|-|-|231|-|0||-"},
    {"authors in four shapes",
     "{\"title\":\"T\"," I
     ",\"authors\":[{\"key\":\"/authors/OL1A\"},{\"author\":{\"key\":\"/authors/"
     "OL2A\"},\"type\":{}},{\"author\":\"/authors/OL3A\"},{\"type\":{}},\"/authors/OL4A\"]}",
     IS "T|-|-|-|0|-|0|OL1A OL2A OL3A OL4A |-"},
};

static void dump_edition_read__table(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(edition_cases); i++) {
        CLEANUP(dump_edition_done) struct dump_edition edition = {.title = NULL};
        CLEANUP(text_done) struct text read = {0};
        struct error err = {0};
        const enum dump_result result = read_edition(edition_cases[i].json, &edition, &err);
        write_edition(&edition, &read);
        EXPECT_ROW(edition_cases[i].name,
                   edition_cases[i].read
                       ? result == DUMP_READ && strcmp(text_of(&read), edition_cases[i].read) == 0
                       : result == DUMP_INCOMPLETE);
    }
}

static int64_t rank_with(const char *sources, const char *more)
{
    CLEANUP(dump_edition_done) struct dump_edition edition = {.title = NULL};
    CLEANUP(text_done) struct text json = {0};
    struct error err = {0};
    text_add_format(&json, "{\"title\":\"T\"," I ",\"source_records\":%s%s}", sources, more);
    assert_int_equal(read_edition(text_of(&json), &edition, &err), DUMP_READ);
    return edition.rank;
}

static void dump_edition_read__ranks_libraries_above_people_above_shops(void **state)
{
    (void)state;
    const char *fields = ",\"a\":1,\"b\":2";
    assert_true(rank_with("[\"amazon:1\",\"marc:2\"]", "") > rank_with("[]", fields));
    assert_true(rank_with("[\"ia:1\",\"bwb:2\"]", "") >
                rank_with("[\"bwb:1\",\"promise:2\"]", fields));
    assert_true(rank_with("[]", fields) > rank_with("[]", ""));
}

static void dump_line_split__takes_the_first_four_tabs(void **state)
{
    (void)state;
    char line[] = "/type/work\t/works/OL1W\t3\t2008-04-01T03:28:50.6\t{\"a\":\t1}";
    char short_line[] = "a\tb\tc\td";
    struct dump_line columns = {.type = NULL};
    assert_true(dump_line_split(line, sizeof(line) - 1, &columns));
    assert_string_equal(columns.path, "/works/OL1W");
    assert_string_equal(columns.json, "{\"a\":\t1}");
    assert_int_equal(columns.json_count, 8);
    assert_int_equal(columns.modified, 20080401032850);
    assert_false(dump_line_split(short_line, sizeof(short_line) - 1, &columns));
}

static void dump_key_read__table(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        char letter;
        const char *key;
    } rows[] = {
        {"/books/OL1M", 'M', "OL1M"},
        {"OL1M", '\0', "OL1M"},
        {"/books/OL1M", 'W', NULL},
        {"/books/OLM", 'M', NULL},
        {"/books/OL1X", '\0', NULL},
        {"/books/OL1M/x", 'M', NULL},
        {"", '\0', NULL},
        {"/authors/OL1234567890123456789A", 'A', NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct dump_key key = {.text = ""};
        EXPECT_ROW(rows[i].path,
                   dump_key_read(rows[i].path, rows[i].letter, &key) == !!rows[i].key);
        EXPECT_ROW(rows[i].path, strcmp(key.text, rows[i].key ? rows[i].key : "") == 0);
    }
}

static void dump_redirect_read__leaves_out_what_leads_nowhere(void **state)
{
    (void)state;
    static const struct {
        const char *path, *json;
        enum dump_result result;
    } rows[] = {
        {"/authors/OL1A", "{\"location\":\"/authors/OL2A\"}", DUMP_READ},
        {"/authors/OL1A", "{\"location\":\"/authors/OL1A\"}", DUMP_INCOMPLETE},
        {"/authors/OL1A", "{}", DUMP_INCOMPLETE},
        {"/authors/OL1A", "{", DUMP_BAD},
        {"/about/us", "{\"location\":\"/about\"}", DUMP_OTHER},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const struct dump_line line = {.type = "/type/redirect",
                                       .path = rows[i].path,
                                       .json = rows[i].json,
                                       .json_count = strlen(rows[i].json)};
        struct dump_redirect redirect = {.key.text = ""};
        struct error err = {0};
        EXPECT_ROW(rows[i].json, dump_redirect_read(&line, &redirect, &err) == rows[i].result);
    }
}

TEST_MAIN(cmocka_unit_test(dump_edition_read__table),
          cmocka_unit_test(dump_edition_read__ranks_libraries_above_people_above_shops),
          cmocka_unit_test(dump_line_split__takes_the_first_four_tabs),
          cmocka_unit_test(dump_key_read__table),
          cmocka_unit_test(dump_redirect_read__leaves_out_what_leads_nowhere))
