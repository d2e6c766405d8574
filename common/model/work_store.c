/* work_store.c: the works of a batch: what stands in its blocks is read under their locks, joined
 * with the batch, and what differs is written.
 *
 * Blocks that a person has joined are taken as one; all others are joined one by one. */
#include "model/work_store_private.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "model/author_key.h"
#include "sql.h"

void work_store_free(struct work_store *store)
{
    if (!store)
        return;
    for (size_t i = 0; i < store->count; i++)
        work_keys_done(&store->places[i].keys);
    for (size_t i = 0; i < store->shelved; i++) {
        texts_done(&store->shelf[i].works);
        texts_done(&store->shelf[i].isbns);
        mem_free(store->shelf[i].work);
    }
    mem_free(store->places);
    mem_free(store->decisions);
    mem_free(store->shelf);
    rows_free(store->former);
    rows_free(store->blocks);
    rows_free(store->members);
    rows_free(store->decided);
    texts_done(&store->authors);
    texts_done(&store->large);
    mem_free(store);
}

const struct work_place *work_store_place(const struct work_store *store, size_t number)
{
    return &store->places[number];
}

/* ---- what is read ---- */

static void split(const char *list, struct texts *ret)
{
    while (list && *list != '\0') {
        const size_t bytes = strcspn(list, "\t");
        texts_add_bytes(ret, list, bytes);
        list += bytes + (list[bytes] == '\t');
    }
}

static void make_keys(struct work_store *store)
{
    CLEANUP(text_done) struct text key = {0};
    for (size_t i = 0; i < store->count; i++) {
        const struct folded_edition *edition = &store->editions[i];
        if (!edition->title)
            continue;
        work_key_of(edition, &store->places[i].keys);
        for (size_t k = 0; k < edition->contributor_count; k++) {
            const struct contributor *one = &edition->contributors[k];
            if (!one->suspect && author_key(one->name, one->key, &key))
                texts_add(&store->authors, text_of(&key));
        }
    }
}

static bool read_former(struct work_store *store, struct database *db, struct error *err)
{
    if (!DATABASE_RUN(db, &sql_work_former, &store->former, err, sql_text(store->isbns)))
        return false;
    for (size_t i = 0; i < rows_count(store->former); i++)
        split(row_text(store->former, i, WORK_FORMER_AUTHORS), &store->authors);
    texts_sort(&store->authors);
    return true;
}

/* Blocks of the batch as it was and as it is now. */
static bool lock_blocks(struct work_store *store, struct database *db, struct error *err)
{
    CLEANUP(texts_done) struct texts blocks = {0};
    CLEANUP(sql_array_done) struct sql_array array = {0};
    for (size_t i = 0; i < store->count; i++)
        if (store->editions[i].title)
            texts_add(&blocks, text_of(&store->places[i].keys.block));
    for (size_t i = 0; i < rows_count(store->former); i++) {
        const char *block = row_text(store->former, i, WORK_FORMER_BLOCK_KEY);
        if (block)
            texts_add(&blocks, block);
    }
    texts_sort(&blocks);
    for (size_t i = 0; i < blocks.count; i++)
        sql_array_add(&array, blocks.items[i]);
    return DATABASE_RUN(db, &sql_work_lock, &store->blocks, err, sql_text(sql_array_text(&array)));
}

void work_store_list_blocks(const struct work_store *store, struct sql_array *ret)
{
    for (size_t i = 0; i < rows_count(store->blocks); i++)
        sql_array_add(ret, row_text(store->blocks, i, WORK_LOCK_BLOCK));
}

