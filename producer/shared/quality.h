/* quality.h: what the answers of generators were worth: how many of the books that they named were
 * found, how many nobody has, what they declined, and how many there are to be found. */
#pragma once
#include "shared/overlap.h"

/* What an answer is put together by, as --by names it. */
#define QUALITY_BY "generator|model|prompt|year"

/* What the help of 'report' says of it. */
#define QUALITY_HELP                                                                               \
    "--quality counts, by generator, model, prompt variant and year, the books that were "         \
    "named, found (with a verified ISBN) and found nowhere: no resolver has those, and "           \
    "some may be invented. Every generation of a month counts, because each was paid "             \
    "for ('report' counts the one that stands, as 'standing' does here in JSON). The cost is "     \
    "that of the "                                                                                 \
    "generator's own calls; \"-\" is not known. From the books that two generators have "          \
    "both found it estimates how many notable books there are (Chapman's estimator; the "          \
    "interval holds the true number in 95 of 100 cases). Only books with a verified ISBN "         \
    "count, because an invented title is no sample of the books that there are. "                  \
    "Generators prefer the same famous books, so that there are rather more than is "              \
    "said. A generator that names as many books as it was asked for may know more: "               \
    "'schedule --compare --books N' tries it. As CSV it is one table, whose first column says "    \
    "by what, and without these estimates."

struct quality_request {
    struct range range; /* both sides are set */
    const char *by;     /* one of QUALITY_BY; NULL: a table for each, and what overlaps tell */
    bool markdown, csv;
};

/** Print what the answers of a range of months were worth: as text, as Markdown, as JSON, or as CSV
 *  without the overlaps. */
bool quality_report(struct context *context, const struct quality_request *request,
                    struct error *err) NONNULL_ALL MUST_CHECK;

/** Print for one month what each generator gave, with the words of those that declined or failed,
 *  and how many notable books it has; or add it to a JSON object that is open. */
bool quality_show(struct context *context, struct month month, struct text *json, struct error *err)
    NONNULL_ALL MUST_CHECK;
