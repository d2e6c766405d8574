/* fuzz_works.c: any text as editions, a line each: title, subtitle, authors, series, its number,
 * works of Open Library, with tabs between. The keys are whole, and the works do not depend on the
 * order. Seeds: tests/fuzz/corpus/works. */
#include "core/mem.h"
#include "fuzz.h"
#include "model/author_key.h"
#include "model/work_join.h"

enum { MEMBERS_MAX = 24, KEY_BYTES_MAX = 900, FIELDS = 6 };
enum { TITLE, SUBTITLE, AUTHORS, SERIES, NUMBER, WORKS };

struct shelf {
    struct work_member members[MEMBERS_MAX];
    struct work_keys keys[MEMBERS_MAX];
    char isbns[MEMBERS_MAX][14];
    struct texts works[MEMBERS_MAX];
    size_t count;
};

static const struct texts none;

static const char *or_null(const char *text)
{
    return *text != '\0' ? text : NULL;
}

static void check_key(const struct text *fine, const struct text *block)
{
    CLEANUP(text_done) struct text again = {0};
    MUST(fine->count > 0 && fine->count <= KEY_BYTES_MAX && text_is_utf8(fine->bytes, fine->count));
    MUST(!strstr(fine->bytes, "w1||"));
    work_key_block(text_of(fine), &again);
    MUST(strcmp(text_of(&again), text_of(block)) == 0);
}

static void make_keys(struct shelf *shelf, size_t at, char *const fields[FIELDS])
{
    CLEANUP(work_title_done) struct work_title title = {0};
    CLEANUP(text_done) struct text author = {0};
    struct work_keys *keys = &shelf->keys[at];
    const struct work_naming naming = {fields[TITLE], or_null(fields[SUBTITLE]),
                                       or_null(fields[SERIES]), or_null(fields[NUMBER])};
    work_title_parse(&naming, &title);
    if (!work_key_make(&title, fields[AUTHORS], keys)) {
        work_key_of_isbn(shelf->isbns[at], &keys->fine);
        work_key_of_isbn(shelf->isbns[at], &keys->block);
    }
    check_key(&keys->fine, &keys->block);
    if (author_key(fields[AUTHORS], NULL, &author))
        MUST(author.count > strlen("name|") && text_is_utf8(author.bytes, author.count));
}

static void add_member(struct shelf *shelf, char *line)
{
    char *fields[FIELDS];
    const size_t at = shelf->count++;
    for (int i = 0; i < FIELDS; i++) {
        char *tab = line + strcspn(line, "\t");
        fields[i] = line;
        line = *tab != '\0' ? tab + 1 : tab;
        *tab = '\0';
    }
    (void)snprintf(shelf->isbns[at], sizeof(shelf->isbns[at]), "97800000000%02zu", at);
    if (*fields[WORKS] != '\0')
        texts_add(&shelf->works[at], fields[WORKS]);
    make_keys(shelf, at, fields);
    shelf->members[at] = (struct work_member){.fine = text_of(&shelf->keys[at].fine),
                                              .block = text_of(&shelf->keys[at].block),
                                              .isbn = shelf->isbns[at],
                                              .title = fields[TITLE],
                                              .subtitle = or_null(fields[SUBTITLE]),
                                              .series = or_null(fields[SERIES]),
                                              .series_number = or_null(fields[NUMBER]),
                                              .authors = fields[AUTHORS],
                                              .works = &shelf->works[at],
                                              .isbns = &none};
}

static bool keeps_apart(const struct work_member *one, const struct work_member *other)
{
    return one->works->count > 0 && other->works->count > 0 &&
           !texts_has(one->works, other->works->items[0]) && strcmp(one->block, other->block) == 0;
}

static void check_works(const struct shelf *shelf)
{
    struct work_member turned[MEMBERS_MAX];
    struct work_joined joined[MEMBERS_MAX], again[MEMBERS_MAX];
    const size_t count = shelf->count;
    CLEANUP(texts_done) struct texts keys = {0};
    const struct work_joining joining = {shelf->members, count, NULL, 0};
    for (size_t i = 0; i < count; i++)
        turned[i] = shelf->members[count - 1 - i];
    const size_t works = work_join(&joining, joined);
    MUST(work_join(&(struct work_joining){turned, count, NULL, 0}, again) == works);
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < count; k++) {
            const bool same = joined[i].work == joined[k].work;
            MUST(same == (again[count - 1 - i].work == again[count - 1 - k].work));
            MUST(!same || !keeps_apart(&shelf->members[i], &shelf->members[k]));
        }
    work_join_keys(&joining, joined, works, &keys);
    MUST(keys.count == works);
    texts_sort(&keys);
    MUST(keys.count == works); /* none twice */
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct shelf *shelf = mem_new(1, sizeof(*shelf));
    char *text = mem_bytes(bytes, count);
    char *rest = NULL;
    if (text_is_utf8(bytes, count)) {
        for (char *line = strtok_r(text, "\n", &rest); line && shelf->count < MEMBERS_MAX;
             line = strtok_r(NULL, "\n", &rest))
            add_member(shelf, line);
        check_works(shelf);
    }
    for (size_t i = 0; i < shelf->count; i++) {
        work_keys_done(&shelf->keys[i]);
        texts_done(&shelf->works[i]);
    }
    mem_free(text);
    mem_free(shelf);
    return 0;
}
