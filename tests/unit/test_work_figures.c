/* test_work_figures.c: the works of the reference catalogue (14,263 editions) against labels made
 * by hand: of the groups of editions that look alike and are different books few are joined, and of
 * those that are one book few are cut.
 *
 * WORKS_LIST=1 in the environment prints the groups that go wrong. */
#include "core/csv.h"
#include "core/mem.h"
#include "io/file.h"
#include "model/edition_fold.h"
#include "model/work_join.h"
#include "model/work_key.h"
#include "test.h"

enum { ISBN13, TITLE, AUTHORS, PUBLISHER, PUBLISHED, LANGUAGE };

struct row {
    struct folded_edition edition;
    struct work_keys keys;
    struct text whole; /* letters of the whole title, and the surname */
    size_t work;
};

struct shelf {
    struct row *rows;
    size_t count, capacity, works;
};

static void shelf_done(struct shelf *shelf)
{
    for (size_t i = 0; i < shelf->count; i++) {
        folded_edition_done(&shelf->rows[i].edition);
        work_keys_done(&shelf->rows[i].keys);
        text_done(&shelf->rows[i].whole);
    }
    mem_free(shelf->rows);
}
CLEANUP_STRUCT(struct shelf, shelf_done)

/* ---- the catalogue ---- */

static size_t read_some(void *context, char *to, size_t capacity)
{
    return fread(to, 1, capacity, context);
}

static void note_whole(struct row *row)
{
    CLEANUP(title_done) struct title title = {0};
    CLEANUP(text_done) struct text naming = {0};
    text_add_format(&naming, "%s: %s", row->edition.title,
                    row->edition.subtitle ? row->edition.subtitle : "");
    title_parse(text_of(&naming), &title);
    for (size_t i = 0; i < title.outside.count; i++)
        if (title.outside.at[i] != ' ')
            text_add_bytes(&row->whole, title.outside.at + i, 1);
    const char *surname = strrchr(text_of(&row->keys.block), '|');
    text_add(&row->whole, surname ? surname : "");
}

static void add_row(struct shelf *shelf, const struct csv *csv)
{
    static const enum edition_field fields[] = {EDITION_TITLE, EDITION_AUTHORS, EDITION_LANGUAGES};
    static const size_t columns[] = {TITLE, AUTHORS, LANGUAGE};
    struct said said[ARRAY_LEN(fields)];
    struct isbn isbn;
    size_t count = 0;
    if (!isbn_parse(csv_field(csv, ISBN13), &isbn))
        return;
    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        if (*csv_field(csv, columns[i]) != '\0')
            said[count++] = (struct said){.source = "catalog",
                                          .kind = SOURCE_CATALOG,
                                          .field = fields[i],
                                          .value = csv_field(csv, columns[i])};
    if (shelf->count == shelf->capacity) {
        shelf->capacity = shelf->capacity ? shelf->capacity * 2 : 1024;
        shelf->rows = mem_resize(shelf->rows, shelf->capacity, sizeof(*shelf->rows));
    }
    struct row *row = &shelf->rows[shelf->count++];
    *row = (struct row){0};
    edition_fold(&isbn, said, count, "2026-11-30", &row->edition);
    work_key_of(&row->edition, &row->keys);
    note_whole(row);
}

static bool read_shelf(struct shelf *shelf)
{
    const char *reason = NULL;
    FILE *file = fopen(TEST_DATA_DIR "/../../../shared/data/books.csv", "r");
    if (!file)
        return false;
    CLEANUP(csv_free) struct csv *csv = csv_new(read_some, file);
    for (enum csv_result result; (result = csv_next(csv, &reason)) != CSV_END;)
        if (result == CSV_RECORD)
            add_row(shelf, csv);
    (void)fclose(file);
    return true;
}

static int by_block(const void *one, const void *other)
{
    const struct row *left = one, *right = other;
    return strcmp(text_of(&left->keys.block), text_of(&right->keys.block));
}

static void join_block(struct shelf *shelf, size_t first, size_t count)
{
    struct work_member *members = mem_new(count, sizeof(*members));
    struct work_joined *joined = mem_new(count, sizeof(*joined));
    for (size_t i = 0; i < count; i++)
        work_member_of(&shelf->rows[first + i].edition, &shelf->rows[first + i].keys, &members[i]);
    const size_t works = work_join(&(struct work_joining){members, count, NULL, 0}, joined);
    for (size_t i = 0; i < count; i++)
        shelf->rows[first + i].work = shelf->works + joined[i].work;
    shelf->works += works;
    mem_free(members);
    mem_free(joined);
}

static size_t join_all(struct shelf *shelf)
{
    size_t largest = 0;
    qsort(shelf->rows, shelf->count, sizeof(*shelf->rows), by_block);
    for (size_t i = 0, end; i < shelf->count; i = end) {
        end = i + 1;
        while (end < shelf->count && by_block(&shelf->rows[i], &shelf->rows[end]) == 0)
            end++;
        join_block(shelf, i, end - i);
        largest = end - i > largest ? end - i : largest;
    }
    return largest;
}

