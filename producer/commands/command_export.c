/* command_export.c: books, ISBNs, editions, works and authors for other programs. They are read in
 * pages of one snapshot, so that memory does not grow with their number and no record is told twice
 * or left out while months go on. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "commands/command_export.h"
#include "commands/commands.h"
#include "core/json_write.h"
#include "io/new_file.h"
#include "shared/output_csv.h"
#include "sql.h"

#define PAGE_ISBNS 1000
#define PAGE_MONTHS 24

static struct {
    struct range range;
    const char *what, *format, *output;
    bool force, canonical;
} request;

/* How far an export is. */
struct export
{
    struct context *context;
    const struct export_kind *kind;
    bool csv;
    int64_t year, month; /* of books, the last month that was read */
    struct text key;     /* of others, the last key */
    int64_t written;     /* records */
    FILE *to;
    bool unread; /* whoever read stdout has gone */
};
static void export_done(struct export *export)
{
    text_done(&export->key);
}
CLEANUP_STRUCT(struct export, export_done)

/* ---- pages ---- */

static bool has_key(const struct export_kind *kind)
{
    return kind->key >= 0;
}

static bool read_page(struct export *export, struct rows **ret, struct error *err)
{
    struct database *db = export->context->db;
    const struct range range = range_closed(request.range);
    const struct sql_param from = sql_int(range_number(range.from)),
                           to = sql_int(range_number(range.to));
    if (export->kind->page)
        return DATABASE_RUN(db, export->kind->page, ret, err, sql_text(text_of(&export->key)),
                            sql_int(PAGE_ISBNS));
    if (has_key(export->kind))
        return DATABASE_RUN(db, &sql_export_isbns, ret, err, from, to,
                            sql_text(text_of(&export->key)), sql_int(PAGE_ISBNS));
    return DATABASE_RUN(db, &sql_export_books, ret, err, from, to,
                        sql_bool(strcmp(request.what, "unresolved") == 0), sql_int(export->year),
                        sql_int(export->month), sql_int(PAGE_MONTHS));
}

static void remember(struct export *export, const struct rows *rows)
{
    const size_t last = rows_count(rows) - 1;
    if (has_key(export->kind)) {
        text_clear(&export->key);
        text_add(&export->key, row_text(rows, last, export->kind->key));
        return;
    }
    export->year = row_int(rows, last, EXPORT_BOOKS_YEAR);
    export->month = row_int(rows, last, EXPORT_BOOKS_NUMBER);
}

/* Is it a record, and not only a month of which no book fits? */
static bool is_record(const struct export *export, const struct rows *rows, size_t row)
{
    return has_key(export->kind) || !row_is_null(rows, row, EXPORT_BOOKS_POSITION);
}

static void add_csv(struct export *export, const struct rows *rows, struct text *ret)
{
    CLEANUP(csv_writer_done) struct csv_writer csv = {0};
    for (size_t i = 0; i < rows_count(rows); i++) {
        if (!is_record(export, rows, i))
            continue;
        if (export->written++ == 0)
            output_csv_head(&csv, export->kind->columns, export->kind->column_count);
        output_csv_row(&csv, rows, i, export->kind->columns, export->kind->column_count);
    }
    text_add(ret, text_of(&csv.text));
}

static void add_lines(struct export *export, const struct rows *rows, struct text *ret)
{
    for (size_t i = 0; i < rows_count(rows); i++) {
        CLEANUP(text_done) struct text line = {0};
        if (!is_record(export, rows, i))
            continue;
        export->written++;
        json_write_open(&line, NULL, '{');
        output_row_json(&line, rows, i, export->kind->columns, export->kind->column_count);
        json_write_close(&line, '}');
        text_add(ret, text_of(&line));
        text_add(ret, "\n");
    }
}

/* A full disk, and a reader who has gone, end it at once, and not after a million books. */
static bool put(struct export *export, const struct text *text, struct error *err)
{
    errno = 0;
    if (fwrite(text_of(text), 1, text->count, export->to) == text->count && fflush(export->to) == 0)
        return true;
    const int code = errno ? errno : EIO;
    export->unread = !request.output && (code == EPIPE || cli_reader_gone());
    return export->unread ||
           error_set(err, ERROR_TRANSIENT, code, "%s: %s",
                     request.output ? request.output : "standard output", strerrordesc_np(code));
}

static bool write_all(struct export *export, struct error *err)
{
    for (size_t count = 1; count > 0 && !export->unread;) {
        CLEANUP(rows_free) struct rows *rows = NULL;
        CLEANUP(text_done) struct text page = {0};
        if (!read_page(export, &rows, err))
            return false;
        count = rows_count(rows);
        if (count > 0)
            remember(export, rows);
        if (export->csv)
            add_csv(export, rows, &page);
        else
            add_lines(export, rows, &page);
        if (!put(export, &page, err))
            return false;
    }
    return true;
}

