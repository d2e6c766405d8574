/* catalog_import.c: filling the catalogue from CSV files.
 *
 * Rows are checked one by one and streamed by COPY into a temporary table, the bad ones are said and
 * left out, and one statement merges what is new or changed. Everything is one transaction: an
 * import that fails leaves the catalogue as it was. */
#include "model/catalog.h"

#include "core/csv.h"
#include "model/catalog_keys.h"
#include "sql.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum {
    COLUMNS_MAX = 12,
    COPY_CHUNK_BYTES = 64 * 1024,
    PROGRESS_ROWS = 1000,
    PAGES_MAX = 100000,
    NOTABLE_TEXT_MAX = 1000, /* bytes; title and authors are a key, which a btree bounds at 2,704 */
};

/* One import under way. */
struct importer {
    struct catalog_import *import;
    const struct catalog_file *kind;
    FILE *file;
    struct csv *csv;
    size_t fields[COLUMNS_MAX]; /* where each column stands in the file; CSV_FIELDS_MAX: nowhere */
    size_t field_count;
    struct text copy;   /* rows on their way to the server, in COPY's text format */
    struct text reason; /* why the row at hand is bad */
    struct title title; /* scratch, as the next two */
    struct authors authors;
    struct text key;
};

/* A kind of file: its columns, the row it makes, and where that goes. */
struct catalog_file {
    const char *columns[COLUMNS_MAX];
    size_t count, required; /* the required ones come first */
    bool (*add_row)(struct importer *importer);
    const struct sql *stage, *copy, *merge, *finish;
};

static void importer_done(struct importer *importer)
{
    csv_free(importer->csv);
    if (importer->file)
        (void)fclose(importer->file); /* it was only read */
    text_done(&importer->copy);
    text_done(&importer->reason);
    title_done(&importer->title);
    authors_done(&importer->authors);
    text_done(&importer->key);
}
CLEANUP_STRUCT(struct importer, importer_done)

/* ---- values of the row at hand ---- */

static const char *value(const struct importer *importer, size_t column)
{
    return csv_field(importer->csv, importer->fields[column]);
}

/* Say why the row is bad; returns false. */
static bool bad(struct importer *importer, size_t column, const char *what)
{
    enum { SHOWN_BYTES = 60 };
    const char *text = value(importer, column);
    text_clear(&importer->reason);
    text_add_format(&importer->reason, "%s: '", importer->kind->columns[column]);
    text_add_printable(&importer->reason, text, strlen(text), SHOWN_BYTES);
    text_add_format(&importer->reason, "' %s", what);
    return false;
}

static int number_at(const char *text, size_t digits)
{
    int number = 0;
    for (size_t i = 0; i < digits; i++)
        number = number * 10 + (text[i] - '0');
    return number;
}

