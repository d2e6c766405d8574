/* command_work_rekey.c: keys of editions and of books of months, made anew where another version of
 * the rules has made them. Works follow: former keys lead to them.
 *
 * Each batch is a transaction, and what is done has the present version, so that it can be broken
 * off at any time: the next run does the rest. */
#include <stdio.h>
#include <string.h>

#include "commands/command_work.h"
#include "commands/command_work_rekey.h"
#include "core/json_write.h"
#include "core/mem.h"
#include "model/edition_store.h"
#include "model/work_key.h"
#include "shared/book_keys.h"
#include "shared/output.h"
#include "shared/progress.h"
#include "sql.h"

static struct {
    bool dry_run, yes;
} request;

struct rekeying {
    struct context *context;
    struct rows *counts; /* of show_rekey_counts */
    struct rekey_plan plan;
    struct progress progress;
    int64_t editions, books; /* done */
    int64_t decisions, lost; /* that hold for other keys now; that no key fits */
};

static void rekeying_done(struct rekeying *rekeying)
{
    rows_free(rekeying->counts);
}
CLEANUP_STRUCT(struct rekeying, rekeying_done)

static int64_t count_of(const struct rekeying *rekeying, int column)
{
    return row_int(rekeying->counts, 0, column);
}

static void show_progress(struct rekeying *rekeying)
{
    progress_show(&rekeying->progress, rekeying->editions + rekeying->books,
                  count_of(rekeying, SHOW_REKEY_COUNTS_EDITIONS_OPEN) +
                      count_of(rekeying, SHOW_REKEY_COUNTS_BOOKS_OPEN),
                  "");
}

/* ---- editions ---- */

static bool fold_batch(struct rekeying *rekeying, const struct rows *rows, struct error *err)
{
    struct database *db = rekeying->context->db;
    CLEANUP(mem_free) struct isbn *isbns = mem_new(rows_count(rows), sizeof(*isbns));
    CLEANUP(edition_settled_done) struct edition_settled settled = {0};
    struct edition_settling settling = {.source = "fold", .isbns = isbns, .operation = "rekey"};
    for (size_t i = 0; i < rows_count(rows); i++)
        text_copy(isbns[settling.isbn_count++].text, sizeof(isbns->text),
                  row_text(rows, i, SHOW_REKEY_ISBNS_ISBN13));
    const bool ok = database_begin(db, err) &&
                    edition_store(db, &settling, rekeying->context->config, &settled, err) &&
                    database_commit(db, err);
    if (!ok)
        database_rollback(db);
    return ok;
}

static bool rekey_editions(struct rekeying *rekeying, struct error *err)
{
    CLEANUP(text_done) struct text from = {0};
    for (;;) {
        CLEANUP(rows_free) struct rows *rows = NULL;
        if (!DATABASE_RUN(rekeying->context->db, &sql_show_rekey_isbns, &rows, err,
                          sql_int(WORK_KEY_VERSION), sql_text(text_of(&from)),
                          sql_int(EDITION_BATCH_MAX)))
            return false;
        const size_t count = rows_count(rows);
        if (count == 0)
            return true;
        if (!fold_batch(rekeying, rows, err))
            return false;
        text_clear(&from);
        text_add(&from, row_text(rows, count - 1, SHOW_REKEY_ISBNS_ISBN13));
        rekeying->editions += (int64_t)count;
        show_progress(rekeying);
    }
}

/* ---- books of months ---- */

static bool rekey_books(struct rekeying *rekeying, struct error *err)
{
    for (int64_t from = 0;;) {
        CLEANUP(rows_free) struct rows *rows = NULL;
        if (!DATABASE_RUN(rekeying->context->db, &sql_show_rekey_books, &rows, err,
                          sql_int(WORK_KEY_VERSION), sql_int(from), sql_int(EDITION_BATCH_MAX),
                          sql_null(), sql_null()))
            return false;
        const size_t count = rows_count(rows);
        if (count == 0)
            return true;
        if (!book_keys_write(rekeying->context->db, rows, err))
            return false;
        from = row_int(rows, count - 1, SHOW_REKEY_BOOKS_ID);
        rekeying->books += (int64_t)count;
        show_progress(rekeying);
    }
}

