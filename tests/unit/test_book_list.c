/* test_book_list.c: the books in what a model wrote. */
#include "answers/book_list.h"

#include "provider_check.h"
#include "test.h"

#define BOOK_A "{\"title\":\"A\",\"author\":\"X\",\"publication_year\":2023}"
#define BOOK_B "{\"title\":\"B\",\"author\":\"Y\",\"publication_year\":2023}"

static bool read_text(const char *text, bool cut_off, struct generate_answer *ret,
                      struct error *err)
{
    const struct provider_settings settings = {.name = "test", .key = PROVIDER_CHECK_KEY};
    return book_list_read(&settings, text, cut_off, ret, err);
}

static void book_list_read__table(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
        const char *titles; /* ',' between them; NULL: MALFORMED */
        int bad_items;
        bool cut_off, truncated;
        const char *refusal;
    } rows[] = {
        /* forms that are in order */
        {"array", "[" BOOK_A "," BOOK_B "]", .titles = "A,B"},
        {"object", "{\"books\":[" BOOK_A "]}", .titles = "A"},
        {"object of another name", "{\"month\":\"2023-11\",\"list\":[" BOOK_A "]}", .titles = "A"},
        {"list within", "{\"data\":{\"books\":[" BOOK_A "]}}", .titles = "A"},
        {"objects within an array", "[{\"books\":[" BOOK_A "]},{\"books\":[" BOOK_B "]}]",
         .titles = "A,B"},
        {"one object", BOOK_A, .titles = "A"},
        {"an object a line", BOOK_A "\n" BOOK_B "\n", .titles = "A,B"},
        {"titled list", "{\"title\":\"Books\",\"books\":[" BOOK_A "]}", .titles = "A"},
        {"list of strings beside", "{\"tags\":[\"x\"],\"books\":[" BOOK_A "]}", .titles = "A"},
        {"words beside the list", "{\"message\":\"Here:\",\"tags\":[\"x\"],\"list\":[" BOOK_A "]}",
         .titles = "A"},
        {"escaped, with marks by their number", "{\\\"books\\\":[{\\\"title\\\":\\u0022A\\u0022}]}",
         .titles = "A"},
        {"title within a book", "[{\"title\":\"A\",\"series\":{\"title\":\"Z\"}}]", .titles = "A"},
        {"title within one book", "{\"title\":\"A\",\"series\":{\"title\":\"Z\"}}", .titles = "A"},
        {"two lists, neither named", "{\"tags\":[\"x\"],\"list\":[" BOOK_A "]}", .titles = "A"},
        {"books of another type", "{\"books\":{\"title\":\"A\"}}", .titles = "A"},
        {"empty array", "[]", .titles = ""},
        {"empty list", "{\"books\":[]}", .titles = ""},
        /* around them */
        {"byte order mark", "\xef\xbb\xbf[" BOOK_A "]", .titles = "A"},
        {"fence", "```json\n[" BOOK_A "]\n```", .titles = "A"},
        {"fence without name", "```\n[" BOOK_A "]\n```\n", .titles = "A"},
        {"fence never closed", "```json\n[" BOOK_A "]", .titles = "A"},
        {"two fences", "One:\n```json\n[" BOOK_A "]\n```\nTwo:\n```json\n[" BOOK_B "]\n```",
         .titles = "A,B"},
        {"words before", "Here you are: [" BOOK_A "]", .titles = "A"},
        {"words behind", "[" BOOK_A "]\nI hope this helps!", .titles = "A"},
        {"a quotation mark before", "The \"list: [" BOOK_A "]", .titles = "A"},
        {"brackets before", "Books [20 at most] {of 2023}: [" BOOK_A "]", .titles = "A"},
        {"brackets behind", "[" BOOK_A "] [1] {x}", .titles = "A"},
        {"a bracket never closed before", "Well :-[ then\n[" BOOK_A "]", .titles = "A",
         .truncated = true},
        {"thoughts", "<think>[" BOOK_B "]</think>\n[" BOOK_A "]", .titles = "A"},
        {"thoughts without beginning", "Hm, [" BOOK_B "]?</think>[" BOOK_A "]", .titles = "A"},
        {"thoughts only", "<think>[" BOOK_A "]", .titles = NULL},
        /* bad items */
        {"no title", "[{\"author\":\"X\"}," BOOK_A "]", .titles = "A", .bad_items = 1},
        {"title null", "[{\"title\":null}," BOOK_A "]", .titles = "A", .bad_items = 1},
        {"title a list", "[{\"title\":[\"Z\"]}," BOOK_A "]", .titles = "A", .bad_items = 1},
        {"title a number", "[{\"title\":1984}," BOOK_A "]", .titles = "A", .bad_items = 1},
        {"title empty", "[{\"title\":\"\"}," BOOK_A "]", .titles = "A", .bad_items = 1},
        {"title blank", "[{\"title\":\" \\t\\u00a0\"}," BOOK_A "]", .titles = "A", .bad_items = 1},
        {"title without letters", "[{\"title\":\"?!\"}," BOOK_A "]", .titles = "A", .bad_items = 1},
        {"strings among books", "[\"B by Y\"," BOOK_A ",null,7,[]]", .titles = "A", .bad_items = 4},
        {"only bad items", "[{\"author\":\"X\"},{\"author\":\"Y\"}]", .titles = NULL},
        {"list of strings", "[\"A by X\",\"B by Y\"]", .titles = NULL},
        /* broken in one place: the others are kept */
        {"trailing comma", "[" BOOK_A "," BOOK_B ",]", .titles = "A,B"},
        {"comma missing", "[" BOOK_A " " BOOK_B "]", .titles = "A,B"},
        {"comment", "[" BOOK_A ", // more\n" BOOK_B "]", .titles = "A,B"},
        {"item broken", "[" BOOK_A ",{\"title\":\"Z\",\"year\":NaN}," BOOK_B "]", .titles = "A,B",
         .bad_items = 1},
        {"item with a key twice", "[" BOOK_A ",{\"title\":\"Z\",\"title\":\"Y\"}]", .titles = "A",
         .bad_items = 1},
        {"item with U+0000", "[" BOOK_A ",{\"title\":\"Z\\u0000\"}]", .titles = "A",
         .bad_items = 1},
        {"item with a lone surrogate", "[{\"title\":\"\\ud800\"}," BOOK_A "]", .titles = "A",
         .bad_items = 1},
        {"item with a raw line end", "[{\"title\":\"Z\nZ\"}," BOOK_A "]", .titles = "A",
         .bad_items = 1},
        {"single quotes", "[{'title':'Z'}," BOOK_A "]", .titles = "A", .bad_items = 1},
        {"object broken outside", "{\"books\":[" BOOK_A "],\"note\":undefined}", .titles = "A"},
        {"books twice", "{\"books\":[" BOOK_A "],\"books\":[" BOOK_B "]}", .titles = "A,B"},
        {"bad nested object counts once",
         "[{\"title\":\"Z\",\"author\":{\"name\":\"N\"},\"x\":NaN}," BOOK_A "]", .titles = "A",
         .bad_items = 1},
        {"closed too often", "[" BOOK_A "]]]}}", .titles = "A"},
        /* cut off */
        {"in an item", "{\"books\":[" BOOK_A "," BOOK_B ",{\"title\":\"C", .titles = "A,B",
         .truncated = true},
        {"in an item, as said", "[" BOOK_A ",{\"titl", .titles = "A", .cut_off = true,
         .truncated = true},
        {"behind an item", "[" BOOK_A, .titles = "A", .truncated = true},
        {"behind a comma", "[" BOOK_A ",", .titles = "A", .truncated = true},
        {"in an escape", "[" BOOK_A ",{\"title\":\"C\\", .titles = "A", .truncated = true},
        {"a bracket in a string", "[" BOOK_A ",{\"title\":\"C]} {", .titles = "A",
         .truncated = true},
        {"whole, though said to be cut", "[" BOOK_A "]", .titles = "A", .cut_off = true,
         .truncated = true},
        {"in the first item", "{\"books\":[{\"title\":\"A\"", .titles = NULL},
        {"before the first item", "{\"books\":[", .titles = NULL},
        {"empty list, said to be cut", "[]", .titles = NULL, .cut_off = true},
        {"nothing, said to be cut", "", .titles = NULL, .cut_off = true},
        /* refusals */
        {"reason", "{\"books\":[],\"refusal_reason\":\"Too far back.\"}", .titles = "",
         .refusal = "Too far back."},
        {"reason before the list", "{\"reason\":\"No.\",\"books\":[]}", .titles = "",
         .refusal = "No."},
        {"reason beside books", "{\"books\":[" BOOK_A "],\"refusal_reason\":\"Few.\"}",
         .titles = "A"},
        {"reason beside a list of another name", "{\"list\":[],\"reason\":\"No.\"}", .titles = "",
         .refusal = "No."},
        {"reason that is false", "{\"books\":[],\"refusal_reason\":\"False\"}", .titles = ""},
        {"reason that is none", "{\"books\":[],\"refusal_reason\":\"None\"}", .titles = ""},
        {"reason null", "{\"books\":[],\"refusal_reason\":null}", .titles = ""},
        {"reason a number", "{\"books\":[],\"refusal_reason\":7}", .titles = ""},
        {"error", "{\"error\":\"Unable to generate 20 books.\"}", .titles = "",
         .refusal = "Unable to generate 20 books."},
        {"error object", "{\"error\":{\"message\":\"Cannot.\"}}", .titles = "",
         .refusal = "Cannot."},
        {"error in a fence", "```json\n{\"error\":\"Unable.\"}\n```", .titles = "",
         .refusal = "Unable."},
        {"words", "I'm sorry, but I can't list these.", .titles = "", .refusal = "I'm sorry, but"},
        {"words with a typographic apostrophe", "I can’t do that.", .titles = "",
         .refusal = "I can’t"},
        {"words behind thoughts", "<think>Hm.</think>\n\nI cannot verify them.", .titles = "",
         .refusal = "I cannot verify"},
        {"words and a bracket", "Unfortunately [1] I know none", .titles = "",
         .refusal = "Unfortunately"},
        {"words, cut off", "I cannot", .titles = "", .cut_off = true, .refusal = "I cannot"},
        {"words before a list", "Sorry, only one: [" BOOK_A "]", .titles = "A"},
        {"the key in the words", "{\"error\":\"No: " PROVIDER_CHECK_KEY "!\"}", .titles = "",
         .refusal = "No: *******************!"},
        /* nothing */
        {"empty", "", .titles = NULL},
        {"blanks", " \n\t", .titles = NULL},
        {"words without refusal", "A strong month.", .titles = NULL},
        {"null", "null", .titles = NULL},
        {"a string", "\"A\"", .titles = NULL},
        {"an object of nothing", "{}", .titles = NULL},
        {"markdown", "1. **A** by X\n2. **B** by Y", .titles = NULL},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct error err = {0};
        CLEANUP(generate_answer_done) struct generate_answer answer = {0};
        CLEANUP(text_done) struct text titles = {0};
        const bool ok = read_text(rows[i].text, rows[i].cut_off, &answer, &err);
        for (size_t k = 0; k < answer.books.count; k++)
            text_add_format(&titles, "%s%s", k ? "," : "", answer.books.items[k].title);
        if (ok != (rows[i].titles != NULL))
            fail_msg("row '%s': %s", rows[i].name, ok ? "read" : err.message);
        EXPECT_ROW(rows[i].name, err.class == (ok ? ERROR_NONE : ERROR_MALFORMED));
        if (ok && strcmp(text_of(&titles), rows[i].titles) != 0)
            fail_msg("row '%s': read '%s'", rows[i].name, text_of(&titles));
        if (answer.bad_items != rows[i].bad_items)
            fail_msg("row '%s': %d bad items", rows[i].name, answer.bad_items);
        EXPECT_ROW(rows[i].name, answer.truncated == rows[i].truncated);
        EXPECT_ROW(rows[i].name, answer.refused == (rows[i].refusal != NULL));
        EXPECT_ROW(rows[i].name, !answer.refused || strstr(answer.refusal, rows[i].refusal));
    }
}

