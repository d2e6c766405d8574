/* command_catalog.c: filling the local catalogue from CSV files, and saying what it holds. */
#include <stdio.h>
#include <sys/stat.h>

#include "commands/commands.h"
#include "core/clock.h"
#include "model/catalog.h"
#include "model/schema.h"
#include "shared/output.h"
#include "shared/progress.h"
#include "sql.h"

#define BAD_SHOWN 50 /* rows whose defect is told one by one */

struct import_run {
    struct progress progress;
    const char *file;
    int64_t bad;
};

static void on_bad_row(void *context, int64_t line, const char *reason)
{
    struct import_run *run = context;
    if (run->bad++ >= BAD_SHOWN)
        return;
    progress_end(&run->progress, /* keep= */ false);
    (void)fprintf(stderr, "%s:%lld: %s\n", run->file, (long long)line, reason);
}

static void on_progress(void *context, int64_t bytes_read, int64_t bytes_total)
{
    struct import_run *run = context;
    progress_show(&run->progress, bytes_read, bytes_total, "");
}

static void print_summary(const struct context *context, const char *file,
                          const struct catalog_import *import, int64_t ms)
{
    char took[24];
    clock_duration_text(ms, took);
    if (!context->json) {
        (void)printf("%s: %s read: %lld new, %lld changed, %lld the same, %lld bad (%s)\n", file,
                     counted(import->rows_read, "row", "rows"), (long long)import->rows_new,
                     (long long)import->rows_changed, (long long)import->rows_same,
                     (long long)import->rows_bad, took);
        return;
    }
    CLEANUP(text_done) struct text out = {0};
    json_open(&out, NULL, '{');
    json_text(&out, "file", file);
    json_int(&out, "rows_read", import->rows_read);
    json_int(&out, "rows_new", import->rows_new);
    json_int(&out, "rows_changed", import->rows_changed);
    json_int(&out, "rows_same", import->rows_same);
    json_int(&out, "rows_bad", import->rows_bad);
    json_int(&out, "duration_ms", ms);
    json_close(&out, '}');
    json_print(&out);
}

static bool import_file(struct context *context, const char *file, bool is_notable, int64_t *bad,
                        struct error *err)
{
    struct import_run run = {.file = file, .progress = {.bytes = true}};
    struct catalog_import import = {
        .bad_row = on_bad_row, .progress = on_progress, .context = &run};
    const int64_t start = clock_monotonic_ms();
    progress_start(&run.progress, file, 0);
    const bool good = is_notable ? catalog_import_notable(context->db, file, &import, err)
                                 : catalog_import_editions(context->db, file, &import, err);
    progress_end(&run.progress, /* keep= */ false);
    if (run.bad > BAD_SHOWN)
        (void)fprintf(stderr, "%s: and %s more\n", file,
                      counted(run.bad - BAD_SHOWN, "bad row", "bad rows"));
    if (!good)
        return false;
    print_summary(context, file, &import, clock_monotonic_ms() - start);
    *bad += import.rows_bad;
    return true;
}

static bool is_file(const char *path)
{
    struct stat about = {0};
    return stat(path, &about) != 0 || !(S_ISFIFO(about.st_mode) || S_ISCHR(about.st_mode));
}

static int command_import(struct context *context, int argc, char **argv, struct error *err)
{
    const char *editions = NULL, *notable = NULL;
    const struct cli_option options[] = {
        {.name = "editions",
         .kind = CLI_STRING,
         .value = &editions,
         .metavar = "FILE",
         .help = "editions to resolve against"},
        {.name = "notable",
         .kind = CLI_STRING,
         .value = &notable,
         .metavar = "FILE",
         .help = "notable books by month, to generate from"},
        OPTION_CONFIG(context),
        OPTION_JSON(context),
        OPTION_END,
    };
    const struct cli_command command = {
        .program = PROGRAM,
        .name = "catalog import",
        .summary = "Fill the local catalogue from CSV files with a header line. Again, it changes "
                   "nothing.",
        .details =
            "Columns of editions: "
            "isbn13,title,authors,publisher,published,language,pages[,binding];\n"
            "of notable books: "
            "month,first_published,title,authors,publisher,isbn13,ratings,format.\n"
            "Bad rows are named and left out: exit code 4. The good ones are imported together.",
        .options = options,
    };
    struct operands operands;
    int code = EXIT_BY_ERROR;
    int64_t bad = 0;
    if (!command_begin(&command, argc, argv, &operands, &code, err))
        return code;
    if (!editions && !notable) {
        (void)error_set(err, ERROR_USAGE, 0,
                        "catalog import needs --editions FILE or --notable FILE");
        return EXIT_USAGE;
    }
    /* both before anything is done; pipes and devices can be read once only */
    if ((editions && is_file(editions) && !catalog_check_editions(editions, err)) ||
        (notable && is_file(notable) && !catalog_check_notable(notable, err)))
        return EXIT_BY_ERROR;
    /* no limit on the time of a statement: a million editions are merged in one */
    if (!context_database_unchecked(context, err) || !schema_check(context->db, err) ||
        (editions && !import_file(context, editions, /* is_notable= */ false, &bad, err)) ||
        (notable && !import_file(context, notable, /* is_notable= */ true, &bad, err)))
        return EXIT_BY_ERROR;
    return bad > 0 ? EXIT_PARTLY : EXIT_DONE;
}

