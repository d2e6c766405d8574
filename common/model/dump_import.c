/* dump_import.c: chunk after chunk of a dump, each in a transaction of its own together with how
 * far the import is. So a kill costs one chunk, and the same lines are stored together whatever was
 * killed: they end in the same rows. */
#include "model/dump_import.h"

#include "core/clock.h"
#include "io/database/copy_binary.h"
#include "io/digest.h"
#include "io/gzip_file.h"
#include "model/catalog_turn.h"
#include "model/dump_editions.h"
#include "sql.h"

enum { PROGRESS_LINES = 1000, CHUNK_BYTES_MAX = 16 << 20, CLAIMED_AT_ONCE = 1000 };

struct importer {
    struct dump_import *import;
    struct gzip_file *file;
    struct line_reader *reader;
    char fingerprint[DIGEST_TEXT_BYTES]; /* "": a pipe, of which no place can be kept */
    char today[21];
    int64_t kept_bytes; /* the place that the database knows */
    bool merging;       /* the server is asked to */
    struct dump_chunk chunk;
};

static void importer_done(struct importer *importer)
{
    dump_chunk_done(&importer->chunk);
    line_reader_free(importer->reader);
    gzip_close(importer->file);
}
CLEANUP_STRUCT(struct importer, importer_done)

/* The statements of a kind. */
static const struct {
    const struct sql *stage, *copy, *merge, *finish;
} statements[DUMP_KIND_COUNT_] = {
    [DUMP_EDITIONS] = {&sql_dump_stage_editions, &sql_dump_copy_editions, &sql_dump_merge_editions,
                       &sql_catalog_finish_editions},
    [DUMP_WORKS] = {&sql_dump_stage_works, &sql_dump_copy_works, &sql_dump_merge_works,
                    &sql_dump_finish_works},
    [DUMP_AUTHORS] = {&sql_dump_stage_authors, &sql_dump_copy_authors, &sql_dump_merge_authors,
                      &sql_dump_finish_authors},
};
/* All merges answer with the same columns. */
_Static_assert((int)DUMP_MERGE_EDITIONS_ROWS_NEW == (int)DUMP_MERGE_WORKS_ROWS_NEW &&
                   (int)DUMP_MERGE_EDITIONS_ROWS_CHANGED == (int)DUMP_MERGE_WORKS_ROWS_CHANGED &&
                   (int)DUMP_MERGE_EDITIONS_ROWS_NEW == (int)DUMP_MERGE_AUTHORS_ROWS_NEW &&
                   (int)DUMP_MERGE_EDITIONS_ROWS_CHANGED == (int)DUMP_MERGE_AUTHORS_ROWS_CHANGED,
               "merge_rows() reads all three");

/* ---- the file, and where an earlier start ended ---- */

static bool read_file(void *context, char *to, size_t capacity, size_t *ret_count,
                      struct error *err)
{
    return gzip_read(context, to, capacity, ret_count, err);
}

static void identify(struct importer *importer)
{
    CLEANUP(text_done) struct text identity = {0};
    size_t count = 0;
    const char *head = gzip_head(importer->file, &count);
    if (gzip_bytes_total(importer->file) == 0)
        return;
    text_add_format(&identity, "%s %lld ", dump_kind_name(importer->import->kind),
                    (long long)gzip_bytes_total(importer->file));
    text_add_bytes(&identity, head, count);
    const struct digest digest = digest_of(identity.bytes, identity.count);
    digest_text(&digest, importer->fingerprint);
}

static void take_counts(const struct rows *rows, struct dump_counts *ret)
{
    *ret = (struct dump_counts){.lines = row_int(rows, 0, DUMP_FIND_LINES),
                                .records = row_int(rows, 0, DUMP_FIND_RECORDS),
                                .incomplete = row_int(rows, 0, DUMP_FIND_INCOMPLETE),
                                .other = row_int(rows, 0, DUMP_FIND_OTHER),
                                .bad = row_int(rows, 0, DUMP_FIND_BAD)};
}

