/* command_show_edition.c: why the edition of an ISBN is as it is: how far its enrichment is, who
 * was asked, whose word each field is, what lost and why, what is missing, and the cheapest call
 * that could bring some of it. The claims are folded as the consumer folds them, so that what is
 * told is what was done. */
#include <stdio.h>
#include <string.h>

#include "commands/command_show.h"
#include "core/json_write.h"
#include "core/mem.h"
#include "model/edition_claims.h"
#include "model/edition_explain.h"
#include "model/edition_source.h"
#include "model/provider_limits.h"
#include "sql.h"

#define OPTIONS_MAX 16
#define SHOWN_BYTES 120 /* of a value in a line for people; --json has the whole */

static const struct column state_columns[] = {
    [SHOW_EDITION_STATUS] = {"status", "enrichment", COLUMN_TEXT},
    [SHOW_EDITION_REASON] = {"reason", "waits because of", COLUMN_TEXT},
    [SHOW_EDITION_DUE_AT] = {"due_at", "due", COLUMN_TEXT},
    [SHOW_EDITION_WAITS_FOR] = {"waits_for", "waits for", COLUMN_TEXT},
    [SHOW_EDITION_TRIES] = {"tries", "tries", COLUMN_NUMBER},
    [SHOW_EDITION_FIRST_SEEN_AT] = {"first_seen_at", "first message", COLUMN_TEXT},
    [SHOW_EDITION_SETTLED_AT] = {"settled_at", "settled", COLUMN_TEXT},
    [SHOW_EDITION_ERROR_CLASS] = {"error_class", "error class", COLUMN_TEXT},
    [SHOW_EDITION_ERROR_MESSAGE] = {"error_message", "error", COLUMN_TEXT},
    [SHOW_EDITION_COMPLETENESS_SCORE] = {"completeness_score", "completeness", COLUMN_NUMBER},
    [SHOW_EDITION_WORK_KEY] = {"work_key", "work", COLUMN_TEXT},
    [SHOW_EDITION_RULES_VERSION] = {"rules_version", "rules version", COLUMN_NUMBER},
    [SHOW_EDITION_CHANGED_AT] = {"changed_at", "last changed", COLUMN_TEXT},
    [SHOW_EDITION_OPEN_CONFLICTS] = {"open_conflicts", NULL, COLUMN_NUMBER},
};

static const struct column lookup_columns[] = {
    [SHOW_EDITION_LOOKUPS_SOURCE] = {"source", "source", COLUMN_TEXT},
    [SHOW_EDITION_LOOKUPS_OUTCOME] = {"outcome", "answered", COLUMN_TEXT},
    [SHOW_EDITION_LOOKUPS_ASKED_AT] = {"asked_at", "asked", COLUMN_TEXT},
    [SHOW_EDITION_LOOKUPS_AGAIN_AT] = {"again_at", "not again before", COLUMN_TEXT},
    [SHOW_EDITION_LOOKUPS_TIMES] = {"times", "times", COLUMN_NUMBER},
    [SHOW_EDITION_LOOKUPS_DETAIL] = {"detail", "detail", COLUMN_TEXT},
    [SHOW_EDITION_LOOKUPS_SETTLED] = {NULL, NULL, COLUMN_HIDDEN},
};

/* All that is known of one edition. The edition borrows from the claims. */
struct edition_story {
    struct rows *state, *lookups, *claims;
    struct said *said;
    struct folded_edition edition;
    char names[OPTIONS_MAX][32];
    struct edition_option options[OPTIONS_MAX];
    struct edition_evidence evidence;
};
void edition_story_free(struct edition_story *story)
{
    if (!story)
        return;
    folded_edition_done(&story->edition);
    mem_free(story->said);
    rows_free(story->claims);
    rows_free(story->lookups);
    rows_free(story->state);
    mem_free(story);
}

/* ---- reading it ---- */

static bool has_answered(const struct rows *lookups, const char *source)
{
    for (size_t i = 0; i < rows_count(lookups); i++)
        if (text_equal(row_text(lookups, i, SHOW_EDITION_LOOKUPS_SOURCE), source))
            return row_bool(lookups, i, SHOW_EDITION_LOOKUPS_SETTLED);
    return false;
}

/* Those that the configuration of this process names, as consumers ask them. */
static size_t list_options(struct edition_story *story, const struct config *config)
{
    const char *list = config->enrichers;
    size_t count = 0;
    while (count < OPTIONS_MAX && (list = provider_name_next(list, story->names[count]))) {
        const char *name = story->names[count];
        story->options[count++] =
            (struct edition_option){.source = name,
                                    .kind = edition_source_kind(config, name),
                                    .answered = has_answered(story->lookups, name)};
    }
    return count;
}

static bool read_rows(struct database *db, const struct isbn *isbn, struct edition_story *ret,
                      struct error *err)
{
    CLEANUP(sql_array_done) struct sql_array isbns = {0};
    sql_array_add(&isbns, isbn->text);
    return DATABASE_RUN(db, &sql_show_edition, &ret->state, err, sql_text(isbn->text)) &&
           DATABASE_RUN(db, &sql_show_edition_lookups, &ret->lookups, err, sql_text(isbn->text)) &&
           DATABASE_RUN(db, &sql_edition_claims_read, &ret->claims, err,
                        sql_text(sql_array_text(&isbns)));
}

