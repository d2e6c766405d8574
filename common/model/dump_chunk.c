/* dump_chunk.c: what becomes of each line. A line that cannot be read is counted and reported, and
 * costs no other one. */
#include "model/dump_chunk.h"

#include "core/mem.h"
#include "io/database/copy_binary.h"

#include <string.h>

const char *dump_kind_name(enum dump_kind kind)
{
    static const char *const names[DUMP_KIND_COUNT_] = {
        [DUMP_EDITIONS] = "editions", [DUMP_WORKS] = "works", [DUMP_AUTHORS] = "authors"};
    return names[kind];
}

static void clear_editions(struct dump_chunk *chunk)
{
    for (size_t i = 0; i < chunk->edition_count; i++)
        dump_edition_done(&chunk->editions[i]);
    chunk->edition_count = 0;
}

void dump_chunk_clear(struct dump_chunk *chunk)
{
    clear_editions(chunk);
    sql_array_done(&chunk->redirects);
    sql_array_done(&chunk->locations);
    chunk->redirects = chunk->locations = (struct sql_array){0};
    chunk->redirect_count = chunk->row_count = 0;
    text_clear(&chunk->copy);
}

void dump_chunk_done(struct dump_chunk *chunk)
{
    clear_editions(chunk);
    mem_free(chunk->editions);
    sql_array_done(&chunk->redirects);
    sql_array_done(&chunk->locations);
    text_done(&chunk->copy);
}

static void report(struct dump_chunk *chunk, const char *reason)
{
    chunk->counts.bad++;
    if (chunk->bad_line)
        chunk->bad_line(chunk->context, chunk->counts.lines, reason);
}

static enum dump_result add_edition(struct dump_chunk *chunk, const struct dump_line *line,
                                    struct error *err)
{
    if (chunk->edition_count == chunk->edition_capacity) {
        chunk->edition_capacity = chunk->edition_capacity ? 2 * chunk->edition_capacity : 1024;
        chunk->editions =
            mem_resize(chunk->editions, chunk->edition_capacity, sizeof(*chunk->editions));
    }
    struct dump_edition *edition = &chunk->editions[chunk->edition_count];
    *edition = (struct dump_edition){.title = NULL};
    const enum dump_result result = dump_edition_read(line, chunk->today, edition, err);
    if (result == DUMP_READ)
        chunk->edition_count++;
    else
        dump_edition_done(edition);
    return result;
}

static enum dump_result add_work(struct dump_chunk *chunk, const struct dump_line *line,
                                 struct error *err)
{
    enum { COLUMNS = 7 };
    CLEANUP(dump_work_done) struct dump_work work = {.title = NULL};
    const enum dump_result result = dump_work_read(line, chunk->today, &work, err);
    if (result != DUMP_READ)
        return result;
    copy_binary_row(&chunk->copy, COLUMNS);
    copy_binary_text(&chunk->copy, work.key.text);
    copy_binary_text(&chunk->copy, work.title);
    copy_binary_text(&chunk->copy, work.first_published);
    copy_binary_texts(&chunk->copy, &work.subjects);
    copy_binary_text(&chunk->copy, work.description);
    copy_binary_texts(&chunk->copy, &work.authors);
    copy_binary_bigint(&chunk->copy, work.modified, /* present= */ true);
    chunk->row_count++;
    return DUMP_READ;
}

static enum dump_result add_author(struct dump_chunk *chunk, const struct dump_line *line,
                                   struct error *err)
{
    enum { COLUMNS = 5 };
    CLEANUP(dump_author_done) struct dump_author author = {.name = NULL};
    const enum dump_result result = dump_author_read(line, &author, err);
    if (result != DUMP_READ)
        return result;
    copy_binary_row(&chunk->copy, COLUMNS);
    copy_binary_text(&chunk->copy, author.key.text);
    copy_binary_text(&chunk->copy, author.name);
    copy_binary_text(&chunk->copy, author.birth_date);
    copy_binary_text(&chunk->copy, author.death_date);
    copy_binary_bigint(&chunk->copy, author.modified, /* present= */ true);
    chunk->row_count++;
    return DUMP_READ;
}

static enum dump_result add_redirect(struct dump_chunk *chunk, const struct dump_line *line,
                                     struct error *err)
{
    struct dump_redirect redirect = {.key.text = ""};
    const enum dump_result result = dump_redirect_read(line, &redirect, err);
    if (result != DUMP_READ)
        return result;
    sql_array_add(&chunk->redirects, redirect.key.text);
    sql_array_add(&chunk->locations, redirect.location.text);
    chunk->redirect_count++;
    return DUMP_READ;
}

static enum dump_result add_record(struct dump_chunk *chunk, const struct dump_line *line,
                                   struct error *err)
{
    static enum dump_result (*const add[DUMP_KIND_COUNT_])(
        struct dump_chunk *, const struct dump_line *, struct error *) = {
        [DUMP_EDITIONS] = add_edition, [DUMP_WORKS] = add_work, [DUMP_AUTHORS] = add_author};
    if (strcmp(line->type, "/type/redirect") == 0)
        return add_redirect(chunk, line, err);
    return add[chunk->kind](chunk, line, err);
}

void dump_chunk_add(struct dump_chunk *chunk, struct line *line)
{
    struct error err = {0};
    struct dump_line columns = {.type = NULL};
    chunk->counts.lines++;
    if (line->too_long) {
        report(chunk, "the line is longer than 8 MiB");
        return;
    }
    if (!dump_line_split(line->bytes, line->count, &columns)) {
        report(chunk, "the line has not five columns with tabs between them");
        return;
    }
    switch (add_record(chunk, &columns, &err)) {
    case DUMP_READ:
        chunk->counts.records++;
        break;
    case DUMP_OTHER:
        chunk->counts.other++;
        break;
    case DUMP_INCOMPLETE:
        chunk->counts.incomplete++;
        break;
    case DUMP_BAD:
        report(chunk, err.message);
        break;
    }
}
