/* match_byline.h: the names of its authors in a title: "The Women by Kristin Hannah", "Ian
 * Fleming's Live and Let Die", "The women / Kristin Hannah". */
#pragma once
#include "match/author.h"
#include "match/title.h"

/** Take the names of the authors out of a title that was taken apart.
 *  out  whether there were some */
bool title_drop_authors(const struct authors *authors, struct title *title) NONNULL_ALL;
