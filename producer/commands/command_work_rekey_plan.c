/* command_work_rekey_plan.c: the works of all editions, as this program would make them, beside
 * those that are there.
 *
 * Of each edition four numbers are kept: its ISBN, and hashes of its block, of its work and of the
 * work that it would have. Where a block has several, they are read once more and joined, as a fold
 * joins them. Nothing is written, so that nobody waits. */
#include <stdlib.h>
#include <string.h>

#include "commands/command_work_rekey.h"
#include "core/mem.h"
#include "core/texts.h"
#include "model/work_join.h"
#include "sql.h"

enum { PAGE = 1000 };

struct record {
    uint64_t isbn, block, old, now;
};

struct planning {
    struct context *context;
    struct record *records;
    size_t count, capacity;
    struct rows *decided;
    struct work_decision *decisions;
};

static void planning_done(struct planning *planning)
{
    mem_free(planning->records);
    mem_free(planning->decisions);
    rows_free(planning->decided);
}
CLEANUP_STRUCT(struct planning, planning_done)

static uint64_t hash_of(const char *text)
{
    uint64_t hash = 0xcbf29ce484222325U; /* FNV-1a */
    for (; text && *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3U;
    return hash;
}

static uint64_t isbn_number(const char *isbn)
{
    uint64_t number = 0;
    for (; *isbn != '\0'; isbn++)
        number = number * 10 + (uint64_t)(*isbn - '0');
    return number;
}

static void isbn_of(const struct record *record, struct text *ret)
{
    text_clear(ret);
    text_add_format(ret, "%013llu", (unsigned long long)record->isbn);
}

/* ---- editions as members of works ---- */

struct page {
    struct rows *rows;
    struct work_keys *keys;
    struct texts *works, *isbns;
    struct work_member *members;
};

static void page_done(struct page *page)
{
    for (size_t i = 0; page->keys && i < rows_count(page->rows); i++) {
        work_keys_done(&page->keys[i]);
        texts_done(&page->works[i]);
        texts_done(&page->isbns[i]);
    }
    mem_free(page->keys);
    mem_free(page->works);
    mem_free(page->isbns);
    mem_free(page->members);
    rows_free(page->rows);
}
CLEANUP_STRUCT(struct page, page_done)

static void split(const char *list, struct texts *ret)
{
    while (list && *list != '\0') {
        const size_t bytes = strcspn(list, "\t");
        texts_add_bytes(ret, list, bytes);
        list += bytes + (list[bytes] == '\t');
    }
}

void rekey_keys_of(const struct rows *rows, size_t row, struct work_keys *ret)
{
    CLEANUP(work_title_done) struct work_title title = {0};
    const struct work_naming naming = {
        .title = row_text(rows, row, SHOW_REKEY_EDITIONS_TITLE),
        .subtitle = row_text(rows, row, SHOW_REKEY_EDITIONS_SUBTITLE),
        .series = row_text(rows, row, SHOW_REKEY_EDITIONS_SERIES),
        .series_number = row_text(rows, row, SHOW_REKEY_EDITIONS_SERIES_NUMBER)};
    work_title_parse(&naming, &title);
    if (work_key_make(&title, row_text(rows, row, SHOW_REKEY_EDITIONS_AUTHOR), ret))
        return;
    work_key_of_isbn(row_text(rows, row, SHOW_REKEY_EDITIONS_ISBN13), &ret->fine);
    work_key_of_isbn(row_text(rows, row, SHOW_REKEY_EDITIONS_ISBN13), &ret->block);
}

static void make_member(struct page *page, size_t row)
{
    const struct rows *rows = page->rows;
    rekey_keys_of(rows, row, &page->keys[row]);
    split(row_text(rows, row, SHOW_REKEY_EDITIONS_WORKS), &page->works[row]);
    split(row_text(rows, row, SHOW_REKEY_EDITIONS_ISBNS), &page->isbns[row]);
    page->members[row] = (struct work_member){
        .fine = text_of(&page->keys[row].fine),
        .block = text_of(&page->keys[row].block),
        .isbn = row_text(rows, row, SHOW_REKEY_EDITIONS_ISBN13),
        .title = row_text(rows, row, SHOW_REKEY_EDITIONS_TITLE),
        .subtitle = row_text(rows, row, SHOW_REKEY_EDITIONS_SUBTITLE),
        .series = row_text(rows, row, SHOW_REKEY_EDITIONS_SERIES),
        .series_number = row_text(rows, row, SHOW_REKEY_EDITIONS_SERIES_NUMBER),
        .authors = row_text(rows, row, SHOW_REKEY_EDITIONS_AUTHORS),
        .language = row_text(rows, row, SHOW_REKEY_EDITIONS_LANGUAGE),
        .works = &page->works[row],
        .isbns = &page->isbns[row]};
}

/* in  only  the literal of an array, NULL: all behind from */
static bool read_page(struct context *context, const char *from, const char *only, struct page *ret,
                      struct error *err)
{
    if (!DATABASE_RUN(context->db, &sql_show_rekey_editions, &ret->rows, err, sql_text(from),
                      sql_text(only), sql_int(only ? INT32_MAX : PAGE)))
        return false;
    const size_t count = rows_count(ret->rows);
    ret->keys = mem_new(count + 1, sizeof(*ret->keys));
    ret->works = mem_new(count + 1, sizeof(*ret->works));
    ret->isbns = mem_new(count + 1, sizeof(*ret->isbns));
    ret->members = mem_new(count + 1, sizeof(*ret->members));
    for (size_t i = 0; i < count; i++)
        make_member(ret, i);
    return true;
}

/* ---- all editions, one by one ---- */

static void add_record(struct planning *planning, const struct page *page, size_t row)
{
    if (planning->count == planning->capacity) {
        planning->capacity *= 2;
        planning->records =
            mem_resize(planning->records, planning->capacity, sizeof(*planning->records));
    }
    planning->records[planning->count++] =
        (struct record){.isbn = isbn_number(page->members[row].isbn),
                        .block = hash_of(page->members[row].block),
                        .old = hash_of(row_text(page->rows, row, SHOW_REKEY_EDITIONS_WORK_KEY)),
                        .now = hash_of(page->members[row].fine)};
}

static bool read_all(struct planning *planning, struct error *err)
{
    CLEANUP(text_done) struct text from = {0};
    for (size_t count = PAGE; count == PAGE;) {
        CLEANUP(page_done) struct page page = {0};
        if (!read_page(planning->context, text_of(&from), NULL, &page, err))
            return false;
        count = rows_count(page.rows);
        for (size_t i = 0; i < count; i++)
            add_record(planning, &page, i);
        text_clear(&from);
        if (count > 0)
            text_add(&from, page.members[count - 1].isbn);
    }
    return true;
}

/* ---- what people have decided ---- */

static bool read_decisions(struct planning *planning, struct error *err)
{
    if (!DATABASE_RUN0(planning->context->db, &sql_show_rekey_decisions, &planning->decided, err))
        return false;
    const struct rows *rows = planning->decided;
    planning->decisions = mem_new(rows_count(rows) + 1, sizeof(*planning->decisions));
    for (size_t i = 0; i < rows_count(rows); i++)
        planning->decisions[i] =
            (struct work_decision){row_text(rows, i, SHOW_REKEY_DECISIONS_KEY_A),
                                   row_text(rows, i, SHOW_REKEY_DECISIONS_KEY_B),
                                   row_bool(rows, i, SHOW_REKEY_DECISIONS_SAME)};
    return true;
}

/* Blocks that a person has joined count as one. */
static void join_blocks(struct planning *planning)
{
    const struct rows *rows = planning->decided;
    for (size_t i = 0; i < rows_count(rows); i++) {
        const uint64_t one = hash_of(row_text(rows, i, SHOW_REKEY_DECISIONS_BLOCK_A));
        const uint64_t other = hash_of(row_text(rows, i, SHOW_REKEY_DECISIONS_BLOCK_B));
        uint64_t first = one, second = other;
        for (size_t k = 0; planning->decisions[i].same && k < planning->count; k++) {
            /* An earlier decision may have given a block the number of another one. */
            const struct record *record = &planning->records[k];
            first = record->block == one ? one : first;
            second = record->block == other ? other : second;
        }
        for (size_t k = 0; planning->decisions[i].same && k < planning->count; k++)
            if (planning->records[k].block == second)
                planning->records[k].block = first;
    }
}

/* ---- blocks of several ---- */

static int by_block(const void *one, const void *other)
{
    const struct record *left = one, *right = other;
    if (left->block != right->block)
        return left->block < right->block ? -1 : 1;
    return left->isbn < right->isbn ? -1 : left->isbn > right->isbn;
}

static int by_isbn(const void *key, const void *member)
{
    return strcmp(key, ((const struct work_member *)member)->isbn);
}

/* Join the editions of a block, which are on the page. */
static void join_block(const struct planning *planning, const struct page *page,
                       struct record *records, size_t count)
{
    struct work_member *members = mem_new(count, sizeof(*members));
    struct work_joined *joined = mem_new(count, sizeof(*joined));
    size_t *numbers = mem_new(count, sizeof(*numbers));
    CLEANUP(texts_done) struct texts keys = {0};
    CLEANUP(text_done) struct text isbn = {0};
    struct work_joining joining = {members, 0, planning->decisions, rows_count(planning->decided)};
    for (size_t i = 0; i < count; i++) {
        isbn_of(&records[i], &isbn);
        const struct work_member *member = bsearch(
            text_of(&isbn), page->members, rows_count(page->rows), sizeof(*page->members), by_isbn);
        if (!member) /* it has gone meanwhile */
            continue;
        members[joining.count] = *member;
        members[joining.count].large = count > WORK_BLOCK_MAX;
        numbers[joining.count++] = i;
    }
    const size_t works = work_join(&joining, joined);
    work_join_keys(&joining, joined, works, &keys);
    for (size_t i = 0; i < joining.count; i++)
        records[numbers[i]].now = hash_of(keys.items[joined[i].work]);
    mem_free(members);
    mem_free(joined);
    mem_free(numbers);
}

static size_t block_end(const struct planning *planning, size_t first)
{
    size_t end = first + 1;
    while (end < planning->count && planning->records[end].block == planning->records[first].block)
        end++;
    return end;
}

/* Join the blocks of these records, which are whole ones. */
static bool join_some(struct planning *planning, size_t first, size_t end, struct error *err)
{
    CLEANUP(page_done) struct page page = {0};
    CLEANUP(sql_array_done) struct sql_array isbns = {0};
    CLEANUP(text_done) struct text isbn = {0};
    for (size_t i = first, next; i < end; i = next) {
        next = block_end(planning, i);
        for (size_t k = i; next - i > 1 && k < next; k++) {
            isbn_of(&planning->records[k], &isbn);
            sql_array_add(&isbns, text_of(&isbn));
        }
    }
    if (!read_page(planning->context, "", sql_array_text(&isbns), &page, err))
        return false;
    for (size_t i = first, next; i < end; i = next) {
        next = block_end(planning, i);
        if (next - i > 1)
            join_block(planning, &page, &planning->records[i], next - i);
    }
    return true;
}

static bool join_all(struct planning *planning, struct error *err)
{
    qsort(planning->records, planning->count, sizeof(*planning->records), by_block);
    for (size_t first = 0, end = 0; first < planning->count; first = end) {
        size_t several = 0;
        while (end < planning->count && several < PAGE) {
            const size_t next = block_end(planning, end);
            several += next - end > 1 ? next - end : 0;
            end = next;
        }
        if (several > 0 && !join_some(planning, first, end, err))
            return false;
    }
    return true;
}

/* ---- before and after ---- */

static int by_now(const void *one, const void *other)
{
    const struct record *left = one, *right = other;
    if (left->now != right->now)
        return left->now < right->now ? -1 : 1;
    return left->isbn < right->isbn ? -1 : left->isbn > right->isbn;
}

static int by_old(const void *one, const void *other)
{
    const struct record *left = one, *right = other;
    if (left->old != right->old)
        return left->old < right->old ? -1 : 1;
    return left->isbn < right->isbn ? -1 : left->isbn > right->isbn;
}

static void add_example(struct rekey_plan *plan, const struct record *one,
                        const struct record *other, bool joins)
{
    size_t of_kind = 0;
    for (size_t i = 0; i < plan->example_count; i++)
        of_kind += plan->examples[i].joins == joins;
    if (of_kind < REKEY_EXAMPLES)
        plan->examples[plan->example_count++] =
            (struct rekey_example){{one->isbn, other->isbn}, joins};
}

/* The records are in the order of their works before (splits) or after (joins); where those of one
 * differ on the other side, that is a change. */
static int64_t count_changes(const struct planning *planning, bool joins, struct rekey_plan *plan)
{
    int64_t changes = 0;
    for (size_t i = 0, end; i < planning->count; i = end) {
        const struct record *first = &planning->records[i], *differs = NULL;
        for (end = i; end < planning->count; end++) {
            const struct record *one = &planning->records[end];
            if (joins ? one->now != first->now : one->old != first->old)
                break;
            if (!differs && (joins ? one->old != first->old : one->now != first->now))
                differs = one;
        }
        if (!differs)
            continue;
        changes++;
        add_example(plan, first, differs, joins);
    }
    return changes;
}

bool rekey_plan_make(struct context *context, struct rekey_plan *ret, struct error *err)
{
    CLEANUP(planning_done)
    struct planning planning = {
        .context = context, .records = mem_new(PAGE, sizeof(struct record)), .capacity = PAGE};
    if (!read_decisions(&planning, err) || !read_all(&planning, err))
        return false;
    join_blocks(&planning);
    if (!join_all(&planning, err))
        return false;
    ret->editions = (int64_t)planning.count;
    for (size_t i = 0; i < planning.count; i++)
        ret->renamed += planning.records[i].old != planning.records[i].now;
    qsort(planning.records, planning.count, sizeof(*planning.records), by_now);
    ret->joins = count_changes(&planning, /* joins= */ true, ret);
    qsort(planning.records, planning.count, sizeof(*planning.records), by_old);
    ret->splits = count_changes(&planning, /* joins= */ false, ret);
    return true;
}
