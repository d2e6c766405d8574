/* subject.c: subjects taken apart, and those left out that say nothing of a book. */
#include "core/subject.h"

#include <string.h>

#include "core/text_clean.h"
#include "core/text_fold.h"

/* Folded. Shelves of shops, and what catalogues say of their own copies. */
static const char *const stopped[] = {
    "general",
    "subjects",
    "categories",
    "books",
    "book",
    "formats",
    "styles",
    "custom stores",
    "specialty stores",
    "specialty boutique",
    "self service",
    "arborist merchandising root",
    "all deals",
    "special features",
    "stores",
    "new used and rental textbooks",
    "kindle store",
    "kindle ebooks",
    "refinements",
    "binding binding",
    "format binding",
    "amazon",
    "accessible book",
    "protected daisy",
    "in library",
    "internet archive wishlist",
    "lending library",
    "overdrive",
    "open library staff picks",
    "large type books",
    "unknown",
    "none",
    "n a",
    "other",
    "misc",
    "miscellaneous",
    "uncategorized",
    "non classifiable",
    "nonclassifiable",
    "ebook",
    "paperback",
    "hardcover",
};

/* How many bytes separate two subjects at this place; 0: none do. */
static size_t separator_at(const char *at)
{
    static const char *const separators[] = {" / ", " -- ", "--", "_", " > ", ";", "|"};
    for (size_t i = 0; i < ARRAY_LEN(separators); i++)
        if (strncmp(at, separators[i], strlen(separators[i])) == 0)
            return strlen(separators[i]);
    return 0;
}

/* "nyt:combined-print", "series:discworld": a mark for machines has no blank behind its colon. */
static bool is_mark(const char *subject)
{
    const char *colon = strchr(subject, ':');
    return colon && colon > subject && colon[1] != ' ' && colon[1] != '\0';
}

static bool has_letter(const char *folded)
{
    return folded[strspn(folded, "0123456789 ")] != '\0';
}

static size_t letters(const char *utf8)
{
    size_t count = 0;
    for (; *utf8 != '\0'; utf8++)
        count += ((unsigned char)*utf8 & 0xc0) != 0x80;
    return count;
}

static bool is_subject(const char *subject, const char *folded)
{
    if (!has_letter(folded) || is_mark(subject) || letters(subject) > SUBJECT_LETTERS_MAX)
        return false;
    for (size_t i = 0; i < ARRAY_LEN(stopped); i++)
        if (strcmp(stopped[i], folded) == 0)
            return false;
    return true;
}

/* A name in brackets and a full stop at the end are the cataloguer's: "Dogs." is "Dogs". */
static void drop_end(struct text *subject)
{
    while (subject->count > 0 && strchr(".,:", subject->bytes[subject->count - 1]))
        subject->bytes[--subject->count] = '\0';
}

static void take_one(const char *bytes, size_t count, subject_taker *take, void *context)
{
    CLEANUP(text_done) struct text piece = {0};
    CLEANUP(text_done) struct text clean = {0};
    CLEANUP(text_done) struct text folded = {0};
    text_add_bytes(&piece, bytes, count);
    text_clean_line(text_of(&piece), &clean);
    drop_end(&clean);
    text_fold(text_of(&clean), &folded);
    if (is_subject(text_of(&clean), text_of(&folded)))
        take(context, text_of(&clean), text_of(&folded));
}

void subject_split(const char *written, subject_taker *take, void *context)
{
    CLEANUP(text_done) struct text decoded = {0};
    text_decode_entities(written, &decoded);
    const char *first = text_of(&decoded), *at = first;
    while (*at != '\0') {
        const size_t bytes = separator_at(at);
        if (bytes == 0) {
            at++;
            continue;
        }
        take_one(first, (size_t)(at - first), take, context);
        first = at = at + bytes;
    }
    take_one(first, (size_t)(at - first), take, context);
}