/* YYYY, YYYY-MM or YYYY-MM-DD, of a day that is. */
static bool is_date(const char *text)
{
    static const char form[] = "dddd-dd-dd";
    const size_t count = strlen(text);
    if (count != 4 && count != 7 && count != 10)
        return false;
    for (size_t i = 0; i < count; i++)
        if (form[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != form[i])
            return false;
    const int year = number_at(text, 4);
    const int month = count > 4 ? number_at(text + 5, 2) : 1;
    const int day = count > 7 ? number_at(text + 8, 2) : 1;
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (year < 1 || month < 1 || month > 12)
        return false;
    return day >= 1 && day <= days[month - 1] + (leap && month == 2);
}

static bool check_date(struct importer *importer, size_t column)
{
    const char *date = value(importer, column);
    return *date == '\0' || is_date(date) || bad(importer, column, "is not a date (YYYY-MM-DD)");
}

static bool check_number(struct importer *importer, size_t column, int64_t max)
{
    const char *number = value(importer, column);
    int64_t ignored = 0;
    return *number == '\0' || text_to_int(number, 0, max, &ignored) ||
           bad(importer, column, "is not a number, or out of range");
}

static bool check_texts(struct importer *importer, size_t bytes_max)
{
    for (size_t column = 0; column < importer->kind->count; column++)
        if (strlen(value(importer, column)) > bytes_max)
            return bad(importer, column, "is too long");
    return true;
}

static bool check_isbn(struct importer *importer, size_t column, struct isbn *ret)
{
    return isbn_parse(value(importer, column), ret) ||
           bad(importer, column, "is not an ISBN, or its check digit is wrong");
}

/* A title without a letter or a digit could never be found. */
static bool check_title(struct importer *importer, size_t column)
{
    title_parse(value(importer, column), &importer->title);
    return importer->title.main.count > 0 || bad(importer, column, "is no title");
}

/* ---- COPY's text format ---- */

/* Add one value; an empty one is NULL. from PostgreSQL's manual, COPY, "Text Format" */
static void copy_value(struct text *copy, const char *text, bool or_null)
{
    if (*text == '\0' && or_null)
        text_add(copy, "\\N");
    for (;;) {
        const size_t plain = strcspn(text, "\\\t\n\r");
        text_add_bytes(copy, text, plain);
        text += plain;
        if (*text == '\0')
            break;
        const char escape[] = {'\\', *text == '\t' ? 't' : *text == '\n' ? 'n' : *text == '\r' ? 'r' : '\\'};
        text_add_bytes(copy, escape, sizeof(escape));
        text++;
    }
    text_add(copy, "\t");
}

static void copy_columns(struct importer *importer, size_t first, size_t last)
{
    for (size_t column = first; column <= last; column++)
        copy_value(&importer->copy, value(importer, column), /* or_null= */ true);
}

static void copy_line_number(struct importer *importer)
{
    text_add_format(&importer->copy, "%lld\t", (long long)csv_line(importer->csv));
}

/* The last value's tab becomes the line's end. */
static void copy_row_end(struct importer *importer)
{
    importer->copy.bytes[importer->copy.count - 1] = '\n';
}

/* ---- editions ---- */

enum { E_ISBN13, E_TITLE, E_AUTHORS, E_PUBLISHER, E_PUBLISHED, E_LANGUAGE, E_PAGES, E_BINDING };

static void take_key(void *context, const char *key)
{
    sql_array_add(context, key);
}

static void copy_keys(struct importer *importer)
{
    CLEANUP(sql_array_done) struct sql_array surnames = {0};
    CLEANUP(sql_array_done) struct sql_array author_keys = {0};
    authors_parse(value(importer, E_AUTHORS), &importer->authors);
    catalog_surnames(&importer->authors, /* question= */ false,
                     &(struct catalog_taker){.take = take_key, .context = &surnames});
    catalog_author_keys(&importer->title, &importer->authors, /* question= */ false,
                        &(struct catalog_taker){.take = take_key, .context = &author_keys});
    text_clear(&importer->key);
    catalog_title_key(&importer->title, importer->title.volume, &importer->key);
    copy_value(&importer->copy, text_of(&importer->key), /* or_null= */ false);
    copy_value(&importer->copy, sql_array_text(&surnames), /* or_null= */ false);
    copy_value(&importer->copy, sql_array_text(&author_keys), /* or_null= */ false);
}

static bool add_edition(struct importer *importer)
{
    struct isbn isbn = {0};
    if (!check_isbn(importer, E_ISBN13, &isbn) || !check_texts(importer, BOOK_TEXT_MAX) ||
        !check_title(importer, E_TITLE) || !check_date(importer, E_PUBLISHED) ||
        !check_number(importer, E_PAGES, PAGES_MAX))
        return false;
    copy_line_number(importer);
    copy_value(&importer->copy, isbn.text, /* or_null= */ false);
    copy_columns(importer, E_TITLE, E_BINDING);
    copy_keys(importer);
    copy_row_end(importer);
    return true;
}

static const struct catalog_file edition_file = {
    .columns = {"isbn13", "title", "authors", "publisher", "published", "language", "pages",
                "binding"},
    .count = E_BINDING + 1,
    .required = E_BINDING,
    .add_row = add_edition,
    .stage = &sql_catalog_stage_editions,
    .copy = &sql_catalog_copy_editions,
    .merge = &sql_catalog_merge_editions,
    .finish = &sql_catalog_finish_editions,
};

/* ---- notable books ---- */

enum {
    N_MONTH,
    N_FIRST_PUBLISHED,
    N_TITLE,
    N_AUTHORS,
    N_PUBLISHER,
    N_ISBN13,
    N_RATINGS,
    N_FORMAT
};

static bool add_notable(struct importer *importer)
{
    struct month month = {0};
    struct isbn isbn = {0};
    if (!month_parse(value(importer, N_MONTH), &month))
        return bad(importer, N_MONTH, "is not a month (YYYY-MM)");
    if (*value(importer, N_ISBN13) != '\0' && !check_isbn(importer, N_ISBN13, &isbn))
        return false;
    if (!check_texts(importer, NOTABLE_TEXT_MAX) || !check_title(importer, N_TITLE) ||
        !check_date(importer, N_FIRST_PUBLISHED) ||
        !check_number(importer, N_RATINGS, INT64_MAX))
        return false;
    copy_line_number(importer);
    text_add_format(&importer->copy, "%d\t%d\t", month.year, month.month);
    copy_columns(importer, N_TITLE, N_TITLE);
    copy_value(&importer->copy, value(importer, N_AUTHORS), /* or_null= */ false);
    copy_columns(importer, N_PUBLISHER, N_PUBLISHER);
    copy_columns(importer, N_FIRST_PUBLISHED, N_FIRST_PUBLISHED);
    copy_value(&importer->copy, isbn.text, /* or_null= */ true);
    copy_columns(importer, N_RATINGS, N_FORMAT);
    copy_row_end(importer);
    return true;
}

static const struct catalog_file notable_file = {
    .columns = {"month", "first_published", "title", "authors", "publisher", "isbn13", "ratings",
                "format"},
    .count = N_FORMAT + 1,
    .required = N_FORMAT + 1,
    .add_row = add_notable,
    .stage = &sql_catalog_stage_notable,
    .copy = &sql_catalog_copy_notable,
    .merge = &sql_catalog_merge_notable,
    .finish = &sql_catalog_finish_notable,
};

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
        return error_set(err, ERROR_USAGE, EISDIR, "'%s': not a file", path);
    *ret_bytes = (int64_t)about.st_size;
    importer->csv = csv_new(read_file, importer->file);
    return true;
}

