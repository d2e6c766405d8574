/* command_catalog.c: filling the local catalogue from CSV files, and showing what it holds. How a
 * file is read is in common/model/catalog_import.c. */
#include <stdio.h>
#include <sys/stat.h>

#include "commands/command_catalog.h"
#include "commands/commands.h"
#include "core/clock.h"
#include "core/json_write.h"
#include "model/catalog.h"
#include "model/schema.h"
#include "shared/output.h"
#include "shared/progress.h"
#include "sql.h"

struct import_report {
    struct progress progress;
    const char *file;
    int64_t bad;
};

static void on_bad_row(void *context, int64_t line, const char *reason)
{
    struct import_report *report = context;
    if (report->bad++ >= CATALOG_BAD_SHOWN)
        return;
    progress_end(&report->progress, /* keep= */ false);
    (void)fprintf(stderr, "%s:%lld: %s\n", report->file, (long long)line, reason);
}

static void on_progress(void *context, int64_t bytes_read, int64_t bytes_total)
{
    struct import_report *report = context;
    progress_show(&report->progress, bytes_read, bytes_total, "");
}

static void print_summary(const struct context *context, const char *file,
                          const struct catalog_import *import, int64_t ms)
{
    char took[24];
    clock_duration_text(ms, took);
    if (!context->json) {
        (void)printf("%s: %s read: %lld new, %lld changed, %lld the same, %lld bad", file,
                     output_count(import->rows_read, "row", "rows"), (long long)import->rows_new,
                     (long long)import->rows_changed, (long long)import->rows_same,
                     (long long)import->rows_bad);
        if (import->rows_without_isbn > 0)
            (void)printf(", %lld without an ISBN left out", (long long)import->rows_without_isbn);
        (void)printf(" (%s)\n", took);
        return;
    }
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    json_write_text(&out, "file", file);
    json_write_text(&out, "read_as", *import->read_as ? import->read_as : NULL);
    json_write_int(&out, "rows_read", import->rows_read);
    json_write_int(&out, "rows_new", import->rows_new);
    json_write_int(&out, "rows_changed", import->rows_changed);
    json_write_int(&out, "rows_same", import->rows_same);
    json_write_int(&out, "rows_bad", import->rows_bad);
    json_write_int(&out, "rows_without_isbn", import->rows_without_isbn);
    json_write_int(&out, "duration_ms", ms);
    json_write_close(&out, '}');
    output_print_json(&out);
}

static const char *map; /* of columns */

static bool import_file(struct context *context, const char *file, bool is_notable, int64_t *bad,
                        struct error *err)
{
    struct import_report report = {.file = file, .progress = {.bytes = true}};
    struct catalog_import import = {
        .bad_row = on_bad_row, .progress = on_progress, .context = &report, .map = map};
    const int64_t start = clock_monotonic_ms();
    progress_start(&report.progress, file, 0);
    const bool good = is_notable ? catalog_import_notable(context->db, file, &import, err)
                                 : catalog_import_editions(context->db, file, &import, err);
    progress_end(&report.progress, /* keep= */ false);
    if (report.bad > CATALOG_BAD_SHOWN)
        (void)fprintf(stderr, "%s: and %s more\n", file,
                      output_count(report.bad - CATALOG_BAD_SHOWN, "bad row", "bad rows"));
    if (!good)
        return false;
    if (*import.read_as)
        (void)fprintf(stderr, "%s: read as %s\n", file, import.read_as);
    print_summary(context, file, &import, clock_monotonic_ms() - start);
    *bad += import.rows_bad;
    if (import.rows_without_isbn == import.rows_read)
        *bad += import.rows_without_isbn; /* nothing of the file is of use */
    return true;
}

static bool is_file(const char *path)
{
    struct stat about = {0};
    return stat(path, &about) != 0 || !(S_ISFIFO(about.st_mode) || S_ISCHR(about.st_mode));
}

static const char *editions, *notable; /* files */
static struct catalog_dump_request dump;

