/* batch_statements.c: what the database knows of the ISBNs of a batch, and what it is told. The
 * statements do the work; this translates. */
#include <string.h>

#include "core/mem.h"
#include "enrich/batch.h"
#include "io/metrics.h"
#include "model/edition_store.h"
#include "sql.h"

/* Six or so arrays of the same length, an ISBN or a field each. */
struct arrays {
    struct sql_array items[7];
};
static void arrays_done(struct arrays *arrays)
{
    for (size_t i = 0; i < ARRAY_LEN(arrays->items); i++)
        sql_array_done(&arrays->items[i]);
}
CLEANUP_STRUCT(struct arrays, arrays_done)

static struct sql_param param(struct arrays *arrays, size_t i)
{
    return sql_text(sql_array_text(&arrays->items[i]));
}

static const char *or_null(const char *text)
{
    return text && *text ? text : NULL;
}

/* ---- taking ---- */

enum { TAKE_ISBN, TAKE_MESSAGE, TAKE_JOB, TAKE_TRACE, TAKE_SOURCE, TAKE_INVALID };

static void add_message(const struct batch_message *message, struct arrays *arrays)
{
    const struct isbn_message *isbns = message->isbns;
    for (size_t i = 0; i < isbns->count; i++) {
        sql_array_add(&arrays->items[TAKE_ISBN], isbns->isbns[i].text);
        sql_array_add(&arrays->items[TAKE_MESSAGE], message->id);
        sql_array_add(&arrays->items[TAKE_JOB], or_null(isbns->job_id.text));
        sql_array_add(&arrays->items[TAKE_TRACE], or_null(isbns->trace.parent));
        sql_array_add(&arrays->items[TAKE_SOURCE], or_null(isbns->source));
    }
    for (size_t i = 0; i < isbns->invalid_count; i++)
        sql_array_add(&arrays->items[TAKE_INVALID], isbns->invalid[i]);
}

static void read_taken(const struct rows *rows, struct batch *batch)
{
    batch->items = mem_new(rows_count(rows), sizeof(*batch->items));
    batch->suspects = mem_new(rows_count(rows), sizeof(*batch->suspects));
    for (size_t i = 0; i < rows_count(rows); i++) {
        const char *isbn = row_text(rows, i, ENRICH_TAKE_NAMED);
        if (text_equal(row_text(rows, i, ENRICH_TAKE_VERDICT), "taken"))
            text_copy(batch->items[batch->count++].isbn.text, sizeof(struct isbn), isbn);
        else
            text_copy(batch->suspects[batch->suspect_count++], sizeof(struct isbn), isbn);
    }
}

bool batch_take(struct batch *batch, const struct batch_message *messages, size_t count,
                bool *ret_paused, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    CLEANUP(arrays_done) struct arrays arrays = {0};
    struct consumer *consumer = batch->consumer;
    for (size_t i = 0; i < count; i++)
        add_message(&messages[i], &arrays);
    const bool ok = POOL_RUN_WITHIN(
        consumer->pool, DATABASE_POOL_PATIENCE_MS, &sql_enrich_take, &rows, err,
        param(&arrays, TAKE_ISBN), param(&arrays, TAKE_MESSAGE), param(&arrays, TAKE_JOB),
        param(&arrays, TAKE_TRACE), param(&arrays, TAKE_SOURCE), param(&arrays, TAKE_INVALID),
        sql_text(batch->token.text), sql_int(atomic_load(&consumer->process_id)),
        sql_bool(batch->alone), sql_int(CRASHES_OF_A_SUSPECT));
    atomic_store(&consumer->isbns_claimed, true); /* perhaps, where the answer was lost */
    if (!ok)
        return false;
    *ret_paused = rows_count(rows) == 1 && row_is_null(rows, 0, ENRICH_TAKE_NAMED);
    if (!*ret_paused)
        read_taken(rows, batch);
    return true;
}

/* ---- what is known ---- */

static unsigned fields_of(const char *list)
{
    unsigned fields = 0;
    for (int field = 0; list && field < EDITION_FIELD_COUNT_; field++)
        if (text_list_has(list, edition_field_name((enum edition_field)field)))
            fields |= 1U << field;
    return fields;
}

bool batch_read_known(struct batch *batch, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    CLEANUP(arrays_done) struct arrays arrays = {0};
    for (size_t i = 0; i < batch->count; i++)
        sql_array_add(&arrays.items[0], batch->items[i].isbn.text);
    if (!POOL_RUN(batch->consumer->pool, &sql_enrich_known, &rows, err, param(&arrays, 0)))
        return false;
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct batch_isbn *isbn = batch_find(batch, row_text(rows, i, ENRICH_KNOWN_ISBN13));
        const char *sources = row_text(rows, i, ENRICH_KNOWN_SOURCES);
        const char *more = row_text(rows, i, ENRICH_KNOWN_MORE);
        if (!isbn)
            continue; /* the rows are of our own ISBNs: there is none */
        isbn->fields = fields_of(row_text(rows, i, ENRICH_KNOWN_FIELDS));
        text_add(&isbn->answered, sources ? sources : "");
        text_add(&isbn->more, more ? more : "");
        isbn->title = mem_text(row_text(rows, i, ENRICH_KNOWN_TITLE));
    }
    return true;
}

