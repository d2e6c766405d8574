/* catalog_import.c: filling the catalogue from CSV files.
 *
 * Rows are checked one by one (catalog_row.c) and sent by COPY into a temporary table. Bad rows are
 * reported and left out. One statement then merges what is new or changed. All this is one
 * transaction, so an import that fails leaves the catalogue as it was. */
#include "model/catalog.h"

#include "model/catalog_row.h"
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
    struct csv *csv;
    size_t field_count; /* of the header, and so of each row */
    struct catalog_row row;
};

static void importer_done(struct importer *importer)
{
    catalog_row_done(&importer->row);
    csv_free(importer->csv);
    if (importer->file)
        (void)fclose(importer->file); /* it was only read */
}
CLEANUP_STRUCT(struct importer, importer_done)

/* ---- the file ---- */

static size_t read_file(void *context, char *to, size_t capacity)
{
    return fread(to, 1, capacity, context);
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
    return true;
}

/* Find the field in which a column stands.
 * out  false: the column stands twice
 *      ret  CSV_FIELDS_MAX: there is no such column */
static bool find_column(const struct csv *csv, const char *name, size_t *ret)
{
    *ret = CSV_FIELDS_MAX;
    for (size_t field = 0; field < csv_count(csv); field++) {
        if (strcmp(csv_field(csv, field), name) != 0)
            continue;
        if (*ret != CSV_FIELDS_MAX)
            return false;
        *ret = field;
    }
    return true;
}

static bool read_header(struct importer *importer, const char *path, struct error *err)
{
    const char *reason = "it is empty";
    assert(importer->csv); /* opened before */
    if (csv_next(importer->csv, &reason) != CSV_RECORD)
        return error_set(err, ERROR_USAGE, 0, "'%s' has no header line: %s", path, reason);
    importer->field_count = csv_count(importer->csv);
    const struct catalog_file *kind = importer->row.file;
    for (size_t i = 0; i < kind->count; i++) {
        if (!find_column(importer->csv, kind->columns[i], &importer->row.fields[i]))
            return error_set(err, ERROR_USAGE, 0, "'%s': the header names the column '%s' twice",
                             path, kind->columns[i]);
        if (i < kind->required && importer->row.fields[i] == CSV_FIELDS_MAX)
            return error_set(err, ERROR_USAGE, 0, "'%s': the header names no column '%s'", path,
                             kind->columns[i]);
    }
    return true;
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
    import->rows_same =
        import->rows_read - import->rows_bad - import->rows_new - import->rows_changed;
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

static bool begin_file(struct importer *importer, const char *path, int64_t *ret_bytes,
                       struct error *err)
{
    if (!open_file(importer, path, ret_bytes, err))
        return false;
    importer->row.csv = importer->csv = csv_new(read_file, importer->file);
    return read_header(importer, path, err);
}

static bool check_file(const char *path, const struct catalog_file *kind, struct error *err)
{
    CLEANUP(importer_done) struct importer importer = {.row.file = kind};
    int64_t bytes = 0;
    return begin_file(&importer, path, &bytes, err);
}

bool catalog_check_editions(const char *file, struct error *err)
{
    return check_file(file, &catalog_edition_file, err);
}

bool catalog_check_notable(const char *file, struct error *err)
{
    return check_file(file, &catalog_notable_file, err);
}

static bool import_file(struct database *db, const char *path, const struct catalog_file *kind,
                        struct catalog_import *import, struct error *err)
{
    import->rows_read = import->rows_new = import->rows_changed = 0;
    import->rows_same = import->rows_bad = 0;
    CLEANUP(importer_done) struct importer importer = {.import = import, .row.file = kind};
    int64_t bytes_total = 0;
    if (!begin_file(&importer, path, &bytes_total, err))
        return false;
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