/* A dump is named behind the options, a file of ours by its option. */
static bool check_files(const struct operands *operands, struct error *err)
{
    if (dump.kind && (editions || notable))
        return error_set(err, ERROR_USAGE, 0, "--openlibrary imports one dump, and no other file");
    if (dump.kind && operands->count == 0)
        return error_set(err, ERROR_USAGE, 0, "--openlibrary %s needs the FILE of the dump",
                         dump.kind);
    if (!dump.kind && operands->count > 0)
        return error_set(err, ERROR_USAGE, 0,
                         "'%s': a file needs --editions, --notable or --openlibrary before it",
                         cli_shown(operands->items[0]));
    return dump.kind || editions || notable ||
           error_set(err, ERROR_USAGE, 0,
                     "catalog import needs --editions FILE, --notable FILE or --openlibrary KIND "
                     "FILE");
}

static int perform_catalog_import(struct context *context, const struct operands *operands,
                                  struct error *err)
{
    int64_t bad = 0;
    if (!check_files(operands, err))
        return EXIT_USAGE;
    if (dump.kind) {
        dump.file = operands->items[0];
        const int code = catalog_import_dump(context, &dump, err);
        catalog_warn_of_keys(context);
        return code;
    }
    /* Both are checked before anything is written. Pipes and devices can be read only once. */
    if ((editions && is_file(editions) && !catalog_check_editions(editions, map, err)) ||
        (notable && is_file(notable) && !catalog_check_notable(notable, map, err)))
        return EXIT_BY_ERROR;
    /* There is no limit on the time of a statement, because one merges a million editions. */
    if (!context_database_unchecked(context, err) || !schema_check(context->db, err) ||
        (editions && !import_file(context, editions, /* is_notable= */ false, &bad, err)) ||
        (notable && !import_file(context, notable, /* is_notable= */ true, &bad, err)))
        return EXIT_BY_ERROR;
    catalog_warn_of_keys(context);
    return bad > 0 ? EXIT_PARTLY : EXIT_DONE;
}

static const struct cli_option catalog_import_options[] = {
    {.name = "editions",
     .kind = CLI_STRING,
     .value = &editions,
     .metavar = "FILE",
     .min = 1,
     .help = "editions to resolve against"},
    {.name = "notable",
     .kind = CLI_STRING,
     .value = &notable,
     .metavar = "FILE",
     .min = 1,
     .help = "notable books by month, to generate from"},
    {.name = "openlibrary",
     .kind = CLI_CHOICE,
     .value = &dump.kind,
     .metavar = "KIND",
     .choices = "editions|works|authors",
     .help = "FILE is a dump of Open Library with these"},
    {.name = "claims",
     .kind = CLI_FLAG,
     .value = &dump.claims,
     .help = "claim what dumps say of ISBNs that are handed over"},
    {.name = "commit-lines",
     .kind = CLI_INT,
     .value = &dump.commit_lines,
     .metavar = "N",
     .min = 100,
     .max = 1000000,
     .preset = "20000",
     .help = "lines of a dump that are stored together"},
    {.name = "map",
     .kind = CLI_STRING,
     .value = &map,
     .metavar = "OURS=THEIRS,…",
     .min = 1,
     .help = "which column is which: isbn13=ISBN13,authors=Author"},
    OPTION_END,
};