/* ---- stats ---- */

static struct month month_of(int64_t number)
{
    return (struct month){.year = (int)((number - 1) / 12), .month = (int)((number - 1) % 12 + 1)};
}

static void print_stats(const struct context *context, const struct rows *rows)
{
    const struct month first = month_of(row_int(rows, 0, CATALOG_STATS_FIRST_MONTH)),
                       last = month_of(row_int(rows, 0, CATALOG_STATS_LAST_MONTH));
    const bool any = !row_is_null(rows, 0, CATALOG_STATS_FIRST_MONTH);
    if (!context->json) {
        (void)printf("editions       %lld, of %lld titles\n",
                     (long long)row_int(rows, 0, CATALOG_STATS_EDITIONS),
                     (long long)row_int(rows, 0, CATALOG_STATS_TITLES));
        (void)printf("notable books  %lld, in %s",
                     (long long)row_int(rows, 0, CATALOG_STATS_NOTABLE_BOOKS),
                     counted(row_int(rows, 0, CATALOG_STATS_NOTABLE_MONTHS), "month", "months"));
        if (any)
            (void)printf(" from %s to %s", month_text(first).text, month_text(last).text);
        (void)printf("\nsize           %lld MiB\n",
                     (long long)(row_int(rows, 0, CATALOG_STATS_BYTES) >> 20));
        return;
    }
    CLEANUP(text_done) struct text out = {0};
    json_open(&out, NULL, '{');
    json_int(&out, "editions", row_int(rows, 0, CATALOG_STATS_EDITIONS));
    json_int(&out, "titles", row_int(rows, 0, CATALOG_STATS_TITLES));
    json_int(&out, "notable_books", row_int(rows, 0, CATALOG_STATS_NOTABLE_BOOKS));
    json_int(&out, "notable_months", row_int(rows, 0, CATALOG_STATS_NOTABLE_MONTHS));
    json_text(&out, "notable_from", any ? month_text(first).text : NULL);
    json_text(&out, "notable_to", any ? month_text(last).text : NULL);
    json_int(&out, "bytes", row_int(rows, 0, CATALOG_STATS_BYTES));
    json_close(&out, '}');
    json_print(&out);
}

static int command_stats(struct context *context, int argc, char **argv, struct error *err)
{
    const struct cli_option options[] = {OPTION_CONFIG(context), OPTION_JSON(context), OPTION_END};
    const struct cli_command command = {
        .program = PROGRAM,
        .name = "catalog stats",
        .summary = "Say what the local catalogue holds.",
        .options = options,
    };
    struct operands operands;
    int code = EXIT_BY_ERROR;
    if (!command_begin(&command, argc, argv, &operands, &code, err))
        return code;
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!context_database(context, err) ||
        !DATABASE_RUN0(context->db, &sql_catalog_stats, &rows, err))
        return EXIT_BY_ERROR;
    print_stats(context, rows);
    return EXIT_DONE;
}

int command_catalog(struct context *context, int argc, char **argv, struct error *err)
{
    static const struct producer_command commands[] = {
        {"import", "Fill the local catalogue from CSV files.", command_import},
        {"stats", "Say what it holds.", command_stats},
    };
    return command_group(commands, ARRAY_LEN(commands), "catalog", context, argc, argv, err);
}
