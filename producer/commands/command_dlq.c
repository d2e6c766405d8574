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
        const bool good = dead_letter_collect(context->config, context->db,
                                              context_collect_ms(context), ret, err);
        all.archived += ret->archived;
        all.again += ret->again;
        all.announced += ret->announced;
        all.more = ret->more;
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

/* A letter whose month completed before it was collected, too, leaves the open ones. Not where more
 * lie on the broker: it is kept that the queues were emptied, and what did not come back is judged
 * by that. */
static bool close_letters(struct context *context, const struct dead_letters_collected *collected,
                          struct error *err)
{
    return collected->more || DATABASE_RUN0(context->db, &sql_dead_letter_close, NULL, err);
}

bool command_dlq_collect_first(struct context *context, struct dead_letters_collected *ret,
                               struct error *err)
{
    if (!open_both(context, err))
        return false;
    if (collect(context, ret, err))
        return close_letters(context, ret, err);
    if (err->class != ERROR_POISON)
        return false;
    (void)fprintf(stderr, PROGRAM ": %s\n", err->message);
    *err = (struct error){.class = ERROR_NONE};
    return close_letters(context, ret, err);
}

bool command_dlq_letter(const struct operands *operands, int64_t *ret, struct error *err)
{
    return text_to_int(operands->items[0], 1, INT64_MAX, ret) ||
           error_set(err, ERROR_USAGE, 0, "'%s' is not the number of a letter (see 'dlq list')",
                     operands->items[0]);
}

int command_dlq_missing(int64_t id, struct error *err)
{
    (void)error_set(err, ERROR_MISSING, 0, "there is no letter %lld in the archive: see 'dlq list'",
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
    json_write_bool(&out, "more", collected->more);
    json_write_close(&out, '}');
    output_print_json(&out);
}

int command_dlq_publish(struct context *context, struct error *err)
{
    struct relayed relayed = {0};
    return relay_drain(context, PROGRAM " dlq", "done", &relayed, err);
}

static int perform_dlq_collect(struct context *context, const struct operands *operands,
                               struct error *err)
{
    (void)operands;
    struct dead_letters_collected collected = {0};
    if (!open_both(context, err) || !collect(context, &collected, err) ||
        !close_letters(context, &collected, err))
        return EXIT_BY_ERROR;
    print_collected(context, &collected);
    return collected.announced > 0 ? command_dlq_publish(context, err) : EXIT_DONE;
}

static const struct command command_dlq_collect = {
    .name = "dlq collect",
    .summary = "Move the dead letters from the broker into the archive.",
    .purpose = "Move the dead letters from the broker's queues into the archive.",
    .prints_json = true,
    .perform = perform_dlq_collect,
};

static const struct command *const group[] = {&command_dlq_collect,
                                              &command_dlq_groups,
                                              &command_dlq_list,
                                              &command_dlq_show,
                                              &command_dlq_note,
                                              &command_dlq_fix,
                                              &command_dlq_replay,
                                              &command_dlq_discard,
                                              &command_dlq_restore,
                                              &command_dlq_export,
                                              NULL};

const struct command command_dlq = {
    .name = "dlq",
    .summary = "Dead letters: collect, group, list, show, replay, discard.",
    .commands = group};