/* ---- what people have decided ---- */

/* The keys that an edition with this former key has now; empty: there is none. */
static bool find_key(struct rekeying *rekeying, const char *former, const char *block,
                     struct work_keys *ret, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    CLEANUP(rows_free) struct rows *edition = NULL;
    CLEANUP(sql_array_done) struct sql_array isbns = {0};
    if (!DATABASE_RUN(rekeying->context->db, &sql_show_work_named, &rows, err, sql_null(),
                      sql_text(former), sql_text(block)))
        return false;
    if (rows_count(rows) == 0 || !row_text(rows, 0, SHOW_WORK_NAMED_ISBN))
        return true;
    sql_array_add(&isbns, row_text(rows, 0, SHOW_WORK_NAMED_ISBN));
    if (!DATABASE_RUN(rekeying->context->db, &sql_show_rekey_editions, &edition, err, sql_text(""),
                      sql_text(sql_array_text(&isbns)), sql_int(1)))
        return false;
    rekey_keys_of(edition, 0, ret);
    return true;
}

static bool is_present(const char *key)
{
    CLEANUP(text_done) struct text prefix = {0};
    text_add_format(&prefix, "w%d|", WORK_KEY_VERSION);
    return strncmp(key, text_of(&prefix), prefix.count) == 0 ||
           strncmp(key, "isbn|", strlen("isbn|")) == 0;
}

static bool rekey_decision(struct rekeying *rekeying, const struct rows *rows, size_t row,
                           struct error *err)
{
    static const int keys[] = {SHOW_REKEY_DECISIONS_KEY_A, SHOW_REKEY_DECISIONS_KEY_B};
    static const int blocks[] = {SHOW_REKEY_DECISIONS_BLOCK_A, SHOW_REKEY_DECISIONS_BLOCK_B};
    CLEANUP(work_keys_done) struct work_keys one = {0};
    CLEANUP(work_keys_done) struct work_keys other = {0};
    struct work_keys *const found[] = {&one, &other};
    CLEANUP(rows_free) struct rows *written = NULL;
    if (is_present(row_text(rows, row, keys[0])) && is_present(row_text(rows, row, keys[1])))
        return true;
    for (int i = 0; i < 2; i++)
        if (!find_key(rekeying, row_text(rows, row, keys[i]), row_text(rows, row, blocks[i]),
                      found[i], err))
            return false;
    if (one.fine.count > 0 && other.fine.count > 0 &&
        !DATABASE_RUN(rekeying->context->db, &sql_work_rekey_decision, &written, err,
                      sql_text(row_text(rows, row, keys[0])),
                      sql_text(row_text(rows, row, keys[1])), sql_text(text_of(&one.fine)),
                      sql_text(text_of(&other.fine)), sql_text(text_of(&one.block)),
                      sql_text(text_of(&other.block))))
        return false;
    if (written && rows_count(written) == 1)
        rekeying->decisions++;
    else
        rekeying->lost++;
    return true;
}

/* Before the editions: they still have the keys of which was decided. */
static bool rekey_decisions(struct rekeying *rekeying, struct error *err)
{
    struct database *db = rekeying->context->db;
    CLEANUP(rows_free) struct rows *rows = NULL;
    bool ok = database_begin(db, err) && DATABASE_RUN0(db, &sql_work_decide_alone, NULL, err) &&
              DATABASE_RUN0(db, &sql_show_rekey_decisions, &rows, err);
    for (size_t i = 0; ok && i < rows_count(rows); i++)
        ok = rekey_decision(rekeying, rows, i, err);
    ok = ok && database_commit(db, err);
    if (!ok)
        database_rollback(db);
    return ok;
}

/* ---- what is said ---- */