/* ---- where it goes ---- */

static int say_nothing(const struct export_kind *kind, struct error *err)
{
    (void)error_set(err, ERROR_USAGE, 0, "nothing to export: %s%s%s", kind->none,
                    request.range.from.year || request.range.to.year ? " in this range" : "",
                    kind->of_months ? "; see 'backfill-producer list'" : "");
    return EXIT_NOTHING;
}

static int export_to_file(struct export *export, struct error *err)
{
    CLEANUP(new_file_done) struct new_file file = {.stream = NULL};
    if (!new_file_open(&file, request.output, request.force ? NULL : "--force", err))
        return EXIT_BY_ERROR;
    export->to = file.stream;
    if (!write_all(export, err))
        return EXIT_BY_ERROR;
    if (export->written == 0)
        return say_nothing(export->kind, err);
    if (!new_file_keep(&file, err))
        return EXIT_FAILED;
    (void)fprintf(stderr, "%s: %s\n", request.output,
                  output_count(export->written, "record", "records"));
    return EXIT_DONE;
}

static const struct export_kind *find_kind(void)
{
    const struct export_kind *kind = export_kinds;
    while (strcmp(kind->what, request.what) != 0)
        kind++; /* the choices of --what are these */
    return kind;
}

static bool fits_together(const struct export_kind *kind, struct error *err)
{
    const bool ranged = request.range.from.year != 0 || request.range.to.year != 0;
    if (request.canonical && (request.output || ranged))
        return error_set(err, ERROR_USAGE, 0,
                         "--canonical is a hash of all: give no --output, --from and --to with it");
    return !ranged || kind->of_months ||
           error_set(err, ERROR_USAGE, 0,
                     "--from and --to choose months: give them with books, isbns or unresolved");
}

static int perform(struct context *context, const struct operands *operands, struct error *err)
{
    (void)operands;
    CLEANUP(export_done)
    struct export export = {
        .context = context,
        .kind = find_kind(),
        .csv = strcmp(request.format, "csv") == 0 && !context->json,
        .to = stdout,
    };
    if (!fits_together(export.kind, err))
        return EXIT_USAGE;
    if (!context_database(context, err) || !database_begin_snapshot(context->db, err))
        return EXIT_BY_ERROR;
    if (request.canonical)
        return export_canonical(context, err);
    if (request.output)
        return export_to_file(&export, err);
    if (!write_all(&export, err))
        return EXIT_BY_ERROR;
    return export.written > 0 ? EXIT_DONE : say_nothing(export.kind, err);
}

static const struct cli_option options[] = {
    {.name = "what",
     .kind = CLI_CHOICE,
     .value = &request.what,
     .choices = "books|isbns|unresolved|editions|works|authors",
     .help =
         "books: of the generation of each month that stands; isbns: each ISBN that was handed "
         "over, once; unresolved: books without an ISBN; editions, works, authors: what is made "
         "of all that sources say",
     .preset = "books"},
    {.name = "format",
     .kind = CLI_CHOICE,
     .value = &request.format,
     .choices = "csv|jsonl",
     .help = "CSV with a line of names, or a JSON object a line",
     .preset = "csv"},
    OPTION_FROM(&request.range.from),
    OPTION_TO(&request.range.to),
    {.name = "output",
     .kind = CLI_STRING,
     .value = &request.output,
     .metavar = "FILE",
     .min = 1,
     .help = "into this file, which is there whole or not at all (default: stdout)"},
    {.name = "force",
     .kind = CLI_FLAG,
     .value = &request.force,
     .help = "with --output: replace the file where it is there already"},
    {.name = "canonical",
     .kind = CLI_FLAG,
     .value = &request.canonical,
     .help = "print only a hash of all editions, works and authors, without their times"},
    OPTION_END,
};

const struct command command_export = {
    .name = "export",
    .summary = "Write books, ISBNs or editions as CSV or JSON lines.",
    .purpose = "Write the books or ISBNs of all months, or of a range, or the editions, works or "
               "authors, for other programs. All is of one moment.",
    .details = "In CSV a text that a spreadsheet would take for a formula has an apostrophe before "
               "it; jsonl, which --json asks for as well, has every text as it is.\n"
               "--canonical: the same claims of sources give the same hash, in whatever order they "
               "came and however many consumers have folded them.\n"
               "The exit code is 3 where there is nothing to export; no file is made then.",
    .options = options,
    .prints_json = true,
    .perform = perform,
};
