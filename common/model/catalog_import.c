/* catalog_import.c: filling the catalogue from CSV files.
 *
 * Rows are checked one by one (catalog_row.c) and sent by COPY into a temporary table. Bad rows are
 * reported and left out. One statement then merges what is new or changed. All this is one
 * transaction, so an import that fails leaves the catalogue as it was. */
#include "model/catalog.h"

#include "model/catalog_columns.h"
#include "model/catalog_source.h"
#include "model/catalog_turn.h"
#include "sql.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum {
    COPY_CHUNK_BYTES = 64 * 1024,
    PROGRESS_ROWS = 1000,
};

/* An import that is under way. */
struct importer {
    struct catalog_import *import;
    FILE *file;
    struct catalog_source source;
    struct csv *csv;
    struct text said;   /* for people: what the file is */
    size_t field_count; /* of the header, and so of each row */
    struct catalog_row row;
};

static void importer_done(struct importer *importer)
{
    catalog_row_done(&importer->row);
    csv_free(importer->csv);
    catalog_source_done(&importer->source);
    text_done(&importer->said);
    if (importer->file)
        (void)fclose(importer->file); /* it was only read */
}
CLEANUP_STRUCT(struct importer, importer_done)

/* ---- the file ---- */

/* Files that people take for CSV, by their first bytes. */
static bool check_form(FILE *file, const char *path, struct error *err)
{
    char start[4] = "";
    const size_t count = fread(start, 1, sizeof(start), file);
    rewind(file);
    if (count >= 2 && memcmp(start, "\x1f\x8b", 2) == 0)
        return error_set(err, ERROR_USAGE, 0, "'%s' is packed: unpack it with gunzip first", path);
    if (count == 4 && memcmp(start, "PK\x03\x04", 4) == 0)
        return error_set(err, ERROR_USAGE, 0,
                         "'%s' is a spreadsheet or a zip archive: save it as CSV first", path);
    return true;
}

static bool open_file(struct importer *importer, const char *path, int64_t *ret_bytes,
                      struct error *err)
{
    importer->file = fopen(path, "rb");
    if (!importer->file)
        return error_set(err, ERROR_USAGE, errno, "'%s': %s", path, strerror(errno));
    struct stat about = {0};
    if (fstat(fileno(importer->file), &about) != 0 || S_ISDIR(about.st_mode))
        return error_set(err, ERROR_USAGE, EISDIR, "'%s': is not a file", path);
    *ret_bytes = (int64_t)about.st_size;
    if (S_ISREG(about.st_mode) && !check_form(importer->file, path, err))
        return false;
    catalog_source_init(&importer->source, importer->file, S_ISREG(about.st_mode));
    return true;
}

static bool read_header(struct importer *importer, const char *path, struct error *err)
{
    const char *reason = "it is empty";
    assert(importer->csv); /* opened before */
    if (csv_next(importer->csv, &reason) != CSV_RECORD)
        return error_set(err, ERROR_USAGE, 0, "'%s' has no header line: %s", path, reason);
    importer->field_count = csv_count(importer->csv);
    return catalog_columns_find(&importer->row, importer->import->map, path, &importer->said, err);
}

/* ---- rows ---- */

static void count_bad(struct importer *importer, const char *reason)
{
    struct catalog_import *import = importer->import;
    import->rows_bad++;
    if (import->bad_row)
        import->bad_row(import->context, csv_line(importer->csv), reason);
}

static void add_record(struct importer *importer)
{
    if (csv_count(importer->csv) != importer->field_count) {
        text_clear(&importer->row.reason);
        text_add_format(&importer->row.reason, "%zu fields, but the header has %zu",
                        csv_count(importer->csv), importer->field_count);
        count_bad(importer, text_of(&importer->row.reason));
    } else if (!importer->row.file->add_row(&importer->row)) {
        if (importer->row.without_isbn)
            importer->import->rows_without_isbn++;
        else
            count_bad(importer, text_of(&importer->row.reason));
    }
}

static bool send_rows(struct importer *importer, struct database *db, struct error *err)
{
    if (!database_copy_data(db, text_of(&importer->row.copy), importer->row.copy.count, err))
        return false;
    text_clear(&importer->row.copy);
    return true;
}

static bool copy_rows(struct importer *importer, struct database *db, int64_t bytes_total,
                      struct error *err)
{
    struct catalog_import *import = importer->import;
    const char *reason = NULL;
    enum csv_result result;
    while ((result = csv_next(importer->csv, &reason)) != CSV_END) {
        import->rows_read++;
        if (result == CSV_BAD)
            count_bad(importer, reason);
        else
            add_record(importer);
        if (importer->row.copy.count >= COPY_CHUNK_BYTES && !send_rows(importer, db, err))
            return false;
        if (import->progress && import->rows_read % PROGRESS_ROWS == 0)
            import->progress(import->context, csv_bytes(importer->csv), bytes_total);
    }
    return send_rows(importer, db, err);
}

