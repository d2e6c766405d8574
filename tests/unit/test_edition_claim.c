/* test_edition_claim.c: records of answers, and the kinds of sources. */
#include "core/edition_claim.h"

#include "core/mem.h"
#include "core/source_kind.h"
#include "test.h"

static const struct isbn isbn = {"9780306406157"};

static void edition_record_say__keeps_the_first_value(void **state)
{
    (void)state;
    CLEANUP(edition_records_done) struct edition_records records = {0};
    struct edition_record *record = edition_records_add(&records, &isbn);
    edition_record_say(record, EDITION_TITLE, NULL);
    edition_record_say(record, EDITION_TITLE, "");
    assert_int_equal(record->count, 0);
    edition_record_say(record, EDITION_TITLE, "One");
    edition_record_say(record, EDITION_TITLE, "Two");
    edition_record_say(record, EDITION_PAGES, "12");
    assert_int_equal(record->count, 2);
    assert_string_equal(edition_record_value(record, EDITION_TITLE), "One");
    assert_null(edition_record_value(record, EDITION_COVER));
}

static void edition_record_say__bounds_a_value(void **state)
{
    (void)state;
    CLEANUP(edition_records_done) struct edition_records records = {0};
    struct edition_record *record = edition_records_add(&records, &isbn);
    char *const value = mem_new(EDITION_VALUE_MAX + 2, 1);
    memset(value, 'x', EDITION_VALUE_MAX + 1);
    memcpy(value + EDITION_VALUE_MAX - 1, "é", 2);
    edition_record_say(record, EDITION_DESCRIPTION, value);
    assert_int_equal(strlen(edition_record_value(record, EDITION_DESCRIPTION)),
                     EDITION_VALUE_MAX - 1);
    value[0] = '[';
    edition_record_say(record, EDITION_SUBJECTS, value);
    assert_null(edition_record_value(record, EDITION_SUBJECTS));
    edition_record_say(record, EDITION_TITLE, "Half a \xc3");
    assert_string_equal(edition_record_value(record, EDITION_TITLE), "Half a ");
    edition_record_say(record, EDITION_SERIES, "\xff");
    assert_null(edition_record_value(record, EDITION_SERIES));
    mem_free(value);
}

static void edition_field_find__knows_all(void **state)
{
    (void)state;
    for (int i = 0; i < EDITION_FIELD_COUNT_; i++) {
        enum edition_field found = EDITION_FIELD_COUNT_;
        assert_true(edition_field_find(edition_field_name((enum edition_field)i), &found));
        assert_int_equal(found, i);
    }
    enum edition_field found;
    assert_false(edition_field_find("colour", &found));
}

static void source_kind_of__table(void **state)
{
    (void)state;
    static const struct {
        const char *source, *provider_kind;
        enum source_kind kind;
    } rows[] = {
        {"user", NULL, SOURCE_USER},
        {"catalog", NULL, SOURCE_CATALOG},
        {"openlibrary_dump", NULL, SOURCE_OPEN_LIBRARY_DUMP},
        {"generator", NULL, SOURCE_GENERATOR},
        {"isbndb", "isbndb", SOURCE_ISBNDB},
        {"open_library", NULL, SOURCE_OPEN_LIBRARY},
        {"google_books", NULL, SOURCE_GOOGLE_BOOKS},
        {"second_isbndb", "isbndb", SOURCE_ISBNDB},
        {"second_isbndb", NULL, SOURCE_OTHER},
        {"gemini", NULL, SOURCE_GENERATOR},
        {"xai", NULL, SOURCE_GENERATOR},
        {"mine", "openai", SOURCE_GENERATOR},
        {"", NULL, SOURCE_OTHER},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        EXPECT_ROW(rows[i].source,
                   source_kind_of(rows[i].source, rows[i].provider_kind) == rows[i].kind);
    for (int kind = 0; kind < SOURCE_KIND_COUNT_; kind++)
        assert_non_null(source_kind_name((enum source_kind)kind));
}

TEST_MAIN(cmocka_unit_test(edition_record_say__keeps_the_first_value),
          cmocka_unit_test(edition_record_say__bounds_a_value),
          cmocka_unit_test(edition_field_find__knows_all), cmocka_unit_test(source_kind_of__table))
