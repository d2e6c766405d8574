/* command_dlq.h: what the commands of 'dlq' share. */
#pragma once
#include "commands/command_dlq_select.h"
#include "model/dead_letter.h"

/** Read the number of a letter, the only operand.
 *  err   USAGE it is none */
bool command_dlq_letter(const struct operands *operands, int64_t *ret, struct error *err)
    NONNULL_ALL MUST_CHECK;

/** Say in err that the archive holds no letter of this number. Returns the exit code. */
int command_dlq_missing(int64_t id, struct error *err) NONNULL_ALL;

/** Open database and broker, and move what waits on the broker into the archive. A message that
 *  cannot be collected holds up its queue, but no letter of the archive: it is said on stderr.
 *  err   as context_database and dead_letter_collect */
bool command_dlq_collect_first(struct context *context, struct dead_letters_collected *ret,
                               struct error *err) NONNULL_ALL MUST_CHECK;

/** Publish what the command has put into the outbox. Returns the exit code. */
int command_dlq_publish(struct context *context, struct error *err) NONNULL_ALL;

/* What an operation on dead letters is to be. */
struct letter_operation {
    const char *kind; /* replay, discard, restore */
    const char *why;
    bool force, keep_going;
    const char *ramp;        /* array of letters a step, 0: all; NULL: one step */
    int64_t wait_ms;         /* how long a step waits for what it has sent */
    int64_t rate;            /* letters a minute; 0: no limit */
    struct text *edited;     /* what --edit reads, borrowed */
    struct sql_param body;   /* another body, of one letter */
    struct month body_month; /* the month that it names; year 0: none */
    bool waits;              /* the command, too, waits so long for what was sent */
    bool is_left;            /* it is left to consumers after its first step */
};

/* The option of commands that begin an operation. */
#define OPTION_NO_WAIT(flag)                                                                       \
    {                                                                                              \
        .name = "no-wait", .kind = CLI_FLAG, .value = (flag),                                      \
        .help = "begin it, and leave the rest of it to any running consumer"                       \
    }

/** Begin the operation, carry it on, and print what has become of it.
 *  out   the exit code: NOTHING where every letter was left alone, PARTLY where some were, or where
 *        it stopped or some died again */
int command_dlq_operate(struct context *context, struct letter_selection *selection,
                        const struct letter_operation *wanted, struct error *err) NONNULL_ALL;

/** Read the body that one letter is edited to, and look whether it can be one.
 *  in    path  of the file; NULL: ret->edited holds it
 *  out   ret   its text edited gets the bytes; body, and the month that it names
 *  err   USAGE another number of letters, a letter that has a month, no such file, or a body that
 *        no consumer would take | as database_run */
bool command_dlq_edit(struct context *context, struct letter_selection *selection, const char *path,
                      struct letter_operation *ret, struct error *err)
    __attribute__((nonnull(1, 2, 4, 5))) MUST_CHECK;