/* The field in which a column stands, or CSV_FIELDS_MAX. false: it stands twice. */
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
    if (csv_next(importer->csv, &reason) != CSV_RECORD)
        return error_set(err, ERROR_USAGE, 0, "'%s' has no header line: %s", path, reason);
    importer->field_count = csv_count(importer->csv);
    const struct catalog_file *kind = importer->kind;
    for (size_t i = 0; i < kind->count; i++) {
        if (!find_column(importer->csv, kind->columns[i], &importer->fields[i]))
            return error_set(err, ERROR_USAGE, 0, "'%s': the header names the column '%s' twice",
                             path, kind->columns[i]);
        if (i < kind->required && importer->fields[i] == CSV_FIELDS_MAX)
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
        text_clear(&importer->reason);
        text_add_format(&importer->reason, "%zu fields, but the header has %zu",
                        csv_count(importer->csv), importer->field_count);
        count_bad(importer, text_of(&importer->reason));
    } else if (!importer->kind->add_row(importer)) {
        count_bad(importer, text_of(&importer->reason));
    }
}

static bool send_rows(struct importer *importer, struct database *db, struct error *err)
{
    if (!database_copy_data(db, text_of(&importer->copy), importer->copy.count, err))
        return false;
    text_clear(&importer->copy);
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
        if (importer->copy.count >= COPY_CHUNK_BYTES && !send_rows(importer, db, err))
            return false;
        if (import->progress && import->rows_read % PROGRESS_ROWS == 0)
            import->progress(import->context, csv_bytes(importer->csv), bytes_total);
    }
    return send_rows(importer, db, err);
}

static bool merge(struct importer *importer, struct database *db, struct error *err)
{
    struct catalog_import *import = importer->import;
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN0(db, importer->kind->merge, &rows, err) ||
        !DATABASE_RUN0(db, importer->kind->finish, NULL, err))
        return false;
    import->rows_new = row_int(rows, 0, 0);
    import->rows_changed = row_int(rows, 0, 1);
    import->rows_same =
        import->rows_read - import->rows_bad - import->rows_new - import->rows_changed;
    return true;
}

/* Everything that stands in one transaction. */
static bool import_rows(struct importer *importer, struct database *db, const char *path,
                        int64_t bytes_total, struct error *err)
{
    if (!DATABASE_RUN0(db, importer->kind->stage, NULL, err) ||
        !database_copy_start(db, importer->kind->copy, err) ||
        !copy_rows(importer, db, bytes_total, err) || !database_copy_finish(db, err))
        return false;
    if (ferror(importer->file))
        return error_set(err, ERROR_USAGE, EIO, "'%s' cannot be read to its end", path);
    return merge(importer, db, err) && database_commit(db, err);
}

static bool import_file(struct database *db, const char *path, const struct catalog_file *kind,
                        struct catalog_import *import, struct error *err)
{
    import->rows_read = import->rows_new = import->rows_changed = 0;
    import->rows_same = import->rows_bad = 0;
    CLEANUP(importer_done) struct importer importer = {.import = import, .kind = kind};
    int64_t bytes_total = 0;
    if (!open_file(&importer, path, &bytes_total, err) || !read_header(&importer, path, err))
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
    return import_file(db, file, &edition_file, import, err);
}

bool catalog_import_notable(struct database *db, const char *file, struct catalog_import *import,
                            struct error *err)
{
    return import_file(db, file, &notable_file, import, err);
}
