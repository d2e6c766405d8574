/* fuzz_dump.c: any bytes as a line of a dump of Open Library, taken for an edition, a work, an
 * author and a redirect, whatever its type says. Seeds: tests/fuzz/corpus/dump. */
#include "fuzz.h"

#include "core/book.h"
#include "core/mem.h"
#include "model/dump_record.h"

#define TODAY "2026-11-30"

static void check_text(const char *text, size_t bytes_max)
{
    MUST(!text || (*text && strlen(text) <= bytes_max && text_is_utf8(text, strlen(text))));
}

static void check_keys(const struct texts *keys)
{
    struct dump_key key = {.text = ""};
    for (size_t i = 0; i < keys->count; i++)
        MUST(dump_key_read(keys->items[i], 'A', &key) && strcmp(key.text, keys->items[i]) == 0);
}

static void check_edition(struct dump_line line)
{
    CLEANUP(dump_edition_done) struct dump_edition edition = {.title = NULL};
    struct error err = {0};
    struct isbn isbn = {.text = ""};
    line.type = "/type/edition";
    if (dump_edition_read(&line, TODAY, &edition, &err) != DUMP_READ)
        return;
    MUST(edition.title && edition.isbns.count > 0 && edition.rank > 0);
    for (size_t i = 0; i < edition.isbns.count; i++)
        MUST(isbn_parse(edition.isbns.items[i].text, &isbn));
    check_text(edition.title, BOOK_TEXT_MAX);
    check_text(edition.publisher, BOOK_TEXT_MAX);
    check_text(edition.binding, BOOK_TEXT_MAX);
    check_keys(&edition.authors);
}

static void check_others(struct dump_line line)
{
    CLEANUP(dump_work_done) struct dump_work work = {.title = NULL};
    CLEANUP(dump_author_done) struct dump_author author = {.name = NULL};
    struct dump_redirect redirect = {.key.text = ""};
    struct error err = {0};
    line.type = "/type/work";
    if (dump_work_read(&line, TODAY, &work, &err) == DUMP_READ) {
        check_text(work.title, BOOK_TEXT_MAX);
        check_text(work.description, DUMP_LINE_MAX);
        check_keys(&work.authors);
    }
    line.type = "/type/author";
    if (dump_author_read(&line, &author, &err) == DUMP_READ)
        MUST(author.name && !strchr(author.name, ';'));
    line.type = "/type/redirect";
    if (dump_redirect_read(&line, &redirect, &err) == DUMP_READ)
        MUST(strcmp(redirect.key.text, redirect.location.text) != 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    CLEANUP(mem_free) char *line = mem_bytes(bytes, count);
    struct dump_line columns = {.type = NULL};
    if (!dump_line_split(line, count, &columns))
        return 0;
    MUST(columns.json + columns.json_count == line + count);
    check_edition(columns);
    check_others(columns);
    return 0;
}
