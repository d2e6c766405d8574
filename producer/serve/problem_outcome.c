/* problem_outcome.c: from the way in which a command ended to the answer. Messages about what was
 * asked are passed on; all others may name servers, statements or files, and stay in the log. */
#include "serve/problem.h"

#include "core/text.h"
#include "serve/job.h"
#include "serve/problem_private.h"
#include "serve/remedy.h"
#include "serve/route.h"
#include "shared/command.h"

#define SERVERS_WAIT_S 5
#define AGAIN_WAIT_S 30

/* in  wait_s  for Retry-After; 0: none */
static void say(struct web_answer *answer, int status, const char *detail,
                const struct problem_command *command, int64_t wait_s)
{
    problem_write(answer, status, detail, command);
    if (wait_s > 0)
        problem_write_wait(answer, wait_s);
}

static void say_of_lost(struct web_answer *answer, const struct outcome *outcome)
{
    if (outcome->code == EXIT_TRY_AGAIN)
        say(answer, 503,
            "This took too long, or the server stops. What it was doing may have been done all the "
            "same: look before you ask again, or repeat it with its Idempotency-Key.",
            NULL, AGAIN_WAIT_S);
    else
        say(answer, 500,
            "The process that did this has died. What it was doing may have been done all the "
            "same: look before you ask again, or repeat it with its Idempotency-Key.",
            NULL, 0);
}

/* Not every command that ends with such a code has said of which class it is. */
static enum error_class class_of(const struct outcome *outcome)
{
    if (outcome->class != ERROR_NONE && outcome->class != ERROR_USAGE)
        return outcome->class;
    switch (outcome->code) {
    case EXIT_USAGE:
        return ERROR_USAGE;
    case EXIT_NOTHING:
        return ERROR_NOTHING;
    case EXIT_NO_SERVER:
        return ERROR_OWN_SERVERS;
    case EXIT_TRY_AGAIN:
        return ERROR_CANCELLED;
    case EXIT_CONFIG:
        return ERROR_CONFIG;
    default:
        return outcome->class;
    }
}

void problem_of_parameters(struct web_answer *answer, const char *detail,
                           const struct problem_asked *asked)
{
    CLEANUP(text_done) struct text remedy = {0};
    remedy_write(&remedy, ERROR_USAGE, asked->route, asked->path);
    const struct problem_command command = {
        .class = ERROR_USAGE, .exit_code = EXIT_USAGE, .remedy = text_of(&remedy)};
    say(answer, 400, detail, &command, 0);
}

void problem_of_outcome(struct web_answer *answer, const struct outcome *outcome,
                        const struct problem_asked *asked)
{
    CLEANUP(text_done) struct text remedy = {0};
    remedy_write(&remedy, class_of(outcome), asked->route, asked->path);
    const struct problem_command command = {
        .class = outcome->class, .exit_code = outcome->code, .remedy = text_of(&remedy)};
    const int nothing = asked->route->nothing;
    const char *message = text_of(&outcome->message);
    CLEANUP(text_done) struct text said = {0};
    text_add(&said, *message ? message : text_of(&outcome->notes));
    if (outcome->lost)
        say_of_lost(answer, outcome);
    else if (outcome->status != 0)
        say(answer, outcome->status, text_of(&said), NULL, outcome->wait_s);
    else if (outcome->code == EXIT_USAGE)
        say(answer, 400, text_of(&said), &command, 0);
    else if (outcome->class == ERROR_MISSING)
        say(answer, 404, text_of(&said), &command, 0);
    else if (outcome->code == EXIT_NOTHING)
        say(answer, nothing >= 400 ? nothing : 404, text_of(&said), &command, 0);
    else if (outcome->code == EXIT_NO_SERVER)
        say(answer, 503, "The database or the broker is not there just now.", &command,
            SERVERS_WAIT_S);
    else if (outcome->code == EXIT_TRY_AGAIN)
        say(answer, 503, text_of(&said), &command, AGAIN_WAIT_S);
    else
        say(answer, 500, "The command that does this has failed.", &command, 0);
}
