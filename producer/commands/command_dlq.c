/* command_dlq.c: dead letters are moved into the archive, and are sent to work again. The
 * commands that only look at them are in command_dlq_list.c and command_dlq_show.c. */
#include <stdio.h>
#include <string.h>

#include "commands/command_dlq.h"
#include "commands/commands.h"
#include "core/json_write.h"
#include "model/dead_letter.h"
#include "shared/output.h"
#include "shared/relay_drain.h"
#include "sql.h"

static bool collect(struct context *context, struct dead_letters_collected *ret, struct error *err)
{
    struct patience patience = {0};
    struct dead_letters_collected all = {0};
    for (;;) {
        const bool good = dead_letter_collect(context->config, context->db, ret, err);
        all.archived += ret->archived;
        all.again += ret->again;
        all.announced += ret->announced;
        *ret = all;
        if (good || !database_alive(context->db) || !patience_again(&patience, err))
            return good;
    }
}

static bool open_both(struct context *context, struct error *err)
{
    return context_configure(context, /* needs_database= */ true, /* needs_broker= */ true, err) &&
           context_database(context, err);
}

bool command_dlq_letter(const struct operands *operands, int64_t *ret, struct error *err)
{
    return text_to_int(operands->items[0], 1, INT64_MAX, ret) ||
           error_set(err, ERROR_USAGE, 0, "'%s' is not the number of a letter (see 'dlq list')",
                     operands->items[0]);
}

int command_dlq_missing(int64_t id, struct error *err)
{
    (void)error_set(err, ERROR_USAGE, 0, "there is no letter %lld in the archive: see 'dlq list'",
                    (long long)id);
    return EXIT_NOTHING;
}

/* ---- collect ---- */

static void print_collected(const struct context *context,
                            const struct dead_letters_collected *collected)
{
    if (!context->json) {
        (void)printf("%s moved into the archive",
                     output_count(collected->archived, "dead letter", "dead letters"));
        if (collected->again > 0)
            (void)printf(", %lld there already", (long long)collected->again);
        if (collected->announced > 0)
            (void)printf(", %s still open announced again",
                         output_count(collected->announced, "month", "months"));
        (void)printf("\n");
        return;
    }
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    json_write_int(&out, "archived", collected->archived);
    json_write_int(&out, "archived_before", collected->again);
    json_write_int(&out, "months_announced", collected->announced);
    json_write_close(&out, '}');
    output_print_json(&out);
}

static int drain(struct context *context, struct error *err)
{
    struct relayed relayed = {0};
    return relay_drain(context, PROGRAM " dlq", "done", &relayed, err);
}

static int perform_dlq_collect(struct context *context, const struct operands *operands,
                               struct error *err)
{
    (void)operands;
    struct dead_letters_collected collected = {0};
    if (!open_both(context, err) || !collect(context, &collected, err))
        return EXIT_BY_ERROR;
    print_collected(context, &collected);
    return collected.announced > 0 ? drain(context, err) : EXIT_DONE;
}

static const struct command command_dlq_collect = {
    .name = "dlq collect",
    .summary = "Move the dead letters from the broker into the archive.",
    .purpose = "Move the dead letters from the broker's queues into the archive.",
    .prints_json = true,
    .perform = perform_dlq_collect,
};

/* ---- replay ---- */

/* What dead_letter_replay.sql may decide, and what is printed then; %s is the month. */
static const struct verdict {
    const char *what;
    bool done;
    const char *text;
} verdicts[] = {
    {"scheduled", true, "%s is scheduled again"},
    {"bytes", true, "it is on its way to its queue again, bytes unchanged"},
    {"open", false, "%s is being worked on since: --force takes it from there"},
    {"completed", false, "%s completed since: --force does it again"},
    {"held", false, "%s is held by an operator: 'unhold' it, or --force"},
    {"replayed", false, "it was replayed already: --force replays it again"},
    {"discarded", false, "it was discarded"},
    {"no_body", false, "its body was too long to be kept: it cannot be sent again"},
};

static const struct verdict *verdict_of(const char *what)
{
    for (size_t i = 0; i < ARRAY_LEN(verdicts); i++)
        if (strcmp(verdicts[i].what, what) == 0)
            return &verdicts[i];
    UNREACHABLE(what);
}