static void book_list_read__year(void **state)
{
    (void)state;
    static const struct {
        const char *member;
        int year;
    } rows[] = {
        {"\"publication_year\":2023", 2023},
        {"\"publication_year\":2023.0", 2023},
        {"\"publication_year\":\"2023\"", 2023},
        {"\"publication_year\":\"c. 1999\"", 1999},
        {"\"publication_year\":\"1999-04-01\"", 1999},
        {"\"publication_year\":\"1999/2000\"", 1999},
        {"\"publication_year\":\"April 1, 1999\"", 1999},
        {"\"publication_year\":null,\"year\":1987", 1987},
        {"\"publication_date\":\"1987-05\"", 1987},
        {"\"publication_year\":180", 180},
        {"\"publication_year\":0", 0},
        {"\"publication_year\":-5", 0},
        {"\"publication_year\":\"-1999\"", 0},
        {"\"publication_year\":99999", 0},
        {"\"publication_year\":\"99999\"", 0},
        {"\"publication_year\":\"unknown\"", 0},
        {"\"publication_year\":\"\"", 0},
        {"\"publication_year\":true", 0},
        {"\"publication_year\":[2023]", 0},
        {"\"publication_year\":{\"year\":2023}", 0},
        {"\"publication_year\":9223372036854775807", 0},
        {"\"publication_year\":1e300", 0},
        {"\"publisher\":\"P\"", 0},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct error err = {0};
        CLEANUP(text_done) struct text item = {0};
        CLEANUP(generate_answer_done) struct generate_answer answer = {0};
        text_add_format(&item, "[{\"title\":\"A\",%s}]", rows[i].member);
        EXPECT_ROW(rows[i].member, read_text(text_of(&item), false, &answer, &err));
        if (answer.books.items[0].year != rows[i].year)
            fail_msg("row '%s': %d", rows[i].member, answer.books.items[0].year);
    }
}

