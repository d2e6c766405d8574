/* command_catalog_dump.c: filling the catalogue from the dumps of Open Library. How a dump is read
 * is in common/model/dump_import.c. */
#include "commands/command_catalog.h"

#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "core/json_write.h"
#include "model/dump_import.h"
#include "model/schema.h"
#include "shared/output.h"
#include "shared/progress.h"
#include "sql.h"

struct dump_report {
    struct progress progress;
    const char *file;
    int64_t bad;
};

static void on_bad_line(void *context, int64_t line, const char *reason)
{
    struct dump_report *report = context;
    if (report->bad++ >= CATALOG_BAD_SHOWN)
        return;
    progress_end(&report->progress, /* keep= */ false);
    (void)fprintf(stderr, "%s:%lld: %s\n", report->file, (long long)line, reason);
}

static void on_progress(void *context, int64_t bytes_read, int64_t bytes_total)
{
    struct dump_report *report = context;
    progress_show(&report->progress, bytes_read, bytes_total, "");
}

static void print_text(const struct dump_import *import, const struct dump_claims *claims,
                       const char *file, int64_t ms)
{
    const struct dump_counts *counts = &import->counts;
    char took[24];
    clock_duration_text(ms, took);
    if (import->resumed_at > 0)
        (void)printf("%s: went on at byte %lld, where an earlier start ended\n", file,
                     (long long)import->resumed_at);
    (void)printf("%s: %s read: %lld records, %lld incomplete, %lld of other types, %lld bad (%s)\n",
                 file, output_count(counts->lines, "line", "lines"), (long long)counts->records,
                 (long long)counts->incomplete, (long long)counts->other, (long long)counts->bad,
                 took);
    (void)printf("%s: %s new, %lld changed\n", file,
                 output_count(import->rows_new, "row is", "rows are"),
                 (long long)import->rows_changed);
    if (import->unnamed > 0)
        (void)printf("%s: of %s no author's name is known: import authors, then works, then "
                     "editions\n",
                     file, output_count(import->unnamed, "edition", "editions"));
    if (claims)
        (void)printf("%s new or changed of %s: 'edition refold' shows what they change\n",
                     output_count(claims->claims, "claim is", "claims are"),
                     output_count(claims->isbns, "ISBN", "ISBNs"));
}

static void print_json(const struct dump_import *import, const struct dump_claims *claims,
                       const char *file, int64_t ms)
{
    const struct dump_counts *counts = &import->counts;
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    json_write_text(&out, "file", file);
    json_write_text(&out, "kind", dump_kind_name(import->kind));
    json_write_int(&out, "resumed_at", import->resumed_at);
    json_write_int(&out, "lines", counts->lines);
    json_write_int(&out, "records", counts->records);
    json_write_int(&out, "incomplete", counts->incomplete);
    json_write_int(&out, "other", counts->other);
    json_write_int(&out, "bad", counts->bad);
    json_write_int(&out, "rows_new", import->rows_new);
    json_write_int(&out, "rows_changed", import->rows_changed);
    json_write_int(&out, "unnamed", import->unnamed);
    if (claims) {
        json_write_int(&out, "claimed_isbns", claims->isbns);
        json_write_int(&out, "claims", claims->claims);
    }
    json_write_int(&out, "duration_ms", ms);
    json_write_close(&out, '}');
    output_print_json(&out);
}

static enum dump_kind kind_of(const char *name)
{
    enum dump_kind kind = DUMP_EDITIONS;
    while (kind < DUMP_AUTHORS && strcmp(dump_kind_name(kind), name) != 0)
        kind++;
    return kind;
}

static bool open_lookup(const struct context *context, struct database **ret, struct error *err)
{
    struct database_options options = config_database_direct(context->config, PROGRAM " lookup");
    options.statement_timeout_ms = 0;
    return database_open(&options, ret, err);
}

int catalog_import_dump(struct context *context, const struct catalog_dump_request *request,
                        struct error *err)
{
    struct dump_report report = {.file = request->file, .progress = {.bytes = true}};
    struct dump_import import = {.kind = kind_of(request->kind),
                                 .commit_lines = request->commit_lines,
                                 .bad_line = on_bad_line,
                                 .progress = on_progress,
                                 .context = &report};
    struct dump_claims claims = {.isbns = 0};
    const int64_t start = clock_monotonic_ms();
    /* There is no limit on the time of a statement, because one merges many thousand rows. */
    CLEANUP(database_close) struct database *lookup = NULL;
    if (!context_database_unchecked(context, err) || !schema_check(context->db, err) ||
        !open_lookup(context, &lookup, err))
        return EXIT_BY_ERROR;
    import.lookup = lookup;
    progress_start(&report.progress, request->file, 0);
    const bool good = dump_import(context->db, request->file, &import, err) &&
                      (!request->claims || dump_claim(context->db, &claims, err));
    progress_end(&report.progress, /* keep= */ false);
    if (report.bad > CATALOG_BAD_SHOWN)
        (void)fprintf(stderr, "%s: and %s more\n", request->file,
                      output_count(report.bad - CATALOG_BAD_SHOWN, "bad line", "bad lines"));
    if (!good)
        return EXIT_BY_ERROR;
    (context->json ? print_json : print_text)(&import, request->claims ? &claims : NULL,
                                              request->file, clock_monotonic_ms() - start);
    return import.counts.bad > 0 ? EXIT_PARTLY : EXIT_DONE;
}

bool catalog_dump_stats(struct context *context, struct text *out, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN0(context->db, &sql_dump_stats, &rows, err))
        return false;
    const int64_t editions = row_int(rows, 0, DUMP_STATS_EDITIONS),
                  works = row_int(rows, 0, DUMP_STATS_WORKS),
                  authors = row_int(rows, 0, DUMP_STATS_AUTHORS),
                  redirects = row_int(rows, 0, DUMP_STATS_REDIRECTS);
    if (!out) {
        (void)printf("Open Library   %lld of the editions, %s, %lld authors, %lld redirects\n",
                     (long long)editions, output_count(works, "work", "works"), (long long)authors,
                     (long long)redirects);
        for (size_t i = 0; i < rows_count(rows) && !row_is_null(rows, i, DUMP_STATS_FILE); i++)
            (void)printf("  %-8s  %s, %lld lines: %s\n", row_text(rows, i, DUMP_STATS_KIND),
                         row_text(rows, i, DUMP_STATS_FILE),
                         (long long)row_int(rows, i, DUMP_STATS_LINES),
                         row_text(rows, i, DUMP_STATS_STATE));
        return true;
    }
    json_write_open(out, "openlibrary", '{');
    json_write_int(out, "editions", editions);
    json_write_int(out, "works", works);
    json_write_int(out, "authors", authors);
    json_write_int(out, "redirects", redirects);
    json_write_open(out, "imports", '[');
    for (size_t i = 0; i < rows_count(rows) && !row_is_null(rows, i, DUMP_STATS_FILE); i++) {
        json_write_open(out, NULL, '{');
        json_write_text(out, "kind", row_text(rows, i, DUMP_STATS_KIND));
        json_write_text(out, "file", row_text(rows, i, DUMP_STATS_FILE));
        json_write_int(out, "lines", row_int(rows, i, DUMP_STATS_LINES));
        json_write_text(out, "state", row_text(rows, i, DUMP_STATS_STATE));
        json_write_close(out, '}');
    }
    json_write_close(out, ']');
    json_write_close(out, '}');
    return true;
}
