/* edition_store.c: one transaction: the claims of a batch are kept and read, folded, and what has
 * changed is written, each step one statement for the whole batch. */
#include "model/edition_store.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/json_write.h"
#include "core/mem.h"
#include "model/author_key.h"
#include "model/edition_claims.h"
#include "model/edition_row.h"
#include "model/work_store.h"
#include "sql.h"

void edition_settled_done(struct edition_settled *settled)
{
    for (size_t i = 0; i < settled->change_count; i++)
        mem_free(settled->changes[i].fields);
    mem_free(settled->changes);
    mem_free(settled->isbns);
    mem_free(settled->there);
    *settled = (struct edition_settled){0};
}

/* ---- the batch ---- */

struct batch {
    struct database *db;
    const struct edition_settling *settling;
    const struct config *config;
    struct edition_settled *ret;
    struct sql_array isbns; /* of all */
    struct rows *claims;    /* the editions borrow from them */
    struct folded_edition *editions;
    struct work_store *works; /* borrows from the editions */
};

static void batch_done(struct batch *batch)
{
    work_store_free(batch->works);
    for (size_t i = 0; batch->editions && i < batch->ret->count; i++)
        folded_edition_done(&batch->editions[i]);
    mem_free(batch->editions);
    rows_free(batch->claims);
    sql_array_done(&batch->isbns);
}
CLEANUP_STRUCT(struct batch, batch_done)

static int compare(const void *one, const void *other)
{
    return strcmp(((const struct isbn *)one)->text, ((const struct isbn *)other)->text);
}

static void list_isbns(struct batch *batch)
{
    const struct edition_settling *settling = batch->settling;
    const size_t said = settling->records ? settling->records->count : 0;
    struct edition_settled *ret = batch->ret;
    ret->isbns = mem_new(said + settling->isbn_count + 1, sizeof(*ret->isbns));
    size_t count = 0;
    for (size_t i = 0; i < said; i++)
        ret->isbns[count++] = settling->records->items[i].isbn;
    for (size_t i = 0; i < settling->isbn_count; i++)
        ret->isbns[count++] = settling->isbns[i];
    qsort(ret->isbns, count, sizeof(*ret->isbns), compare);
    for (size_t i = 0; i < count; i++)
        if (ret->count == 0 || strcmp(ret->isbns[ret->count - 1].text, ret->isbns[i].text) != 0)
            ret->isbns[ret->count++] = ret->isbns[i];
    assert(ret->count <= EDITION_BATCH_MAX);
    ret->there = mem_new(ret->count + 1, sizeof(*ret->there));
    for (size_t i = 0; i < ret->count; i++)
        sql_array_add(&batch->isbns, ret->isbns[i].text);
    (void)sql_array_text(&batch->isbns);
}

/* ---- claims ---- */

static bool put_claims(struct batch *batch, struct error *err)
{
    CLEANUP(edition_claims_done) struct edition_claims claims = {0};
    const struct edition_settling *settling = batch->settling;
    for (size_t i = 0; settling->records && i < settling->records->count; i++)
        edition_claims_add(&claims, &settling->records->items[i]);
    return claims.isbns.literal.count == 0 ||
           DATABASE_RUN(batch->db, &sql_edition_claims_put, NULL, err, sql_text(settling->source),
                        sql_int_or_null(settling->response_id, settling->response_id > 0),
                        sql_text(sql_array_text(&claims.isbns)),
                        sql_text(sql_array_text(&claims.fields)),
                        sql_text(sql_array_text(&claims.values)));
}

static bool read_claims(struct batch *batch, struct error *err)
{
    return DATABASE_RUN(batch->db, &sql_edition_claims_read, &batch->claims, err,
                        sql_text(batch->isbns.literal.bytes));
}

/* ---- the fold ---- */

/* Fold the rows from first on that are of this ISBN. Returns where the next one's begin. */
static size_t fold_one(struct batch *batch, size_t number, size_t first, struct said *said)
{
    const struct rows *rows = batch->claims;
    const struct isbn *isbn = &batch->ret->isbns[number];
    const bool any = first < rows_count(rows) &&
                     text_equal(row_text(rows, first, EDITION_CLAIMS_READ_ISBN13), isbn->text);
    const char *today = any ? row_text(rows, first, EDITION_CLAIMS_READ_TODAY) : "1970-01-01";
    size_t count = 0;
    const size_t next = any ? edition_claims_of(rows, first, batch->config, said, &count) : first;
    edition_fold(isbn, said, count, today, &batch->editions[number]);
    batch->ret->there[number] = batch->editions[number].title != NULL;
    return next;
}