/* How many pairs of neighbours have the same whole title and surname, and are two works. */
static int by_whole(const void *one, const void *other)
{
    const struct row *left = one, *right = other;
    return strcmp(text_of(&left->whole), text_of(&right->whole));
}

static int count_splits(struct shelf *shelf)
{
    int splits = 0;
    qsort(shelf->rows, shelf->count, sizeof(*shelf->rows), by_whole);
    for (size_t i = 1; i < shelf->count; i++) {
        const struct row *one = &shelf->rows[i - 1], *other = &shelf->rows[i];
        if (by_whole(one, other) != 0 || one->work == other->work)
            continue;
        splits++;
        if (getenv("WORKS_LIST"))
            print_message("# cut: %s [%s] [%s] %s (%s)\n", one->edition.title,
                          text_of(&one->keys.fine), text_of(&other->keys.fine),
                          other->edition.title,
                          other->edition.series ? other->edition.series : "-");
    }
    return splits;
}

static const struct row *find(const struct shelf *shelf, const char *isbn)
{
    for (size_t i = 0; i < shelf->count; i++)
        if (strcmp(shelf->rows[i].edition.isbn.text, isbn) == 0)
            return &shelf->rows[i];
    fail_msg("%s is not in the catalogue", isbn);
    return NULL;
}

/* ---- the labels ---- */

struct figures {
    int wrong, wrong_left, right, right_kept;
};

enum { GROUP_MAX = 32, ISBN_DIGITS = 13 };

struct group {
    const struct row *rows[GROUP_MAX];
    char labels[GROUP_MAX];
    size_t count;
};

static void list_group(const struct group *group, const char *why)
{
    if (!getenv("WORKS_LIST"))
        return;
    print_message("# %s\n", why);
    for (size_t i = 0; i < group->count; i++)
        print_message("#   %c %zu %s: %s [%s %s]\n", group->labels[i], group->rows[i]->work,
                      group->rows[i]->edition.title,
                      group->rows[i]->edition.subtitle ? group->rows[i]->edition.subtitle : "-",
                      text_of(&group->rows[i]->keys.fine), group->rows[i]->edition.language);
}

static void judge(const struct group *group, struct figures *figures)
{
    bool different = false, joined_wrongly = false, cut = false;
    for (size_t i = 0; i < group->count; i++)
        for (size_t k = i + 1; k < group->count; k++) {
            const bool one_book = group->labels[i] == group->labels[k];
            const bool one_work = group->rows[i]->work == group->rows[k]->work;
            different = different || !one_book;
            joined_wrongly = joined_wrongly || (one_work && !one_book);
            cut = cut || !one_work;
        }
    figures->wrong += different;
    figures->wrong_left += joined_wrongly;
    figures->right += !different;
    figures->right_kept += !different && !cut;
    if (joined_wrongly)
        list_group(group, "different books are joined");
    if (!different && cut)
        list_group(group, "one book is cut");
}

static void judge_line(const struct shelf *shelf, char *line, struct figures *figures)
{
    struct group group = {.count = 0};
    char *rest = NULL;
    for (char *word = strtok_r(line, " ", &rest); word && *word != '#';
         word = strtok_r(NULL, " ", &rest)) {
        assert_true(group.count < GROUP_MAX && strlen(word) == ISBN_DIGITS + 2);
        word[ISBN_DIGITS] = '\0';
        group.rows[group.count] = find(shelf, word);
        group.labels[group.count++] = word[ISBN_DIGITS + 1];
    }
    if (group.count > 0)
        judge(&group, figures);
}

static void work_join__tells_the_works_of_the_catalogue_apart(void **state)
{
    (void)state;
    enum { LABELS_MAX = 1 << 20 };
    CLEANUP(shelf_done) struct shelf shelf = {0};
    CLEANUP(text_done) struct text labels = {0};
    struct figures figures = {0};
    struct error err = {0};
    if (!read_shelf(&shelf))
        SKIP_TEST("the reference catalogue is not there");
    const size_t largest = join_all(&shelf);
    assert_true(file_read(TEST_DATA_DIR "/works/labels.txt", LABELS_MAX, &labels, NULL, &err));
    char *rest = NULL;
    for (char *line = strtok_r(labels.bytes, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
        judge_line(&shelf, line, &figures);
    print_message("# editions %zu, works %zu, largest block %zu\n", shelf.count, shelf.works,
                  largest);
    const int splits = count_splits(&shelf);
    print_message("# one whole title, two works: %d\n", splits);
    print_message("# different books: %d groups, %d joined\n", figures.wrong, figures.wrong_left);
    print_message("# one book: %d groups, %d kept whole\n", figures.right, figures.right_kept);
    assert_true(figures.wrong_left <= 6);
    assert_true(figures.right_kept >= 90);
}

TEST_MAIN(cmocka_unit_test(work_join__tells_the_works_of_the_catalogue_apart))