/* An edition of an example, as it is now. */
static void example_edition(struct context *context, uint64_t isbn, struct rows **ret)
{
    CLEANUP(text_done) struct text number = {0};
    CLEANUP(sql_array_done) struct sql_array isbns = {0};
    struct error ignored = {0}; /* an example less is no harm */
    text_add_format(&number, "%013llu", (unsigned long long)isbn);
    sql_array_add(&isbns, text_of(&number));
    if (!DATABASE_RUN(context->db, &sql_show_rekey_editions, ret, &ignored, sql_text(""),
                      sql_text(sql_array_text(&isbns)), sql_int(1)))
        *ret = NULL;
}

static void print_example(struct context *context, const struct rekey_example *example,
                          struct text *json)
{
    CLEANUP(rows_free) struct rows *one = NULL;
    CLEANUP(rows_free) struct rows *other = NULL;
    example_edition(context, example->isbns[0], &one);
    example_edition(context, example->isbns[1], &other);
    if (rows_count(one) == 0 || rows_count(other) == 0)
        return;
    if (!json) {
        (void)printf("%s  %s  %s\n", example->joins ? "join " : "split",
                     row_text(one, 0, SHOW_REKEY_EDITIONS_ISBN13),
                     output_shown(row_text(one, 0, SHOW_REKEY_EDITIONS_TITLE)));
        (void)printf("       %s  %s\n", row_text(other, 0, SHOW_REKEY_EDITIONS_ISBN13),
                     output_shown(row_text(other, 0, SHOW_REKEY_EDITIONS_TITLE)));
        return;
    }
    json_write_open(json, NULL, '{');
    json_write_text(json, "change", example->joins ? "join" : "split");
    json_write_text(json, "isbn13", row_text(one, 0, SHOW_REKEY_EDITIONS_ISBN13));
    json_write_text(json, "title", row_text(one, 0, SHOW_REKEY_EDITIONS_TITLE));
    json_write_text(json, "other_isbn13", row_text(other, 0, SHOW_REKEY_EDITIONS_ISBN13));
    json_write_text(json, "other_title", row_text(other, 0, SHOW_REKEY_EDITIONS_TITLE));
    json_write_close(json, '}');
}

static void print_json(struct rekeying *rekeying)
{
    CLEANUP(text_done) struct text out = {0};
    const struct rekey_plan *plan = &rekeying->plan;
    json_write_open(&out, NULL, '{');
    json_write_bool(&out, "done", request.yes);
    json_write_int(&out, "key_version", WORK_KEY_VERSION);
    json_write_int(&out, "editions", count_of(rekeying, SHOW_REKEY_COUNTS_EDITIONS));
    json_write_int(&out, "editions_rekeyed",
                   request.yes ? rekeying->editions
                               : count_of(rekeying, SHOW_REKEY_COUNTS_EDITIONS_OPEN));
    json_write_int(&out, "books", count_of(rekeying, SHOW_REKEY_COUNTS_BOOKS));
    json_write_int(&out, "books_rekeyed",
                   request.yes ? rekeying->books
                               : count_of(rekeying, SHOW_REKEY_COUNTS_BOOKS_OPEN));
    json_write_int(&out, "decisions_rekeyed", rekeying->decisions);
    json_write_int(&out, "decisions_without_key", rekeying->lost);
    json_write_int(&out, "moved", plan->renamed);
    json_write_int(&out, "joins", plan->joins);
    json_write_int(&out, "splits", plan->splits);
    json_write_open(&out, "examples", '[');
    for (size_t i = 0; i < plan->example_count; i++)
        print_example(rekeying->context, &plan->examples[i], &out);
    json_write_close(&out, ']');
    json_write_close(&out, '}');
    output_print_json(&out);
}