/* ---- answers ---- */

enum {
    ANSWER_ISBN,
    ANSWER_OUTCOME,
    ANSWER_DETAIL,
    ANSWER_NEXT,
    ANSWER_SAID_OF,
    ANSWER_FIELD,
    ANSWER_VALUE
};

static const struct edition_record *record_of(const struct edition_records *records,
                                              const char *isbn13)
{
    for (size_t i = 0; i < records->count; i++)
        if (records->items[i].count > 0 && strcmp(records->items[i].isbn.text, isbn13) == 0)
            return &records->items[i];
    return NULL;
}

/* Returns how many of those that were asked for the source knows. */
static int64_t add_lookups(const struct batch_answer *answer, struct arrays *arrays)
{
    int64_t known = 0;
    for (size_t i = 0; i < answer->asked_count; i++) {
        const bool has_record = record_of(answer->records, answer->asked[i].text) != NULL;
        const bool more = answer->next && *answer->next && (has_record || answer->asked_count == 1);
        const bool found = has_record || more || answer->known;
        known += found;
        sql_array_add(&arrays->items[ANSWER_ISBN], answer->asked[i].text);
        sql_array_add(&arrays->items[ANSWER_OUTCOME],
                      answer->refused ? "refused" : (found ? "found" : "not_found"));
        sql_array_add(&arrays->items[ANSWER_DETAIL], answer->refused);
        sql_array_add(&arrays->items[ANSWER_NEXT], more ? answer->next : NULL);
    }
    return known;
}

static void add_claims(const struct edition_records *records, struct arrays *arrays)
{
    for (size_t i = 0; i < records->count; i++)
        for (size_t k = 0; k < records->items[i].count; k++) {
            const struct edition_claim *claim = &records->items[i].items[k];
            sql_array_add(&arrays->items[ANSWER_SAID_OF], records->items[i].isbn.text);
            sql_array_add(&arrays->items[ANSWER_FIELD], edition_field_name(claim->field));
            sql_array_add(&arrays->items[ANSWER_VALUE], claim->value);
        }
}

/* Records of other ISBNs may be of the batch, too. */
static void note_answer(struct batch *batch, const struct batch_answer *answer)
{
    for (size_t i = 0; i < answer->asked_count; i++) {
        struct batch_isbn *isbn = batch_find(batch, answer->asked[i].text);
        if (isbn)
            text_add_format(&isbn->answered, "%s%s", isbn->answered.count > 0 ? "," : "",
                            answer->source);
    }
    for (size_t i = 0; i < answer->records->count; i++) {
        const struct edition_record *record = &answer->records->items[i];
        struct batch_isbn *isbn = batch_find(batch, record->isbn.text);
        for (size_t k = 0; isbn && k < record->count; k++) {
            isbn->fields |= EDITION_BIT(record->items[k].field);
            if (record->items[k].field == EDITION_TITLE && !isbn->title)
                isbn->title = mem_text(record->items[k].value);
        }
    }
}

bool batch_store_answer(struct batch *batch, const struct batch_answer *answer, struct error *err)
{
    CLEANUP(arrays_done) struct arrays arrays = {0};
    const int64_t known = add_lookups(answer, &arrays);
    add_claims(answer->records, &arrays);
    if (!POOL_RUN(batch->consumer->pool, &sql_enrich_store_answer, NULL, err,
                  sql_text(answer->source), sql_int((int64_t)answer->asked_count), sql_int(known),
                  param(&arrays, ANSWER_ISBN), param(&arrays, ANSWER_OUTCOME),
                  param(&arrays, ANSWER_DETAIL), param(&arrays, ANSWER_NEXT),
                  param(&arrays, ANSWER_SAID_OF), param(&arrays, ANSWER_FIELD),
                  param(&arrays, ANSWER_VALUE)))
        return false;
    note_answer(batch, answer);
    return true;
}

/* ---- the end ---- */

enum {
    SETTLE_ISBN,
    SETTLE_STATUS,
    SETTLE_REASON,
    SETTLE_DUE,
    SETTLE_CLASS,
    SETTLE_MESSAGE,
    SETTLE_WAITS
};

static const char *status_of(const struct batch_isbn *isbn)
{
    if (isbn->failure.class != ERROR_NONE)
        return "waiting";
    return isbn->is_edition ? "enriched" : "not_found";
}