static void book_list_read__authors(void **state)
{
    (void)state;
    static const struct {
        const char *member, *authors;
    } rows[] = {
        {"\"author\":\"Neil Gaiman\"", "Neil Gaiman"},
        {"\"authors\":\"Neil Gaiman\"", "Neil Gaiman"},
        {"\"author\":[\"Neil Gaiman\",\" Terry  Pratchett\\n\"]", "Neil Gaiman;Terry Pratchett"},
        {"\"authors\":[{\"name\":\"A\"},{\"name\":\"B\"}]", "A;B"},
        {"\"author\":{\"name\":\"A\"}", "A"},
        {"\"author\":[null,7,\"\",\"A\",[\"B\"]]", "A"},
        {"\"author\":\"Neil Gaiman and Terry Pratchett\"", "Neil Gaiman and Terry Pratchett"},
        {"\"author\":null", NULL},
        {"\"author\":\"\"", NULL},
        {"\"author\":7", NULL},
        {"\"author\":[]", NULL},
        {"\"author\":{\"first\":\"A\"}", NULL},
        {"\"author\":\"A\\u202eB\\u0007C\"", "AB C"},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct error err = {0};
        CLEANUP(text_done) struct text item = {0};
        CLEANUP(generate_answer_done) struct generate_answer answer = {0};
        text_add_format(&item, "[{\"title\":\"A\",%s}]", rows[i].member);
        EXPECT_ROW(rows[i].member, read_text(text_of(&item), false, &answer, &err));
        EXPECT_ROW(rows[i].member, text_equal(answer.books.items[0].authors, rows[i].authors));
    }
}

