/* fuzz_edition.c: any text as the claims of an edition, a line each: a letter for the source, one
 * for the field, the value. Seeds: tests/fuzz/corpus/edition. */
#include "core/mem.h"
#include "model/edition_fold.h"

#include <stdlib.h>
#include <string.h>

enum { CLAIMS_MAX = 64 };

static void check_text(const char *text)
{
    if (text && (*text == '\0' || !text_is_utf8(text, strlen(text))))
        abort();
}

static void check_list(const struct texts *list, size_t most)
{
    if (list->count > most)
        abort();
    for (size_t i = 0; i < list->count; i++)
        check_text(list->items[i]);
}

static void check_edition(const struct folded_edition *edition)
{
    const int score = edition_completeness(edition);
    check_text(edition->title);
    check_text(edition->subtitle);
    check_text(edition->series);
    check_text(edition->authors);
    check_text(edition->publisher);
    check_text(edition->description);
    check_text(edition->dimensions);
    check_list(&edition->subjects, 40);
    check_list(&edition->languages, 20);
    for (int i = 0; i < IDENTIFIER_COUNT_; i++)
        check_list(&edition->identifiers[i], 50);
    for (int i = 0; i < COVER_COUNT_; i++)
        if (edition->covers[i] && strncmp(edition->covers[i], "https://", 8) != 0)
            abort();
    for (size_t i = 0; i < edition->contributor_count; i++)
        check_text(edition->contributors[i].name);
    if (score < 0 || score > 100 || edition->pages < 0 || edition->pages > 5000 ||
        (edition->title != NULL) != (edition->primary_source != NULL))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    static const struct isbn isbn = {"9780306406157"};
    struct said said[CLAIMS_MAX];
    size_t claims = 0;
    if (count > EDITION_VALUE_MAX || !text_is_utf8(bytes, count))
        return 0; /* records hold nothing else */
    CLEANUP(mem_free) char *lines = mem_bytes(bytes, count);
    for (char *line = lines; line && *line != '\0' && claims < CLAIMS_MAX;) {
        char *end = strchr(line, '\n');
        if (end)
            *end = '\0';
        const unsigned char source = (unsigned char)line[0];
        const unsigned char field = source ? (unsigned char)line[1] : 0;
        if (source < 0x80 && field != 0 && field < 0x80 && line[2] != '\0') {
            const enum source_kind kind = (enum source_kind)(source % SOURCE_KIND_COUNT_);
            said[claims++] =
                (struct said){.source = source_kind_name(kind),
                              .kind = kind,
                              .field = (enum edition_field)(field % EDITION_FIELD_COUNT_),
                              .value = line + 2};
        }
        line = end ? end + 1 : NULL;
    }
    CLEANUP(folded_edition_done) struct folded_edition edition = {0};
    edition_fold(&isbn, said, claims, "2026-11-30", &edition);
    check_edition(&edition);
    return 0;
}