static void fold_all(struct batch *batch)
{
    CLEANUP(mem_free)
    struct said *said = mem_new(rows_count(batch->claims) + 1, sizeof(*said));
    batch->editions = mem_new(batch->ret->count + 1, sizeof(*batch->editions));
    size_t at = 0;
    for (size_t i = 0; i < batch->ret->count; i++)
        at = fold_one(batch, i, at, said);
}

/* ---- what is written ---- */

static void note_change(struct edition_settled *ret, const char *isbn,
                        enum edition_change_kind kind, const char *fields)
{
    struct edition_change change = {.kind = kind};
    if (isbn_parse(isbn, &change.isbn)) {
        change.fields = kind == EDITION_CHANGED ? mem_text(fields) : NULL;
        ret->changes[ret->change_count++] = change;
    }
}

static bool write_editions(struct batch *batch, struct error *err)
{
    CLEANUP(text_done) struct text out = {0};
    CLEANUP(rows_free) struct rows *rows = NULL;
    const struct edition_settling *settling = batch->settling;
    struct edition_settled *ret = batch->ret;
    ret->changes = mem_new(ret->count + 1, sizeof(*ret->changes));
    text_add(&out, "[");
    for (size_t i = 0; i < ret->count; i++) {
        CLEANUP(text_done) struct text row = {0};
        if (!ret->there[i])
            continue;
        edition_write_row(&batch->editions[i], work_store_place(batch->works, i), &row);
        text_add(&out, out.count > 1 ? "," : "");
        text_add(&out, text_of(&row));
    }
    text_add(&out, "]");
    if (!DATABASE_RUN(batch->db, &sql_edition_write, &rows, err, sql_text(text_of(&out)),
                      sql_text(settling->source), sql_text(settling->operation),
                      sql_bool(*batch->config->broker_enriched_exchange != '\0')))
        return false;
    for (size_t i = 0; i < rows_count(rows); i++)
        note_change(ret, row_text(rows, i, EDITION_WRITE_ISBN),
                    row_bool(rows, i, EDITION_WRITE_IS_NEW) ? EDITION_NEW : EDITION_CHANGED,
                    row_text(rows, i, EDITION_WRITE_FIELDS));
    return true;
}

/* Editions that have lost their title with a source that was withdrawn. */
static bool remove_editions(struct batch *batch, struct error *err)
{
    CLEANUP(sql_array_done) struct sql_array isbns = {0};
    CLEANUP(rows_free) struct rows *rows = NULL;
    for (size_t i = 0; i < batch->ret->count; i++)
        if (!batch->ret->there[i])
            sql_array_add(&isbns, batch->ret->isbns[i].text);
    if (isbns.literal.count == 0)
        return true;
    if (!DATABASE_RUN(batch->db, &sql_edition_remove, &rows, err, sql_text(sql_array_text(&isbns)),
                      sql_text(batch->settling->source)))
        return false;
    for (size_t i = 0; i < rows_count(rows); i++)
        note_change(batch->ret, row_text(rows, i, EDITION_REMOVE_ISBN), EDITION_REMOVED, NULL);
    return true;
}

/* Columns of edition_contributors_put, in their order. */
enum { PERSON_ISBN, POSITION, NAME, ROLE, AUTHOR_KEY, NAME_KEY, PERSON_COLUMNS };

static void add_person(struct sql_array columns[static PERSON_COLUMNS], const char *isbn,
                       size_t position, const struct contributor *person)
{
    CLEANUP(text_done) struct text key = {0};
    CLEANUP(text_done) struct text name_key = {0};
    const bool known = !person->suspect && author_key(person->name, person->key, &key);
    const bool named = author_key(person->name, NULL, &name_key);
    sql_array_add(&columns[PERSON_ISBN], isbn);
    sql_array_add_int(&columns[POSITION], (int64_t)position);
    sql_array_add(&columns[NAME], person->name);
    sql_array_add(&columns[ROLE], person->role);
    sql_array_add(&columns[AUTHOR_KEY], known ? text_of(&key) : NULL);
    sql_array_add(&columns[NAME_KEY], named ? text_of(&name_key) : NULL);
}