static const struct command command_catalog_import = {
    .name = "catalog import",
    .arguments = "[FILE]",
    .arguments_max = 1,
    .summary = "Fill the local catalogue from files.",
    .purpose = "Fill the local catalogue from CSV files with a header line, or from a dump of Open "
               "Library. "
               "Importing the same file again changes nothing.",
    .details =
        "Columns of editions:\n"
        "isbn13,title,authors[,publisher,published,language,pages,binding]\n"
        "The names that exports of Goodreads, LibraryThing, StoryGraph and Calibre give them are "
        "known, too. UTF-8, UTF-16 and Latin-1 are read, with commas, semicolons or tabs. A row "
        "that leaves a value out takes nothing away from the edition that is there.\n"
        "Columns of notable books:\n"
        "month,first_published,title,authors,publisher,isbn13,ratings,format\n"
        "Bad rows are named and left out; the exit code is then 4. The good ones are imported "
        "together.\n"
        "Dumps (ol_dump_editions_latest.txt.gz, packed or not) are stored a piece at a time, and a "
        "second start of the same file goes on where the first ended. Import authors, then works, "
        "then editions, because editions name both by keys alone. Claims are needed only for "
        "ISBNs that were enriched before: later ones are looked up in the catalogue, which says "
        "the same.",
    .options = catalog_import_options,
    .prints_json = true,
    .perform = perform_catalog_import,
};

/* ---- stats ---- */

static struct month month_of(int64_t number)
{
    return (struct month){.year = (int)((number - 1) / 12), .month = (int)((number - 1) % 12 + 1)};
}

static bool print_stats(struct context *context, const struct rows *rows, struct error *err)
{
    const struct month first = month_of(row_int(rows, 0, CATALOG_STATS_FIRST_MONTH)),
                       last = month_of(row_int(rows, 0, CATALOG_STATS_LAST_MONTH));
    const bool any = !row_is_null(rows, 0, CATALOG_STATS_FIRST_MONTH);
    if (!context->json) {
        (void)printf("editions       %lld, of %lld titles\n",
                     (long long)row_int(rows, 0, CATALOG_STATS_EDITIONS),
                     (long long)row_int(rows, 0, CATALOG_STATS_TITLES));
        (void)printf(
            "notable books  %lld, in %s", (long long)row_int(rows, 0, CATALOG_STATS_NOTABLE_BOOKS),
            output_count(row_int(rows, 0, CATALOG_STATS_NOTABLE_MONTHS), "month", "months"));
        if (any)
            (void)printf(" from %s to %s", month_text(first).text, month_text(last).text);
        (void)printf("\nsize           %lld MiB\n",
                     (long long)(row_int(rows, 0, CATALOG_STATS_BYTES) >> 20));
        return catalog_dump_stats(context, NULL, err);
    }
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    json_write_int(&out, "editions", row_int(rows, 0, CATALOG_STATS_EDITIONS));
    json_write_int(&out, "titles", row_int(rows, 0, CATALOG_STATS_TITLES));
    json_write_int(&out, "notable_books", row_int(rows, 0, CATALOG_STATS_NOTABLE_BOOKS));
    json_write_int(&out, "notable_months", row_int(rows, 0, CATALOG_STATS_NOTABLE_MONTHS));
    json_write_text(&out, "notable_from", any ? month_text(first).text : NULL);
    json_write_text(&out, "notable_to", any ? month_text(last).text : NULL);
    json_write_int(&out, "bytes", row_int(rows, 0, CATALOG_STATS_BYTES));
    if (!catalog_dump_stats(context, &out, err))
        return false;
    json_write_close(&out, '}');
    output_print_json(&out);
    return true;
}

static int perform_catalog_stats(struct context *context, const struct operands *operands,
                                 struct error *err)
{
    (void)operands;
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!context_database(context, err) ||
        !DATABASE_RUN0(context->db, &sql_catalog_stats, &rows, err))
        return EXIT_BY_ERROR;
    return print_stats(context, rows, err) ? EXIT_DONE : EXIT_BY_ERROR;
}

static const struct command command_catalog_stats = {
    .name = "catalog stats",
    .summary = "Show what it holds.",
    .purpose = "Show what the local catalogue holds.",
    .prints_json = true,
    .perform = perform_catalog_stats,
};

static const struct command *const group[] = {&command_catalog_import, &command_catalog_rekey,
                                              &command_catalog_stats, NULL};

const struct command command_catalog = {
    .name = "catalog", .summary = "The local catalogue: import, rekey, stats.", .commands = group};