bool edition_story_read(struct context *context, const struct isbn *isbn,
                        struct edition_story **ret, struct error *err)
{
    CLEANUP(edition_story_free) struct edition_story *story = mem_new(1, sizeof(*story));
    if (!read_rows(context->db, isbn, story, err))
        return false;
    const size_t claims = rows_count(story->claims);
    story->said = mem_new(claims + 1, sizeof(*story->said));
    if (claims > 0)
        (void)edition_claims_of(story->claims, 0, context->config, story->said,
                                &story->evidence.said_count); /* all rows are of this ISBN */
    story->evidence.said = story->said;
    story->evidence.options = story->options;
    story->evidence.option_count = list_options(story, context->config);
    edition_fold(isbn, story->said, story->evidence.said_count,
                 claims > 0 ? row_text(story->claims, 0, EDITION_CLAIMS_READ_TODAY) : "1970-01-01",
                 &story->edition);
    *ret = TAKE_PTR(story);
    return true;
}

bool edition_story_is_known(const struct edition_story *story)
{
    return story->evidence.said_count > 0 || rows_count(story->lookups) > 0 ||
           !row_is_null(story->state, 0, SHOW_EDITION_STATUS);
}

/* ---- for people ---- */

static void add_value(struct text *line, const char *value)
{
    CLEANUP(text_done) struct text shown = {0};
    text_add_printable(&shown, value, strlen(value), SHOWN_BYTES);
    text_add_format(line, "%s%s", text_of(&shown), strlen(value) > SHOWN_BYTES ? "…" : "");
}

static void print_field(const struct edition_story *story, enum edition_field field)
{
    CLEANUP(text_done) struct text line = {0};
    const struct folded_edition *edition = &story->edition;
    const char *source = edition->won[field];
    const char *value = edition_claim_of(&story->evidence, source, field);
    text_add_format(&line, "  %-16s %s", edition_field_name(field),
                    source ? output_shown(source) : "nobody");
    if (value) {
        text_add(&line, ": ");
        add_value(&line, value);
    }
    for (size_t i = 0; i < edition->loser_count; i++) {
        const struct edition_loser *loser = &edition->losers[i];
        if (loser->field != field)
            continue;
        text_add_format(&line, "\n    lost: %s: ", output_shown(loser->source));
        add_value(&line, loser->value);
        text_add_format(&line, " (%s)", loss_text(loser->why));
    }
    (void)printf("%s\n", text_of(&line));
}

static void print_missing(const struct edition_story *story)
{
    CLEANUP(text_done) struct text line = {0};
    int points = 0;
    for (int i = 0; i < EDITION_FIELD_COUNT_; i++) {
        const int missing = edition_points_missing(&story->edition, (enum edition_field)i);
        if (missing > 0)
            text_add_format(&line, "%s%s %d", line.count > 0 ? ", " : "",
                            edition_field_name((enum edition_field)i), missing);
    }
    if (line.count == 0) {
        (void)printf("Nothing is missing.\n");
        return;
    }
    (void)printf("Missing, with the points of each: %s\n", text_of(&line));
    const struct edition_option *next =
        edition_next_call(&story->edition, &story->evidence, &points);
    if (next)
        (void)printf("Cheapest next call: %s, which could bring %d points.\n",
                     output_shown(next->source), points);
    else
        (void)printf("No enricher of this configuration could bring any of it now.\n");
}

void edition_story_print(const struct edition_story *story)
{
    if (!edition_story_is_known(story))
        return;
    const int64_t conflicts = row_int(story->state, 0, SHOW_EDITION_OPEN_CONFLICTS);
    output_lines(story->state, 0, state_columns, ARRAY_LEN(state_columns));
    if (rows_count(story->lookups) > 0)
        (void)printf("\nSources that were asked\n");
    output_table(story->lookups, lookup_columns, ARRAY_LEN(lookup_columns));
    if (story->evidence.said_count == 0)
        return;
    (void)printf("\nWhose word each field is\n");
    for (int i = 0; i < EDITION_FIELD_COUNT_; i++)
        if (edition_is_spoken_of(&story->edition, (enum edition_field)i))
            print_field(story, (enum edition_field)i);
    print_missing(story);
    if (conflicts > 0)
        (void)printf("%s: 'backfill-producer conflicts list --isbn %s' shows %s.\n",
                     output_count(conflicts, "open conflict", "open conflicts"),
                     story->edition.isbn.text, conflicts == 1 ? "it" : "them");
}

/* ---- for programs ---- */

void edition_story_json(const struct edition_story *story, struct text *json)
{
    json_write_open(json, "enrichment", '{');
    output_row_json(json, story->state, 0, state_columns, ARRAY_LEN(state_columns));
    json_write_close(json, '}');
    output_rows_json(json, "lookups", story->lookups, lookup_columns, ARRAY_LEN(lookup_columns));
    edition_explain(&story->edition, &story->evidence, json);
}