static void print_text(struct rekeying *rekeying)
{
    const struct rekey_plan *plan = &rekeying->plan;
    for (size_t i = 0; i < plan->example_count; i++)
        print_example(rekeying->context, &plan->examples[i], NULL);
    (void)printf("%s of %lld %s another key of their work: ",
                 output_count(plan->renamed, "edition", "editions"), (long long)plan->editions,
                 request.yes ? "have" : "would have");
    (void)printf("%s, ", output_count(plan->joins, "work joins others", "works join others"));
    (void)printf("%s\n", output_count(plan->splits, "work is split", "works are split"));
    if (!request.yes) {
        (void)printf("%s ", output_count(count_of(rekeying, SHOW_REKEY_COUNTS_EDITIONS_OPEN),
                                         "edition", "editions"));
        (void)printf("and %s have keys of another version; with --yes they are made anew.\n",
                     output_count(count_of(rekeying, SHOW_REKEY_COUNTS_BOOKS_OPEN),
                                  "book of a month", "books of months"));
        return;
    }
    (void)printf("%s and ", output_count(rekeying->editions, "edition", "editions"));
    (void)printf("%s have keys of version %d now.\n",
                 output_count(rekeying->books, "book of a month", "books of months"),
                 WORK_KEY_VERSION);
    if (rekeying->lost > 0)
        (void)printf("%s of a person about works that no edition has any more, or that are one "
                     "now: 'work show' tells of them.\n",
                     output_count(rekeying->lost, "decision", "decisions"));
}

/* ---- the command ---- */

static bool write_all(struct rekeying *rekeying, struct error *err)
{
    progress_start(&rekeying->progress, "keys", 0);
    const bool ok = rekey_decisions(rekeying, err) && rekey_editions(rekeying, err) &&
                    rekey_books(rekeying, err);
    progress_end(&rekeying->progress, /* keep= */ ok);
    return ok;
}

static bool is_needed(const struct rekeying *rekeying, struct error *err)
{
    if (count_of(rekeying, SHOW_REKEY_COUNTS_EDITIONS_OPEN) > 0 ||
        count_of(rekeying, SHOW_REKEY_COUNTS_BOOKS_OPEN) > 0)
        return true;
    return error_set(err, ERROR_NOTHING, 0,
                     "all keys are of version %d: %lld editions, %lld books of months",
                     WORK_KEY_VERSION, (long long)count_of(rekeying, SHOW_REKEY_COUNTS_EDITIONS),
                     (long long)count_of(rekeying, SHOW_REKEY_COUNTS_BOOKS));
}

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    (void)operands;
    CLEANUP(rekeying_done) struct rekeying rekeying = {.context = context};
    if (request.dry_run && request.yes) {
        (void)error_set(err, ERROR_USAGE, 0, "--dry-run and --yes: give one of them");
        return EXIT_USAGE;
    }
    if (!context_database(context, err) ||
        !DATABASE_RUN(context->db, &sql_show_rekey_counts, &rekeying.counts, err,
                      sql_int(WORK_KEY_VERSION)) ||
        !is_needed(&rekeying, err) || !rekey_plan_make(context, &rekeying.plan, err))
        return EXIT_BY_ERROR;
    if (request.yes && !write_all(&rekeying, err)) {
        (void)error_wrap(err, "%s made anew; give the command again for the rest",
                         output_count(rekeying.editions + rekeying.books, "key is", "keys are"));
        return rekeying.editions + rekeying.books > 0 ? EXIT_PARTLY : EXIT_BY_ERROR;
    }
    if (context->json)
        print_json(&rekeying);
    else
        print_text(&rekeying);
    return EXIT_DONE;
}

static const struct cli_option options[] = {
    {.name = "dry-run",
     .kind = CLI_FLAG,
     .value = &request.dry_run,
     .help = "only say what would change, as without --yes"},
    {.name = "yes", .kind = CLI_FLAG, .value = &request.yes, .help = "write it"},
    OPTION_END,
};

const struct command command_work_rekey = {
    .name = "work rekey",
    .summary = "Make the keys of works anew by the rules of this program.",
    .purpose = "Make the keys of works anew, where another version of the rules has made them; "
               "without --yes, say which works would be joined or split, with examples.",
    .details = "After an update whose keys have another version, and for books of months that are "
               "older than synthetic works. Former keys lead to the works that have become of "
               "them. It may be broken off and given again. The first 20 works that are joined, "
               "and that are split, are named; all are counted. Nothing waits for a dry run.",
    .options = options,
    .prints_json = true,
    .perform = perform,
};