static bool go_on(struct importer *importer, struct database *db, const char *path,
                  struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (importer->fingerprint[0] == '\0')
        return true;
    if (!DATABASE_RUN(db, &sql_dump_begin, NULL, err, sql_text(importer->fingerprint),
                      sql_text(dump_kind_name(importer->import->kind)), sql_text(path)) ||
        !DATABASE_RUN(db, &sql_dump_find, &rows, err, sql_text(importer->fingerprint)))
        return false;
    if (rows_count(rows) == 0)
        return error_set(err, ERROR_CANCELLED, 0, "another import of this file has just ended");
    importer->kept_bytes = row_int(rows, 0, DUMP_FIND_BYTES_DONE);
    importer->import->resumed_at = importer->kept_bytes;
    take_counts(rows, &importer->chunk.counts);
    importer->import->rows_new = row_int(rows, 0, DUMP_FIND_ROWS_NEW);
    importer->import->rows_changed = row_int(rows, 0, DUMP_FIND_ROWS_CHANGED);
    return line_reader_skip(importer->reader, importer->kept_bytes, err);
}

static bool begin(struct importer *importer, struct database *db, const char *path,
                  struct error *err)
{
    if (!gzip_open(path, &importer->file, err))
        return false;
    importer->reader = line_reader_new(read_file, importer->file, DUMP_LINE_MAX);
    clock_utc_text(clock_utc_ms(), importer->today);
    importer->today[10] = '\0'; /* the date alone */
    importer->chunk = (struct dump_chunk){.kind = importer->import->kind,
                                          .today = importer->today,
                                          .bad_line = importer->import->bad_line,
                                          .context = importer->import->context};
    identify(importer);
    return go_on(importer, db, path, err);
}

/* ---- a chunk ---- */

static void show_progress(const struct importer *importer)
{
    const struct dump_import *import = importer->import;
    if (import->progress)
        import->progress(import->context, gzip_bytes_read(importer->file),
                         gzip_bytes_total(importer->file));
}

static bool read_chunk(struct importer *importer, bool *ret_more, struct error *err)
{
    struct dump_chunk *chunk = &importer->chunk;
    const int64_t first_line = chunk->counts.lines;
    const int64_t first_byte = line_reader_offset(importer->reader);
    dump_chunk_clear(chunk);
    copy_binary_begin(&chunk->copy);
    *ret_more = true;
    while (chunk->counts.lines - first_line < importer->import->commit_lines &&
           line_reader_offset(importer->reader) - first_byte < CHUNK_BYTES_MAX) {
        struct line line = {.bytes = NULL};
        if (!line_reader_next(importer->reader, &line, ret_more, err))
            return false;
        if (!*ret_more)
            return true;
        dump_chunk_add(chunk, &line);
        if (chunk->counts.lines % PROGRESS_LINES == 0)
            show_progress(importer);
    }
    return true;
}

/* Where the import is behind a chunk. */
struct place {
    int64_t bytes;
    struct dump_counts counts;
    bool ended;
};

static struct place place_of(const struct importer *importer, bool more)
{
    return (struct place){.bytes = line_reader_offset(importer->reader),
                          .counts = importer->chunk.counts,
                          .ended = !more};
}

static bool find_names(struct importer *importer, struct error *err)
{
    CLEANUP(dump_names_done) struct dump_names names = {.works = NULL};
    if (importer->chunk.edition_count == 0)
        return true;
    if (!dump_names_find(importer->import->lookup, &importer->chunk, &names, err))
        return false;
    importer->import->unnamed += dump_editions_write(&importer->chunk, &names);
    return true;
}

static bool keep_redirects(struct dump_chunk *chunk, struct database *db, struct error *err)
{
    return chunk->redirect_count == 0 || DATABASE_RUN(db, &sql_dump_redirects, NULL, err,
                                                      sql_text(sql_array_text(&chunk->redirects)),
                                                      sql_text(sql_array_text(&chunk->locations)));
}

/* Send the chunk's rows. The server merges them while the next chunk is read, and its names are
 * looked up in the other session. */
static bool send_rows(struct importer *importer, struct database *db, struct error *err)
{
    struct dump_chunk *chunk = &importer->chunk;
    importer->merging = chunk->row_count > 0;
    if (!importer->merging)
        return true;
    copy_binary_end(&chunk->copy);
    return DATABASE_RUN0(db, statements[chunk->kind].stage, NULL, err) &&
           database_copy_start(db, statements[chunk->kind].copy, err) &&
           database_copy_data(db, chunk->copy.bytes, chunk->copy.count, err) &&
           database_copy_finish(db, err) &&
           database_send(db, &(const struct sql_call){.statement = statements[chunk->kind].merge},
                         err);
}

