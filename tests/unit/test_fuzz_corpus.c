/* test_fuzz_corpus.c: every fuzz target reads its corpus, as a plain test: seeds, and what a fuzzer
 * once broke something with (tests/fuzz/corpus). Every recorded answer is read as that of every
 * provider. */
#include "http_file.h"
#include "provider_check.h"
#include "test.h"

#include <dirent.h>

typedef int run_target(const uint8_t *bytes, size_t count);

run_target fuzz_book_list, fuzz_broker, fuzz_broker_url, fuzz_catalog, fuzz_config, fuzz_csv,
    fuzz_dump, fuzz_edition, fuzz_works, fuzz_environment, fuzz_gemini, fuzz_google_books,
    fuzz_http_headers, fuzz_isbndb, fuzz_json, fuzz_match, fuzz_message, fuzz_open_library,
    fuzz_openai, fuzz_pace, fuzz_prices, fuzz_request, fuzz_text, fuzz_trace, fuzz_web_path;

static const struct target {
    const char *name;
    run_target *run;
    bool has_data; /* tests/data has a folder of its name, too */
} targets[] = {
    {"book_list", fuzz_book_list, false},
    {"broker", fuzz_broker, false},
    {"broker_url", fuzz_broker_url, false},
    {"catalog", fuzz_catalog, false},
    {"config", fuzz_config, false},
    {"csv", fuzz_csv, false},
    {"dump", fuzz_dump, false},
    {"environment", fuzz_environment, false},
    {"gemini", fuzz_gemini, true},
    {"google_books", fuzz_google_books, true},
    {"http_headers", fuzz_http_headers, false},
    {"isbndb", fuzz_isbndb, true},
    {"json", fuzz_json, false},
    {"edition", fuzz_edition, false},
    {"works", fuzz_works, false},
    {"match", fuzz_match, false},
    {"message", fuzz_message, false},
    {"open_library", fuzz_open_library, true},
    {"openai", fuzz_openai, true},
    {"pace", fuzz_pace, false},
    {"prices", fuzz_prices, false},
    {"request", fuzz_request, false},
    {"text", fuzz_text, false},
    {"trace", fuzz_trace, false},
    {"web_path", fuzz_web_path, false},
};

#define ROW(name, kind, ...) &provider_##kind,
static const struct provider_kind *const kinds[] = {PROVIDER_TABLE(ROW)};
#undef ROW

/* Returns how many files there were. */
static int each_file(const char *folder, run_target *run)
{
    int files = 0;
    DIR *opened = opendir(folder);
    if (!opened)
        return 0;
    for (struct dirent *entry = readdir(opened); entry; entry = readdir(opened)) {
        char path[512];
        size_t count = 0;
        if (entry->d_name[0] == '.')
            continue;
        (void)snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        CLEANUP(mem_free) char *bytes = http_file_bytes(path, &count);
        assert_int_equal(run((const uint8_t *)bytes, count), 0);
        files++;
    }
    (void)closedir(opened); /* nothing was written */
    return files;
}

static void every_target__holds_for_its_corpus(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
        char folder[512];
        (void)snprintf(folder, sizeof(folder), "%s/corpus/%s", TEST_FUZZ_DIR, targets[i].name);
        int files = each_file(folder, targets[i].run);
        (void)snprintf(folder, sizeof(folder), "%s/%s", TEST_DATA_DIR, targets[i].name);
        files += targets[i].has_data ? each_file(folder, targets[i].run) : 0;
        EXPECT_ROW(targets[i].name, files > 0);
        (void)targets[i].run((const uint8_t *)"", 0);
    }
}

static void every_target__is_run_here(void **state)
{
    (void)state;
    size_t files = 0;
    DIR *opened = opendir(TEST_FUZZ_DIR);
    assert_non_null(opened);
    for (struct dirent *entry = readdir(opened); entry; entry = readdir(opened))
        files += strncmp(entry->d_name, "fuzz_", 5) == 0;
    (void)closedir(opened); /* nothing was written */
    assert_int_equal(files, ARRAY_LEN(targets));
}

static int check_with_every_kind(const uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        provider_check_bytes(kinds[i], bytes, count);
    return 0;
}

static void provider_read__holds_for_the_answers_of_others(void **state)
{
    (void)state;
    int files = 0;
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        char folder[512];
        (void)snprintf(folder, sizeof(folder), "%s/%s", TEST_DATA_DIR, kinds[i]->name);
        files += each_file(folder, check_with_every_kind);
    }
    assert_true(files > 200);
}

TEST_MAIN(cmocka_unit_test(every_target__holds_for_its_corpus),
          cmocka_unit_test(every_target__is_run_here),
          cmocka_unit_test(provider_read__holds_for_the_answers_of_others))