static void print_replayed(const struct context *context, int64_t id, const struct rows *rows,
                           const char *said)
{
    if (!context->json) {
        (void)printf("letter %lld: %s\n", (long long)id, said);
        return;
    }
    CLEANUP(text_done) struct text out = {0};
    const char *month = row_text(rows, 0, DEAD_LETTER_REPLAY_MONTH);
    json_write_open(&out, NULL, '{');
    json_write_int(&out, "id", id);
    json_write_text(&out, "result", row_text(rows, 0, DEAD_LETTER_REPLAY_RESULT));
    json_write_bool(&out, "done", verdict_of(row_text(rows, 0, DEAD_LETTER_REPLAY_RESULT))->done);
    json_write_text(&out, "month", month && *month ? month : NULL);
    json_write_text(&out, "job_id", row_text(rows, 0, DEAD_LETTER_REPLAY_JOB_ID));
    json_write_text(&out, "message", said);
    json_write_close(&out, '}');
    output_print_json(&out);
}

static void say_verdict(const struct verdict *verdict, const struct rows *rows, struct text *ret)
{
    const char *month =
        strstr(verdict->text, "%s") ? row_text(rows, 0, DEAD_LETTER_REPLAY_MONTH) : NULL;
    if (month)
        text_add(ret, month);
    text_add(ret, month ? verdict->text + 2 : verdict->text);
}

static bool force;

/* A message that cannot be collected holds up its queue, but no letter of the archive. */
static bool collect_or_say(struct context *context, struct dead_letters_collected *ret,
                           struct error *err)
{
    if (collect(context, ret, err))
        return true;
    if (err->class != ERROR_POISON)
        return false;
    (void)fprintf(stderr, PROGRAM ": %s\n", err->message);
    *err = (struct error){.class = ERROR_NONE};
    return true;
}

static int replay(struct context *context, int64_t id, struct error *err)
{
    struct dead_letters_collected collected = {0};
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!open_both(context, err) || !collect_or_say(context, &collected, err))
        return EXIT_BY_ERROR;
    const struct sql_param enrichment = sql_text(context->config->broker_enrichment_dlq);
    if (!database_run_locked(context->db, SQL_CALL(&sql_dead_letter_lock, sql_int(id), enrichment),
                             SQL_CALL(&sql_dead_letter_replay, sql_int(id), sql_bool(force),
                                      sql_text(context_actor()), enrichment),
                             &rows, err))
        return EXIT_BY_ERROR;
    if (rows_count(rows) == 0)
        return command_dlq_missing(id, err);
    const struct verdict *verdict = verdict_of(row_text(rows, 0, DEAD_LETTER_REPLAY_RESULT));
    CLEANUP(text_done) struct text said = {0};
    say_verdict(verdict, rows, &said);
    if (verdict->done || context->json)
        print_replayed(context, id, rows, text_of(&said));
    const int code = verdict->done || collected.announced > 0 ? drain(context, err) : EXIT_DONE;
    if (verdict->done || code != EXIT_DONE)
        return code;
    (void)error_set(err, ERROR_USAGE, 0, "letter %lld: %s", (long long)id, text_of(&said));
    return EXIT_NOTHING;
}

static int perform_dlq_replay(struct context *context, const struct operands *operands,
                              struct error *err)
{
    int64_t id = 0;
    return command_dlq_letter(operands, &id, err) ? replay(context, id, err) : EXIT_USAGE;
}

static const struct cli_option dlq_replay_options[] = {
    {.name = "force",
     .kind = CLI_FLAG,
     .value = &force,
     .help = "even where its month is open, or completed since"},
    OPTION_END,
};

static const struct command command_dlq_replay = {
    .name = "dlq replay",
    .summary = "Send a letter to work again.",
    .arguments = "LETTER",
    .purpose = "Replay a dead letter: its month is scheduled again; a letter without one is "
               "sent again as it was.",
    .details = "Dead letters are collected from the broker first. A month that is being worked"
               " on, or that completed since, is left alone unless --force is given; the exit "
               "code is then 3.",
    .arguments_min = 1,
    .arguments_max = 1,
    .options = dlq_replay_options,
    .prints_json = true,
    .perform = perform_dlq_replay,
};

static const struct command *const group[] = {
    &command_dlq_collect, &command_dlq_groups, &command_dlq_list,   &command_dlq_show,
    &command_dlq_note,    &command_dlq_fix,    &command_dlq_replay, NULL};

const struct command command_dlq = {.name = "dlq",
                                    .summary =
                                        "Dead letters: collect, group, list, show, note, replay.",
                                    .commands = group};
