/* work_authors.c: the authors of a work of Open Library, with their other names. */
#include "work_authors.h"

#include "answers/field.h"
#include "core/text.h"

#include <string.h>

bool work_text_is_latin(const char *text)
{
    enum { LEAD_LATIN_END = 0xca };
    for (; *text != '\0'; text++)
        if ((unsigned char)*text >= LEAD_LATIN_END)
            return false;
    return true;
}

/* Add the names in Latin letters by which authors are known, too, each in brackets. */
static void add_other_names(const struct json *work, struct text *ret)
{
    enum { NAMES_MAX = 6, LOOKED_MAX = 100, NAME_BYTES_MAX = 80 };
    const struct json *list = json_member(work, "author_alternative_name");
    size_t added = 0;
    for (size_t i = 0; i < json_count(list) && i < LOOKED_MAX && added < NAMES_MAX; i++) {
        const char *name = json_string(json_element(list, i), NAME_BYTES_MAX);
        if (!name || *name == '\0' || !work_text_is_latin(name) || strpbrk(name, "()[];"))
            continue;
        text_add(ret, " (");
        field_clean(name, ret);
        text_add(ret, ")");
        added++;
    }
}

char *work_authors(const struct json *work)
{
    CLEANUP(mem_free) char *names = field_names(work, "author_name");
    CLEANUP(text_done) struct text all = {0};
    if (!names || work_text_is_latin(names))
        return TAKE_PTR(names);
    const size_t first = strcspn(names, ";");
    text_add_bytes(&all, names, first);
    add_other_names(work, &all);
    text_add(&all, names + first);
    return all.count <= BOOK_TEXT_MAX ? TAKE_PTR(all.bytes) : TAKE_PTR(names);
}
