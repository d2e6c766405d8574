/* test_fuzz_corpus.c: the inputs of the fuzz targets as a plain test: the recorded answers, and
 * what a fuzzer once broke something with (tests/fuzz/corpus). Every answer is read as that of
 * every provider. */
#include "http_file.h"
#include "provider_check.h"
#include "test.h"

#include <dirent.h>

static const struct provider_kind *const kinds[] = {
    &provider_catalog, &provider_gemini,       &provider_openai,
    &provider_isbndb,  &provider_google_books, &provider_open_library,
};

/* Returns how many files there were. */
static int each_file(const char *folder, void (*check)(const void *bytes, size_t count))
{
    int files = 0;
    DIR *opened = opendir(folder);
    if (!opened)
        return 0; /* nothing was found by a fuzzer yet */
    for (struct dirent *entry = readdir(opened); entry; entry = readdir(opened)) {
        char path[512];
        size_t count = 0;
        if (entry->d_name[0] == '.')
            continue;
        (void)snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        CLEANUP(mem_free) char *bytes = http_file_bytes(path, &count);
        check(bytes, count);
        files++;
    }
    (void)closedir(opened); /* nothing was written */
    return files;
}

static void check_with_every_kind(const void *bytes, size_t count)
{
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        provider_check_bytes(kinds[i], bytes, count);
}

static void provider_read__holds_for_the_corpus(void **state)
{
    (void)state;
    int files = 0;
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        char folder[512];
        (void)snprintf(folder, sizeof(folder), "%s/%s", TEST_DATA_DIR, kinds[i]->name);
        files += each_file(folder, check_with_every_kind);
        (void)snprintf(folder, sizeof(folder), "%s/corpus/%s", TEST_FUZZ_DIR, kinds[i]->name);
        files += each_file(folder, check_with_every_kind);
    }
    assert_true(files > 200);
}

static void book_list_read__holds_for_the_corpus(void **state)
{
    (void)state;
    assert_true(each_file(TEST_FUZZ_DIR "/corpus/book_list", provider_check_words) >= 10);
}

TEST_MAIN(cmocka_unit_test(provider_read__holds_for_the_corpus),
          cmocka_unit_test(book_list_read__holds_for_the_corpus))