/* Run a statement whose parameters are the ISBNs of the batch and these columns. */
static bool put_columns(struct batch *batch, const struct sql *statement, struct sql_array *columns,
                        size_t count, struct error *err)
{
    struct sql_param *params = mem_new(count + 1, sizeof(*params));
    params[0] = sql_text(batch->isbns.literal.bytes);
    for (size_t i = 0; i < count; i++)
        params[i + 1] = sql_text(sql_array_text(&columns[i]));
    const struct sql_call call = {statement, params, count + 1};
    const bool ok = database_run(batch->db, &call, NULL, err);
    for (size_t i = 0; i < count; i++)
        sql_array_done(&columns[i]);
    mem_free(params);
    return ok;
}

static bool put_contributors(struct batch *batch, struct error *err)
{
    struct sql_array columns[PERSON_COLUMNS] = {0};
    for (size_t i = 0; i < batch->ret->count; i++) {
        const struct folded_edition *edition = &batch->editions[i];
        for (size_t k = 0; edition->title && k < edition->contributor_count; k++)
            add_person(columns, edition->isbn.text, k, &edition->contributors[k]);
    }
    return put_columns(batch, &sql_edition_contributors_put, columns, PERSON_COLUMNS, err);
}

/* Columns of edition_conflicts_put, in their order. */
enum { ISBN, KIND, FIELD, SOURCE_A, VALUE_A, SOURCE_B, VALUE_B, HARM, CONFLICT_COLUMNS };

static void add_conflict(struct sql_array columns[static CONFLICT_COLUMNS], const char *isbn,
                         const struct edition_conflict *conflict)
{
    enum { SHOWN_BYTES = 500 }; /* a person reads them; the claims have the whole */
    char value_a[SHOWN_BYTES], value_b[SHOWN_BYTES];
    text_copy(value_a, sizeof(value_a), conflict->value_a);
    text_copy(value_b, sizeof(value_b), conflict->value_b);
    const char *const texts[] = {[ISBN] = isbn,
                                 [KIND] = conflict->kind,
                                 [FIELD] = conflict->field,
                                 [SOURCE_A] = conflict->source_a,
                                 [VALUE_A] = value_a,
                                 [SOURCE_B] = conflict->source_b,
                                 [VALUE_B] = value_b};
    for (int i = 0; i < HARM; i++)
        sql_array_add(&columns[i], texts[i]);
    sql_array_add_int(&columns[HARM], conflict->harm);
}

static bool put_conflicts(struct batch *batch, struct error *err)
{
    struct sql_array columns[CONFLICT_COLUMNS] = {0};
    for (size_t i = 0; i < batch->ret->count; i++)
        for (size_t k = 0; batch->ret->there[i] && k < batch->editions[i].conflict_count; k++)
            add_conflict(columns, batch->ret->isbns[i].text, &batch->editions[i].conflicts[k]);
    return put_columns(batch, &sql_edition_conflicts_put, columns, CONFLICT_COLUMNS, err);
}

static bool write_all(struct batch *batch, struct error *err)
{
    return write_editions(batch, err) && put_contributors(batch, err) &&
           put_conflicts(batch, err) && remove_editions(batch, err) &&
           work_store_write(batch->works, batch->db, err);
}

bool edition_store(struct database *db, const struct edition_settling *settling,
                   const struct config *config, struct edition_settled *ret, struct error *err)
{
    CLEANUP(batch_done)
    struct batch batch = {.db = db, .settling = settling, .config = config, .ret = ret};
    list_isbns(&batch);
    if (ret->count == 0)
        return true;
    if (!DATABASE_RUN(db, &sql_edition_lock, NULL, err, sql_text(batch.isbns.literal.bytes)) ||
        !put_claims(&batch, err) || !read_claims(&batch, err))
        return false;
    fold_all(&batch);
    const struct work_batch works = {
        .editions = batch.editions, .count = ret->count, .isbns = batch.isbns.literal.bytes};
    return work_store_join(db, &works, &batch.works, err) && write_all(&batch, err);
}
