/* edition_name.h: one name of a person as sources write it. For edition_people.c. */
#pragma once
#include "core/text.h"

/** Bring a name into the order in which it is spoken: "Roe, Jane, 1965- (Illustrator)" is Jane Roe.
 *  in    name  one clean line
 *  out   the role that it names; NULL: none */
const char *name_clean(struct text *name) NONNULL_ALL;

/** The role that words begin with: "illustrated by" is "illustrator"; NULL: none. */
const char *name_role(const char *words) NONNULL_ALL;

/** Is it nobody's: "Unknown", "Various", a brand, a firm?
 *  in   folded  as text_fold() writes it */
bool name_is_suspect(const char *folded) NONNULL_ALL MUST_CHECK;
bool name_is_organisation(const char *folded) NONNULL_ALL MUST_CHECK;
