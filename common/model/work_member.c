/* work_member.c: an edition as a member of a work. */
#include "model/work_member.h"

void work_member_of(const struct folded_edition *edition, const struct work_keys *keys,
                    struct work_member *ret)
{
    *ret = (struct work_member){.fine = text_of(&keys->fine),
                                .block = text_of(&keys->block),
                                .isbn = edition->isbn.text,
                                .title = edition->title,
                                .subtitle = edition->subtitle,
                                .series = edition->series,
                                .series_number = edition->series_number,
                                .authors = edition->authors,
                                .language = edition->language,
                                .works = &edition->identifiers[IDENTIFIER_OPENLIBRARY_WORK],
                                .isbns = &edition->identifiers[IDENTIFIER_ISBN]};
}
