/* dump_editions.c: the keys are made by the same functions as those of the catalogue's own files.
 * */
#include "model/dump_editions.h"

#include "io/database/copy_binary.h"
#include "model/catalog_keys.h"

struct writer {
    struct title title;
    struct authors authors;
    struct text names, key;
    struct texts surnames, author_keys;
    const char *work;
};

static void writer_done(struct writer *writer)
{
    title_done(&writer->title);
    authors_done(&writer->authors);
    text_done(&writer->names);
    text_done(&writer->key);
    texts_done(&writer->surnames);
    texts_done(&writer->author_keys);
}
CLEANUP_STRUCT(struct writer, writer_done)

static void take_key(void *context, const char *key)
{
    texts_add(context, key);
}

static void make_keys(struct writer *writer, const char *title)
{
    title_parse(title, &writer->title);
    authors_parse(text_of(&writer->names), &writer->authors);
    texts_cut(&writer->surnames, 0);
    texts_cut(&writer->author_keys, 0);
    catalog_edition_keys(
        &writer->title, &writer->authors, &writer->key,
        &(struct catalog_taker){.take = take_key, .context = &writer->surnames},
        &(struct catalog_taker){.take = take_key, .context = &writer->author_keys});
}

/* In the order of the columns of dump_stage_edition. */
static void write_row(const struct writer *writer, const struct dump_edition *edition,
                      const struct isbn *isbn, struct text *copy)
{
    enum { COLUMNS = 15 };
    copy_binary_row(copy, COLUMNS);
    copy_binary_text(copy, isbn->text);
    copy_binary_text(copy, edition->title);
    copy_binary_text(copy, text_of(&writer->names));
    copy_binary_text(copy, edition->publisher);
    copy_binary_text(copy, edition->published);
    copy_binary_text(copy, edition->language);
    copy_binary_int(copy, edition->pages, /* present= */ edition->pages > 0);
    copy_binary_text(copy, edition->binding);
    copy_binary_text(copy, text_of(&writer->key));
    copy_binary_texts(copy, &writer->surnames);
    copy_binary_texts(copy, &writer->author_keys);
    copy_binary_text(copy, edition->key.text);
    copy_binary_text(copy, writer->work);
    copy_binary_bigint(copy, edition->cover, /* present= */ edition->cover > 0);
    copy_binary_bigint(copy, edition->rank, /* present= */ true);
}

int64_t dump_editions_write(struct dump_chunk *chunk, const struct dump_names *names)
{
    CLEANUP(writer_done) struct writer writer = {.work = ""};
    int64_t unnamed = 0;
    for (size_t i = 0; i < chunk->edition_count; i++) {
        const struct dump_edition *edition = &chunk->editions[i];
        text_clear(&writer.names);
        writer.work = dump_names_of(names, edition, &writer.names);
        unnamed += writer.names.count == 0 &&
                   (edition->authors.count > 0 || edition->work.text[0] != '\0');
        make_keys(&writer, edition->title);
        if (writer.key.count == 0)
            continue; /* nothing of the title could ever be found */
        for (size_t k = 0; k < edition->isbns.count; k++)
            write_row(&writer, edition, &edition->isbns.items[k], &chunk->copy);
        chunk->row_count += edition->isbns.count;
    }
    return unnamed;
}
