/* book_key.c: a book is folded as an edition of which a generator alone says something, so that its
 * title is cut and its authors are read as those of editions are. */
#include "model/book_key.h"

#include "model/edition_fold.h"
#include "model/work_key.h"

void book_key(const struct book *book, struct text *ret)
{
    CLEANUP(folded_edition_done) struct folded_edition edition = {0};
    CLEANUP(work_keys_done) struct work_keys keys = {0};
    const struct isbn none = {.text = ""};
    const struct said said[] = {
        {"generator", SOURCE_GENERATOR, EDITION_TITLE, book->title, 0},
        {"generator", SOURCE_GENERATOR, EDITION_AUTHORS, book->authors, 0},
    };
    text_clear(ret);
    edition_fold(&none, said, book->authors ? 2 : 1, "1970-01-01", &edition); /* no date is said */
    if (!edition.title)
        return;
    work_key_of(&edition, &keys);
    if (keys.certain)
        text_add(ret, text_of(&keys.fine));
}
