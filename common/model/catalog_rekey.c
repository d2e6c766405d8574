/* catalog_rekey.c: editions are read in the order of their ISBNs, a batch a transaction, and get
 * the keys that the program makes today. How far it has come is written with them. Imports wait
 * meanwhile, and what they write between two batches has such keys already. */
#include "model/catalog_rekey.h"

#include "core/isbn.h"
#include "core/text.h"
#include "model/catalog_keys.h"
#include "model/catalog_turn.h"
#include "sql.h"

enum { BATCH = 2000 };

static bool read_state(struct database *db, int64_t *ret_version, struct isbn *ret_position,
                       struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN(db, &sql_catalog_key_state, &rows, err, sql_int(CATALOG_KEY_VERSION)))
        return false;
    *ret_version = row_int(rows, 0, CATALOG_KEY_STATE_VERSION);
    text_copy(ret_position->text, sizeof(ret_position->text),
              row_text(rows, 0, CATALOG_KEY_STATE_POSITION));
    return true;
}

bool catalog_keys_stale(struct database *db, bool *ret_stale, struct error *err)
{
    struct isbn position = {0};
    int64_t version = 0;
    if (!read_state(db, &version, &position, err))
        return false;
    *ret_stale = version < CATALOG_KEY_VERSION;
    return true;
}

/* ---- one batch ---- */

/* The parameters of the statements. Each array has one element for each edition. */
struct batch {
    struct sql_array isbns, titles, surnames, author_keys;
    struct title title; /* scratch, as are the next two */
    struct authors authors;
    struct text key;
    size_t count;
    struct isbn last;
};

static void batch_done(struct batch *batch)
{
    sql_array_done(&batch->isbns);
    sql_array_done(&batch->titles);
    sql_array_done(&batch->surnames);
    sql_array_done(&batch->author_keys);
    title_done(&batch->title);
    authors_done(&batch->authors);
    text_done(&batch->key);
}
CLEANUP_STRUCT(struct batch, batch_done)

static void take_key(void *context, const char *key)
{
    sql_array_add(context, key);
}

static void add_edition(struct batch *batch, const char *isbn, const char *title,
                        const char *authors)
{
    CLEANUP(sql_array_done) struct sql_array surnames = {0};
    CLEANUP(sql_array_done) struct sql_array author_keys = {0};
    title_parse(title, &batch->title);
    authors_parse(authors, &batch->authors);
    catalog_edition_keys(&batch->title, &batch->authors, &batch->key,
                         &(struct catalog_taker){.take = take_key, .context = &surnames},
                         &(struct catalog_taker){.take = take_key, .context = &author_keys});
    sql_array_add(&batch->isbns, isbn);
    sql_array_add(&batch->titles, text_of(&batch->key));
    sql_array_add(&batch->surnames, sql_array_text(&surnames));
    sql_array_add(&batch->author_keys, sql_array_text(&author_keys));
    text_copy(batch->last.text, sizeof(batch->last.text), isbn);
    batch->count++;
}

static bool read_batch(struct database *db, const struct isbn *behind, struct batch *batch,
                       struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN(db, &sql_catalog_key_read, &rows, err, sql_text(behind->text),
                      sql_int(BATCH)))
        return false;
    for (size_t i = 0; i < rows_count(rows); i++)
        add_edition(batch, row_text(rows, i, CATALOG_KEY_READ_ISBN13),
                    row_text(rows, i, CATALOG_KEY_READ_TITLE),
                    row_text(rows, i, CATALOG_KEY_READ_AUTHORS));
    return true;
}

/* Both answer with the same column. */
_Static_assert((int)CATALOG_KEY_WRITE_CHANGED == (int)CATALOG_KEY_COMPARE_CHANGED,
               "count_changed() reads both");

static bool store_batch(struct database *db, struct batch *batch, bool writes, struct rows **ret,
                        struct error *err)
{
    const struct sql_param isbns = sql_text(sql_array_text(&batch->isbns)),
                           titles = sql_text(sql_array_text(&batch->titles)),
                           surnames = sql_text(sql_array_text(&batch->surnames)),
                           author_keys = sql_text(sql_array_text(&batch->author_keys));
    if (!writes)
        return DATABASE_RUN(db, &sql_catalog_key_compare, ret, err, isbns, titles, surnames,
                            author_keys);
    return DATABASE_RUN(db, &sql_catalog_key_write, ret, err, isbns, titles, surnames, author_keys,
                        sql_int(CATALOG_KEY_VERSION),
                        sql_text(batch->count < BATCH ? NULL : batch->last.text));
}

/* out  ret_more  editions may be left; behind  the last one */
static bool rekey_batch(struct database *db, struct catalog_rekey *rekey, struct isbn *behind,
                        bool *ret_more, struct error *err)
{
    CLEANUP(batch_done) struct batch batch = {.count = 0};
    CLEANUP(rows_free) struct rows *rows = NULL;
    if ((rekey->writes && !catalog_take_turn(db, err)) || !read_batch(db, behind, &batch, err) ||
        !store_batch(db, &batch, rekey->writes, &rows, err) || !database_commit(db, err))
        return false;
    rekey->looked += (int64_t)batch.count;
    rekey->changed += row_int(rows, 0, CATALOG_KEY_WRITE_CHANGED);
    *behind = batch.last;
    *ret_more = batch.count == BATCH;
    return true;
}

/* ---- all of them ---- */

static bool count_editions(struct database *db, const struct isbn *behind,
                           struct catalog_rekey *rekey, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN(db, &sql_catalog_key_left, &rows, err, sql_text(behind->text)))
        return false;
    rekey->editions = row_int(rows, 0, CATALOG_KEY_LEFT_EDITIONS);
    return true;
}

bool catalog_rekey(struct database *db, struct catalog_rekey *rekey, struct error *err)
{
    struct isbn behind = {0};
    int64_t version = 0;
    if (!read_state(db, &version, &behind, err))
        return false;
    if (version > CATALOG_KEY_VERSION)
        return error_set(
            err, ERROR_CONFIG, 0,
            "the catalogue's keys are of version %lld, and this program makes those of "
            "version %d: upgrade it",
            (long long)version, CATALOG_KEY_VERSION);
    rekey->needed = version < CATALOG_KEY_VERSION;
    if (!rekey->needed)
        return true;
    if (!count_editions(db, &behind, rekey, err))
        return false;
    for (bool more = true; more;) {
        if (!database_begin(db, err) || !rekey_batch(db, rekey, &behind, &more, err)) {
            database_rollback(db);
            return false;
        }
        if (rekey->progress)
            rekey->progress(rekey->context, rekey->looked, rekey->editions);
    }
    return true;
}