static void shelve_read(struct work_store *store)
{
    const struct rows *rows = store->members;
    for (size_t i = 0; i < rows_count(rows); i++) {
        if (row_is_null(rows, i, WORK_MEMBERS_ISBN)) {
            texts_add(&store->large, row_text(rows, i, WORK_MEMBERS_BLOCK_KEY));
            continue;
        }
        struct shelved *one = &store->shelf[store->shelved++];
        split(row_text(rows, i, WORK_MEMBERS_WORKS), &one->works);
        split(row_text(rows, i, WORK_MEMBERS_ISBNS), &one->isbns);
        one->read = true;
        one->former = row_text(rows, i, WORK_MEMBERS_WORK_KEY);
        one->member =
            (struct work_member){.fine = row_text(rows, i, WORK_MEMBERS_FINE_KEY),
                                 .block = row_text(rows, i, WORK_MEMBERS_BLOCK_KEY),
                                 .isbn = row_text(rows, i, WORK_MEMBERS_ISBN),
                                 .title = row_text(rows, i, WORK_MEMBERS_TITLE),
                                 .subtitle = row_text(rows, i, WORK_MEMBERS_SUBTITLE),
                                 .series = row_text(rows, i, WORK_MEMBERS_SERIES),
                                 .series_number = row_text(rows, i, WORK_MEMBERS_SERIES_NUMBER),
                                 .authors = row_text(rows, i, WORK_MEMBERS_AUTHORS),
                                 .language = row_text(rows, i, WORK_MEMBERS_LANGUAGE),
                                 .works = &one->works,
                                 .isbns = &one->isbns};
    }
}

static const char *former_work(const struct work_store *store, const char *isbn)
{
    for (size_t i = 0; i < rows_count(store->former); i++)
        if (strcmp(row_text(store->former, i, WORK_FORMER_ISBN), isbn) == 0)
            return row_text(store->former, i, WORK_FORMER_WORK_KEY);
    return NULL;
}

static void shelve_batch(struct work_store *store)
{
    for (size_t i = 0; i < store->count; i++) {
        if (!store->editions[i].title)
            continue;
        struct shelved *one = &store->shelf[store->shelved++];
        one->number = i;
        one->former = former_work(store, store->editions[i].isbn.text);
        work_member_of(&store->editions[i], &store->places[i].keys, &one->member);
    }
}

static int by_block(const void *one, const void *other)
{
    return strcmp(((const struct shelved *)one)->member.block,
                  ((const struct shelved *)other)->member.block);
}

/* Blocks that are too large, whether they were so before or not. */
static void mark_large(struct work_store *store)
{
    qsort(store->shelf, store->shelved, sizeof(*store->shelf), by_block);
    for (size_t i = 0, end; i < store->shelved; i = end) {
        const char *block = store->shelf[i].member.block;
        end = i + 1;
        while (end < store->shelved && by_block(&store->shelf[i], &store->shelf[end]) == 0)
            end++;
        const bool known = texts_has(&store->large, block);
        if (!known && end - i > WORK_BLOCK_MAX)
            texts_add(&store->large, block);
        for (size_t k = i; k < end; k++)
            store->shelf[k].member.large = known || end - i > WORK_BLOCK_MAX;
    }
}

/* Blocks of the batch, and how many of its editions each has. */
static void count_blocks(const struct work_store *store, struct sql_array *blocks,
                         struct sql_array *counts)
{
    for (size_t i = 0; i < rows_count(store->blocks); i++) {
        const char *block = row_text(store->blocks, i, WORK_LOCK_BLOCK);
        int64_t count = 0;
        for (size_t k = 0; k < store->shelved; k++)
            count += strcmp(store->shelf[k].member.block, block) == 0;
        sql_array_add(blocks, block);
        sql_array_add_int(counts, count);
    }
}

static bool read_members(struct work_store *store, struct database *db, struct error *err)
{
    CLEANUP(sql_array_done) struct sql_array blocks = {0};
    CLEANUP(sql_array_done) struct sql_array counts = {0};
    store->shelf = mem_new(store->count + 1, sizeof(*store->shelf));
    shelve_batch(store);
    count_blocks(store, &blocks, &counts);
    if (!DATABASE_RUN(db, &sql_work_members, &store->members, err,
                      sql_text(sql_array_text(&blocks)), sql_text(sql_array_text(&counts)),
                      sql_text(store->isbns), sql_int(WORK_BLOCK_MAX)))
        return false;
    store->shelf = mem_resize(store->shelf, store->shelved + rows_count(store->members) + 1,
                              sizeof(*store->shelf));
    memset(store->shelf + store->shelved, 0,
           (rows_count(store->members) + 1) * sizeof(*store->shelf));
    shelve_read(store);
    mark_large(store);
    return true;
}