/* ---- a quotation mark too many or too few, anywhere in an item ---- */

enum { STRAY_BOOKS = 6 };

static void write_list(struct text *list, const char *begin, const char *end)
{
    text_add(list, begin);
    for (int i = 0; i < STRAY_BOOKS; i++)
        text_add_format(list, "%s{\"title\": \"Number %d\",\n\"author\":\"X\",\"year\":2023%s}",
                        i ? "," : "", i, i % 2 ? "" : ",\"significance\":\"Words, and more.\"");
    text_add(list, end);
}

/* The list without one of its quotation marks, or with one more in front of a character. */
static void check_stray(const struct text *list, size_t at, bool more)
{
    struct error err = {0};
    CLEANUP(text_done) struct text stray = {0};
    CLEANUP(generate_answer_done) struct generate_answer answer = {0};
    text_add_bytes(&stray, list->bytes, at);
    text_add(&stray, more ? "\"" : "");
    text_add(&stray, list->bytes + at + !more);
    const bool ok = read_text(text_of(&stray), /* cut_off= */ false, &answer, &err);
    if (!ok || answer.books.count != STRAY_BOOKS - 1 || answer.bad_items != 1 || answer.truncated)
        fail_msg("%zu books, %d bad, truncated %d: %s", answer.books.count, answer.bad_items,
                 answer.truncated, text_of(&stray));
}

static void book_list_read__loses_one_item_to_a_stray_mark(void **state)
{
    (void)state;
    static const struct {
        const char *begin, *end;
    } forms[] = {{"[", "]"}, {"{\"books\": [\n", "\n]}"}, {"```json\n{\"books\":[", "]}\n```\n"}};
    for (size_t i = 0; i < ARRAY_LEN(forms); i++) {
        CLEANUP(text_done) struct text list = {0};
        write_list(&list, forms[i].begin, forms[i].end);
        const char *first = strstr(list.bytes, "{\"title\"");
        for (const char *at = first; *at && strcmp(at, forms[i].end) != 0; at++) {
            const size_t place = (size_t)(at - list.bytes);
            if (*at == '"')
                check_stray(&list, place, /* more= */ false);
            if (strncmp(at, "umber", 5) == 0 || strncmp(at, "ords", 4) == 0)
                check_stray(&list, place, /* more= */ true);
        }
    }
}

