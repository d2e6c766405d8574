/* edition_explain.c: the fold told backwards. */
#include "model/edition_explain.h"

#include <string.h>

#include "core/json_write.h"

const char *loss_text(enum loss why)
{
    static const char *const texts[] = {
        [LOSS_TRUST] = "another source is trusted more for this field",
        [LOSS_PRECISION] = "another source knows the same date more precisely",
        [LOSS_PLACEHOLDER] = "it says nothing",
        [LOSS_UNREADABLE] = "no value of this field can be read from it",
        [LOSS_RANGE] = "it is beyond what is possible",
        [LOSS_WORK] = "it is older than ISBNs are: the date of the work",
        [LOSS_WEAK] = "another source says more",
    };
    return texts[why];
}

static void write_losers(const struct folded_edition *edition, enum edition_field field,
                         struct text *out)
{
    json_write_open(out, "lost", '[');
    for (size_t i = 0; i < edition->loser_count; i++) {
        const struct edition_loser *loser = &edition->losers[i];
        if (loser->field != field)
            continue;
        json_write_open(out, NULL, '{');
        json_write_text(out, "source", loser->source);
        json_write_text(out, "value", loser->value);
        json_write_text(out, "why", loss_text(loser->why));
        json_write_close(out, '}');
    }
    json_write_close(out, ']');
}

bool edition_is_spoken_of(const struct folded_edition *edition, enum edition_field field)
{
    bool any = edition->won[field] != NULL;
    for (size_t i = 0; i < edition->loser_count; i++)
        any = any || edition->losers[i].field == field;
    return any;
}

const char *edition_claim_of(const struct edition_evidence *evidence, const char *source,
                             enum edition_field field)
{
    for (size_t i = 0; source && i < evidence->said_count; i++)
        if (evidence->said[i].field == field && text_equal(evidence->said[i].source, source))
            return evidence->said[i].value;
    return NULL;
}

static void write_fields(const struct folded_edition *edition,
                         const struct edition_evidence *evidence, struct text *out)
{
    json_write_open(out, "fields", '[');
    for (int i = 0; i < EDITION_FIELD_COUNT_; i++) {
        const enum edition_field field = (enum edition_field)i;
        if (!edition_is_spoken_of(edition, field))
            continue;
        json_write_open(out, NULL, '{');
        json_write_text(out, "field", edition_field_name(field));
        json_write_text(out, "source", edition->won[field]);
        json_write_text(out, "value", edition_claim_of(evidence, edition->won[field], field));
        write_losers(edition, field, out);
        json_write_close(out, '}');
    }
    json_write_close(out, ']');
}

static void write_missing(const struct folded_edition *edition, struct text *out)
{
    json_write_open(out, "missing", '[');
    for (int i = 0; i < EDITION_FIELD_COUNT_; i++) {
        const int points = edition_points_missing(edition, (enum edition_field)i);
        if (points == 0)
            continue;
        json_write_open(out, NULL, '{');
        json_write_text(out, "field", edition_field_name((enum edition_field)i));
        json_write_int(out, "points", points);
        json_write_close(out, '}');
    }
    json_write_close(out, ']');
}

/* ---- the next call ---- */

/* Does a source of this kind ever say the field? */
static bool can_give(enum source_kind kind, enum edition_field field)
{
    static const unsigned of_catalog = 1U << EDITION_TITLE | 1U << EDITION_AUTHORS |
                                       1U << EDITION_PUBLISHER | 1U << EDITION_PUBLISHED |
                                       1U << EDITION_LANGUAGES | 1U << EDITION_BINDING |
                                       1U << EDITION_PAGES;
    static const unsigned all = (1U << EDITION_FIELD_COUNT_) - 1;
    const unsigned gives = kind == SOURCE_CATALOG        ? of_catalog
                           : kind == SOURCE_GOOGLE_BOOKS ? all & ~(1U << EDITION_BINDING)
                                                         : all;
    return (gives & 1U << field) != 0;
}

/* What one ISBN costs: nothing in our own database; a part of a call where many
 * are asked at once (Open Library), a unit of the day's quota (ISBNdb), two
 * calls (Google). */
static int cost_of(enum source_kind kind)
{
    return kind == SOURCE_CATALOG        ? 0
           : kind == SOURCE_OPEN_LIBRARY ? 1
           : kind == SOURCE_ISBNDB       ? 2
                                         : 4;
}

static int gain_of(const struct folded_edition *edition, enum source_kind kind)
{
    int points = 0;
    for (int i = 0; i < EDITION_FIELD_COUNT_; i++)
        if (can_give(kind, (enum edition_field)i))
            points += edition_points_missing(edition, (enum edition_field)i);
    return points;
}

const struct edition_option *edition_next_call(const struct folded_edition *edition,
                                               const struct edition_evidence *evidence,
                                               int *ret_points)
{
    const struct edition_option *best = NULL;
    for (size_t i = 0; i < evidence->option_count; i++) {
        const struct edition_option *option = &evidence->options[i];
        const int gain = gain_of(edition, option->kind), cost = cost_of(option->kind);
        if (option->answered || gain == 0)
            continue;
        if (!best || gain * cost_of(best->kind) > *ret_points * cost) {
            best = option;
            *ret_points = gain;
        }
    }
    return best;
}

void edition_explain(const struct folded_edition *edition, const struct edition_evidence *evidence,
                     struct text *out)
{
    int points = 0;
    write_fields(edition, evidence, out);
    write_missing(edition, out);
    const struct edition_option *next = edition_next_call(edition, evidence, &points);
    if (!next) {
        json_write_text(out, "next", NULL);
        return;
    }
    json_write_open(out, "next", '{');
    json_write_text(out, "source", next->source);
    json_write_int(out, "points", points);
    json_write_close(out, '}');
}