static void add_outcome(const struct batch_isbn *isbn, struct arrays *arrays)
{
    const struct error *why = &isbn->failure;
    const bool waits = why->class != ERROR_NONE;
    sql_array_add(&arrays->items[SETTLE_ISBN], isbn->isbn.text);
    sql_array_add(&arrays->items[SETTLE_STATUS], status_of(isbn));
    sql_array_add(&arrays->items[SETTLE_REASON], waits ? error_class_name(why->class) : NULL);
    if (waits)
        sql_array_add_int(&arrays->items[SETTLE_DUE], isbn->failure_ms);
    else
        sql_array_add(&arrays->items[SETTLE_DUE], NULL);
    sql_array_add(&arrays->items[SETTLE_CLASS], waits ? error_class_name(why->class) : NULL);
    sql_array_add(&arrays->items[SETTLE_MESSAGE], waits ? why->message : NULL);
    sql_array_add(&arrays->items[SETTLE_WAITS],
                  isbn->waits_for.count > 0 ? text_of(&isbn->waits_for) : NULL);
}

static void count_outcomes(const struct batch *batch, struct batch_outcome *ret)
{
    for (size_t i = 0; i < batch->count; i++) {
        const char *status = status_of(&batch->items[i]);
        ret->enriched += text_equal(status, "enriched");
        ret->not_found += text_equal(status, "not_found");
        ret->waiting += text_equal(status, "waiting");
    }
    metrics_add(METRIC_ISBNS_ENRICHED, ret->enriched);
    metrics_add(METRIC_ISBNS_NOT_FOUND, ret->not_found);
    metrics_add(METRIC_ISBNS_WAITED, ret->waiting);
}

struct settling {
    struct batch *batch;
    struct batch_outcome *ret;
};

/* Editions are made of all that was ever said, whoever has the ISBNs by now. */
static bool make_editions(struct batch *batch, struct database *db, struct error *err)
{
    CLEANUP(edition_settled_done) struct edition_settled made = {0};
    CLEANUP(mem_free) struct isbn *isbns = mem_new(batch->count, sizeof(*isbns));
    for (size_t i = 0; i < batch->count; i++)
        isbns[i] = batch->items[i].isbn;
    const struct edition_settling settling = {
        .source = "fold", .isbns = isbns, .isbn_count = batch->count, .operation = "enrich"};
    if (!edition_store(db, &settling, batch->consumer->config, &made, err))
        return error_wrap(err, "making editions");
    for (size_t i = 0; i < made.count; i++) {
        struct batch_isbn *isbn = batch_find(batch, made.isbns[i].text);
        if (isbn)
            isbn->is_edition = made.there[i];
    }
    return true;
}

static bool settle(void *context, struct database *db, struct error *err)
{
    const struct settling *settling = context;
    struct batch *batch = settling->batch;
    CLEANUP(rows_free) struct rows *rows = NULL;
    CLEANUP(arrays_done) struct arrays arrays = {0};
    if (!make_editions(batch, db, err))
        return false;
    for (size_t i = 0; i < batch->count; i++)
        add_outcome(&batch->items[i], &arrays);
    if (!DATABASE_RUN(db, &sql_enrich_settle, &rows, err, sql_text(batch->token.text),
                      param(&arrays, SETTLE_ISBN), param(&arrays, SETTLE_STATUS),
                      param(&arrays, SETTLE_REASON), param(&arrays, SETTLE_DUE),
                      param(&arrays, SETTLE_CLASS), param(&arrays, SETTLE_MESSAGE),
                      param(&arrays, SETTLE_WAITS)))
        return false;
    settling->ret->settled = row_int(rows, 0, ENRICH_SETTLE_SETTLED);
    return true;
}

bool batch_settle(struct batch *batch, struct batch_outcome *ret, struct error *err)
{
    struct settling settling = {.batch = batch, .ret = ret};
    const struct database_work work = {
        .name = "enrich_settle", .run = settle, .context = &settling};
    *ret = (struct batch_outcome){.settled = 0};
    if (!database_pool_work(batch->consumer->pool, DATABASE_POOL_PATIENCE_MS, &work, err))
        return false;
    count_outcomes(batch, ret);
    return true;
}

bool batch_release(const struct batch *batch, struct error *err)
{
    return POOL_RUN_WITHIN(batch->consumer->pool, 0, &sql_enrich_release, NULL, err,
                           sql_int(atomic_load(&batch->consumer->process_id)),
                           sql_text(batch->token.text), sql_bool(false));
}

bool batch_rest(struct database_pool *pool, const struct isbn_message *isbns, int64_t rest_ms,
                struct error *err)
{
    CLEANUP(arrays_done) struct arrays arrays = {0};
    for (size_t i = 0; i < isbns->count; i++)
        sql_array_add(&arrays.items[0], isbns->isbns[i].text);
    return POOL_RUN_WITHIN(pool, DATABASE_POOL_PATIENCE_MS, &sql_enrich_rest, NULL, err,
                           param(&arrays, 0), sql_int(rest_ms));
}