static bool read_decisions(struct work_store *store, struct database *db, struct error *err)
{
    CLEANUP(sql_array_done) struct sql_array blocks = {0};
    CLEANUP(sql_array_done) struct sql_array keys = {0};
    CLEANUP(text_done) struct text key = {0};
    work_store_list_blocks(store, &blocks);
    for (size_t i = 0; i < store->shelved; i++) {
        work_key_of_isbn(store->shelf[i].member.isbn, &key);
        sql_array_add(&keys, text_of(&key));
    }
    if (!DATABASE_RUN(db, &sql_work_decisions, &store->decided, err,
                      sql_text(sql_array_text(&blocks)), sql_text(sql_array_text(&keys))))
        return false;
    const struct rows *rows = store->decided;
    store->decisions = mem_new(rows_count(rows) + 1, sizeof(*store->decisions));
    for (size_t i = 0; i < rows_count(rows); i++)
        store->decisions[i] = (struct work_decision){row_text(rows, i, WORK_DECISIONS_KEY_A),
                                                     row_text(rows, i, WORK_DECISIONS_KEY_B),
                                                     row_bool(rows, i, WORK_DECISIONS_SAME)};
    return true;
}

/* ---- joining ---- */

static bool is_block_of(const char *block, const char *fine)
{
    CLEANUP(text_done) struct text of = {0};
    work_key_block(fine, &of);
    return strcmp(text_of(&of), block) == 0;
}

/* Blocks that a person has joined are compared together. */
static void mark_joined(struct work_store *store)
{
    for (size_t i = 0; i < rows_count(store->decided); i++)
        for (size_t k = 0; store->decisions[i].same && k < store->shelved; k++)
            store->shelf[k].apart =
                store->shelf[k].apart ||
                is_block_of(store->shelf[k].member.block, store->decisions[i].one) ||
                is_block_of(store->shelf[k].member.block, store->decisions[i].other);
}

static int compare(const void *one, const void *other)
{
    const struct shelved *left = one, *right = other;
    if (left->apart != right->apart)
        return left->apart ? -1 : 1;
    return left->apart ? 0 : strcmp(left->member.block, right->member.block);
}

static void join(struct work_store *store, size_t first, size_t count)
{
    struct work_member *members = mem_new(count, sizeof(*members));
    struct work_joined *joined = mem_new(count, sizeof(*joined));
    CLEANUP(texts_done) struct texts keys = {0};
    const struct work_joining joining = {members, count, store->decisions,
                                         rows_count(store->decided)};
    for (size_t i = 0; i < count; i++) {
        members[i] = store->shelf[first + i].member;
        if (store->shelf[first + i].read) { /* sorting has moved them */
            members[i].works = &store->shelf[first + i].works;
            members[i].isbns = &store->shelf[first + i].isbns;
        }
    }
    const size_t works = work_join(&joining, joined);
    work_join_keys(&joining, joined, works, &keys);
    for (size_t i = 0; i < count; i++) {
        struct shelved *one = &store->shelf[first + i];
        one->work = mem_text(keys.items[joined[i].work]);
        one->link = joined[i].link;
    }
    mem_free(members);
    mem_free(joined);
}

static void join_all(struct work_store *store)
{
    mark_joined(store);
    qsort(store->shelf, store->shelved, sizeof(*store->shelf), compare);
    for (size_t i = 0, end; i < store->shelved; i = end) {
        end = i + 1;
        while (end < store->shelved && compare(&store->shelf[i], &store->shelf[end]) == 0)
            end++;
        join(store, i, end - i);
    }
    for (size_t i = 0; i < store->shelved; i++) {
        const struct shelved *one = &store->shelf[i];
        struct work_place *place = &store->places[one->number];
        if (one->read)
            continue;
        place->work = one->work;
        place->confidence = work_link_confidence(one->link);
        place->by = work_link_name(one->link);
    }
}

/* What is there of these editions, and of those in their blocks, which are locked. */
static bool read_shelf(struct work_store *store, struct database *db, struct error *err)
{
    if (!read_former(store, db, err) || !lock_blocks(store, db, err))
        return false;
    return read_members(store, db, err) && read_decisions(store, db, err);
}

bool work_store_join(struct database *db, const struct work_batch *batch, struct work_store **ret,
                     struct error *err)
{
    CLEANUP(work_store_free) struct work_store *store = mem_new(1, sizeof(*store));
    store->editions = batch->editions;
    store->count = batch->count;
    store->isbns = batch->isbns;
    store->places = mem_new(batch->count + 1, sizeof(*store->places));
    make_keys(store);
    if (!read_shelf(store, db, err))
        return false;
    join_all(store);
    *ret = TAKE_PTR(store);
    return true;
}