/* An AI's own ISBN is never trusted, so it is not even read. */
static void book_list_read__takes_no_isbn(void **state)
{
    (void)state;
    struct error err = {0};
    CLEANUP(generate_answer_done) struct generate_answer answer = {0};
    assert_true(read_text("[{\"title\":\"A\",\"isbn\":\"9780306406157\"}]", false, &answer, &err));
    assert_string_equal(answer.books.items[0].isbn.text, "");
}

static void book_list_read__title_length(void **state)
{
    (void)state;
    static const struct {
        int length;
        size_t books;
    } rows[] = {{BOOK_TEXT_MAX, 2}, {BOOK_TEXT_MAX + 1, 1}, {1 << 20, 1}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct error err = {0};
        CLEANUP(text_done) struct text list = {0};
        CLEANUP(generate_answer_done) struct generate_answer answer = {0};
        text_add_format(&list, "[" BOOK_A ",{\"title\":\"%0*d\"}]", rows[i].length, 1);
        assert_true(read_text(text_of(&list), false, &answer, &err));
        assert_int_equal(answer.books.count, rows[i].books);
        assert_int_equal(answer.bad_items, 2 - rows[i].books);
    }
}

static void add_books(struct text *list, int count)
{
    text_add(list, "[");
    for (int i = 0; i < count; i++)
        text_add_format(list, "%s{\"title\":\"Book %d\",\"author\":\"X\"}", i ? "," : "", i);
}

/* The first hundred are kept, of a list that is in order and of one that is not. */
static void book_list_read__caps_ten_thousand_books(void **state)
{
    (void)state;
    static const char *const ends[] = {"]", ",]", ""};
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        struct error err = {0};
        CLEANUP(text_done) struct text list = {0};
        CLEANUP(generate_answer_done) struct generate_answer answer = {0};
        add_books(&list, 10000);
        text_add(&list, ends[i]);
        assert_true(read_text(text_of(&list), false, &answer, &err));
        assert_int_equal(answer.books.count, BOOK_LIST_MAX);
        assert_string_equal(answer.books.items[99].title, "Book 99");
    }
}

/* Beyond some thousands of values that are no books the rest is not read. */
static void book_list_read__gives_up_on_what_is_no_list(void **state)
{
    (void)state;
    static const struct {
        int objects;
        bool read;
    } rows[] = {{1000, true}, {10000, false}};
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct error err = {0};
        CLEANUP(text_done) struct text text = {0};
        CLEANUP(generate_answer_done) struct generate_answer answer = {0};
        for (int k = 0; k < rows[i].objects; k++)
            text_add(&text, "{} ");
        text_add(&text, "[" BOOK_A "]");
        assert_int_equal(read_text(text_of(&text), false, &answer, &err), rows[i].read);
    }
}

/* What costs most: two megabytes of one pattern. Bounded work, no deep recursion. */
static void book_list_read__survives_patterns(void **state)
{
    (void)state;
    static const char *const patterns[] = {
        "[",  "{",     "]",           "{}",   "[]",    "{},",     "[{",       "{\"a\":",
        "\"", "\\",    "{\"",         "[\"a", "[1,",   "{}{",     "{\"b\":[", "}{",
        "][", "[0,0,", "{\"title\":", "{a}",  "[{a}]", "<think>", "</think>",
    };
    enum { BYTES = 2 << 20 };
    for (size_t i = 0; i < ARRAY_LEN(patterns); i++) {
        struct error err = {0};
        CLEANUP(text_done) struct text text = {0};
        CLEANUP(generate_answer_done) struct generate_answer answer = {0};
        while (text.count < BYTES)
            text_add(&text, patterns[i]);
        const bool ok = read_text(text_of(&text), false, &answer, &err);
        EXPECT_ROW(patterns[i], !ok || answer.books.count == 0);
    }
}

TEST_MAIN(cmocka_unit_test(book_list_read__table), cmocka_unit_test(book_list_read__year),
          cmocka_unit_test(book_list_read__authors),
          cmocka_unit_test(book_list_read__loses_one_item_to_a_stray_mark),
          cmocka_unit_test(book_list_read__takes_no_isbn),
          cmocka_unit_test(book_list_read__title_length),
          cmocka_unit_test(book_list_read__caps_ten_thousand_books),
          cmocka_unit_test(book_list_read__gives_up_on_what_is_no_list),
          cmocka_unit_test(book_list_read__survives_patterns))