static bool merged(struct importer *importer, struct database *db, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!importer->merging)
        return true;
    if (!database_receive(db, statements[importer->chunk.kind].merge, &rows, err))
        return false;
    importer->import->rows_new += row_int(rows, 0, DUMP_MERGE_EDITIONS_ROWS_NEW);
    importer->import->rows_changed += row_int(rows, 0, DUMP_MERGE_EDITIONS_ROWS_CHANGED);
    return true;
}

static bool keep_place(struct importer *importer, struct database *db, const struct place *place,
                       struct error *err)
{
    const struct dump_counts *counts = &place->counts;
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (importer->fingerprint[0] == '\0')
        return true;
    if (!DATABASE_RUN(db, &sql_dump_note, &rows, err, sql_text(importer->fingerprint),
                      sql_int(importer->kept_bytes), sql_int(place->bytes), sql_int(counts->lines),
                      sql_int(counts->records), sql_int(importer->import->rows_new),
                      sql_int(importer->import->rows_changed), sql_int(counts->incomplete),
                      sql_int(counts->other), sql_int(counts->bad), sql_bool(place->ended)))
        return false;
    if (rows_affected(rows) != 1)
        return error_set(err, ERROR_CANCELLED, 0,
                         "another import of this file is under way, or has ended: try again");
    importer->kept_bytes = place->bytes;
    return true;
}

static bool prepare_chunk(struct importer *importer, bool *ret_more, struct error *err)
{
    return read_chunk(importer, ret_more, err) && find_names(importer, err);
}

static bool begin_chunk(struct importer *importer, struct database *db, struct error *err)
{
    return database_begin(db, err) && catalog_take_turn(db, err) &&
           keep_redirects(&importer->chunk, db, err) && send_rows(importer, db, err);
}

static bool import_chunks(struct importer *importer, struct database *db, struct error *err)
{
    struct place place = {.ended = false};
    struct error unread = {0};
    bool more = true;
    if (!prepare_chunk(importer, &more, err))
        return false;
    while (!place.ended) {
        place = place_of(importer, more);
        if (!begin_chunk(importer, db, err))
            return false;
        const bool good = place.ended || prepare_chunk(importer, &more, &unread);
        if (!merged(importer, db, err) || !keep_place(importer, db, &place, err) ||
            !database_commit(db, err))
            return false;
        if (!good) {
            *err = unread;
            return false;
        }
    }
    importer->import->counts = place.counts;
    return DATABASE_RUN0(db, statements[importer->import->kind].finish, NULL, err);
}

bool dump_import(struct database *db, const char *file, struct dump_import *import,
                 struct error *err)
{
    CLEANUP(importer_done) struct importer importer = {.import = import};
    import->counts = (struct dump_counts){0};
    import->rows_new = import->rows_changed = import->resumed_at = import->unnamed = 0;
    if (!begin(&importer, db, file, err) || !import_chunks(&importer, db, err)) {
        database_rollback(db);
        return error_wrap(err, "'%s'", file);
    }
    show_progress(&importer);
    return true;
}

bool dump_claim(struct database *db, struct dump_claims *ret, struct error *err)
{
    CLEANUP(text_done) struct text last = {0};
    for (;;) {
        CLEANUP(rows_free) struct rows *rows = NULL;
        if (!DATABASE_RUN(db, &sql_dump_claims, &rows, err, sql_text(text_of(&last)),
                          sql_int(CLAIMED_AT_ONCE)))
            return error_wrap(err, "claims of the dumps");
        if (row_is_null(rows, 0, DUMP_CLAIMS_LAST))
            return true;
        ret->isbns += row_int(rows, 0, DUMP_CLAIMS_ISBNS);
        ret->claims += row_int(rows, 0, DUMP_CLAIMS_CLAIMS);
        text_clear(&last);
        text_add(&last, row_text(rows, 0, DUMP_CLAIMS_LAST));
    }
}