/* Both merges answer with the same columns. */
_Static_assert((int)CATALOG_MERGE_NOTABLE_ROWS_NEW == (int)CATALOG_MERGE_EDITIONS_ROWS_NEW &&
                   (int)CATALOG_MERGE_NOTABLE_ROWS_CHANGED ==
                       (int)CATALOG_MERGE_EDITIONS_ROWS_CHANGED,
               "merge() reads both");

static bool merge(struct importer *importer, struct database *db, struct error *err)
{
    struct catalog_import *import = importer->import;
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN0(db, importer->row.file->merge, &rows, err) ||
        !DATABASE_RUN0(db, importer->row.file->finish, NULL, err))
        return false;
    import->rows_new = row_int(rows, 0, CATALOG_MERGE_EDITIONS_ROWS_NEW);
    import->rows_changed = row_int(rows, 0, CATALOG_MERGE_EDITIONS_ROWS_CHANGED);
    import->rows_same = import->rows_read - import->rows_bad - import->rows_without_isbn -
                        import->rows_new - import->rows_changed;
    return true;
}

/* All that is done in the one transaction. */
static bool import_rows(struct importer *importer, struct database *db, const char *path,
                        int64_t bytes_total, struct error *err)
{
    if (!catalog_take_turn(db, err) || !DATABASE_RUN0(db, importer->row.file->stage, NULL, err) ||
        !database_copy_start(db, importer->row.file->copy, err) ||
        !copy_rows(importer, db, bytes_total, err) || !database_copy_finish(db, err))
        return false;
    if (ferror(importer->file))
        return error_set(err, ERROR_USAGE, EIO, "'%s' cannot be read to its end", path);
    return merge(importer, db, err) && database_commit(db, err);
}

/* Say in what the file is written, where that is not usual. */
static void say_form(struct importer *importer, char separator)
{
    const char *encoding = catalog_source_name(&importer->source);
    if (encoding)
        text_add(&importer->said, encoding);
    if (separator != ',')
        text_add_format(&importer->said, "%s%s between columns", encoding ? ", " : "",
                        separator == '\t'  ? "tabs"
                        : separator == ';' ? "semicolons"
                                           : "other signs");
}

static bool begin_file(struct importer *importer, const char *path, int64_t *ret_bytes,
                       struct error *err)
{
    if (!open_file(importer, path, ret_bytes, err))
        return false;
    importer->row.csv = importer->csv = csv_new(catalog_source_read, &importer->source);
    say_form(importer, csv_detect_separator(importer->csv));
    return read_header(importer, path, err);
}

static bool check_file(const char *path, const struct catalog_file *kind, const char *map,
                       struct error *err)
{
    struct catalog_import import = {.map = map};
    CLEANUP(importer_done) struct importer importer = {.import = &import, .row.file = kind};
    int64_t bytes = 0;
    return begin_file(&importer, path, &bytes, err);
}

bool catalog_check_editions(const char *file, const char *map, struct error *err)
{
    return check_file(file, &catalog_edition_file, map, err);
}

bool catalog_check_notable(const char *file, const char *map, struct error *err)
{
    return check_file(file, &catalog_notable_file, map, err);
}

static bool import_file(struct database *db, const char *path, const struct catalog_file *kind,
                        struct catalog_import *import, struct error *err)
{
    import->rows_read = import->rows_new = import->rows_changed = 0;
    import->rows_same = import->rows_bad = import->rows_without_isbn = 0;
    CLEANUP(importer_done) struct importer importer = {.import = import, .row.file = kind};
    int64_t bytes_total = 0;
    if (!begin_file(&importer, path, &bytes_total, err))
        return false;
    text_copy(import->read_as, sizeof(import->read_as), text_of(&importer.said));
    if (!database_begin(db, err) || !import_rows(&importer, db, path, bytes_total, err)) {
        database_rollback(db);
        return error_wrap(err, "import");
    }
    if (import->progress)
        import->progress(import->context, csv_bytes(importer.csv), bytes_total);
    return true;
}

bool catalog_import_editions(struct database *db, const char *file, struct catalog_import *import,
                             struct error *err)
{
    return import_file(db, file, &catalog_edition_file, import, err);
}

bool catalog_import_notable(struct database *db, const char *file, struct catalog_import *import,
                            struct error *err)
{
    return import_file(db, file, &catalog_notable_file, import, err);
}
