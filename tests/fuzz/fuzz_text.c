/* fuzz_text.c: any bytes through what makes outside text fit to be shown, stored and compared.
 * Seeds: tests/fuzz/corpus/text. */
#include "fuzz.h"

#include "core/isbn.h"
#include "core/mem.h"
#include "core/month.h"
#include "core/text_fold.h"
#include "core/uuid.h"

static void check_shown(const uint8_t *bytes, size_t count)
{
    CLEANUP(text_done) struct text printable = {0};
    char copy[40];
    const size_t limit = count / 2;
    text_add_printable(&printable, bytes, count, limit);
    MUST(printable.count <= limit);
    fuzz_check_words(text_of(&printable));
    text_copy_printable(copy, sizeof(copy), bytes, count);
    fuzz_check_words(copy);
}

static void check_numbers(const char *text)
{
    int64_t whole = 7, ms = 0;
    double decimal = 7;
    MUST(!text_to_int(text, -5, 9, &whole) || (whole >= -5 && whole <= 9));
    MUST(!text_to_double(text, -5, 9, &decimal) || (decimal >= -5 && decimal <= 9));
    MUST(!text_to_duration_ms(text, &ms) || ms >= 0);
}

static void check_words_of_ours(const char *text)
{
    struct isbn isbn = {0}, again = {0};
    struct month month = {0};
    struct uuid uuid = {0};
    if (isbn_parse(text, &isbn))
        MUST(isbn_parse(isbn.text, &again) && strcmp(isbn.text, again.text) == 0);
    if (month_parse(text, &month))
        MUST(strcmp(month_text(month).text, text) == 0);
    if (uuid_parse(text, &uuid))
        MUST(strlen(uuid.text) == 36);
}

static void check_folded(const char *text)
{
    CLEANUP(text_done) struct text folded = {0};
    CLEANUP(text_done) struct text twice = {0};
    if (!text_is_utf8(text, strlen(text)))
        return;
    text_fold(text, &folded);
    MUST(text_is_utf8(text_of(&folded), folded.count));
    text_fold(text_of(&folded), &twice);
    MUST(strcmp(text_of(&folded), text_of(&twice)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    CLEANUP(mem_free) char *text = mem_bytes(bytes, count);
    CLEANUP(text_done) struct text literal = {0};
    char copy[24];
    check_shown(bytes, count);
    check_numbers(text);
    check_words_of_ours(text);
    check_folded(text);
    text_copy(copy, sizeof(copy), text);
    MUST(strncmp(copy, text, strlen(copy)) == 0);
    text_add_json(&literal, text);
    fuzz_check_words(text_of(&literal));
    return 0;
}
