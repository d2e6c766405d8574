/* command_schedule_check.c: which options of schedule go together. An option that would mean
 * nothing is refused, because whoever gave it expects something of it. */
#include <string.h>

#include "commands/command_schedule.h"
#include "core/amount.h"

enum mode { CHOOSES = 1, DOES_A_PLAN = 2, GIVES_AN_ORDER = 4, COMPARES = 8, DECIDES = 16 };

/* An option that was given or not, and the modes in which it means something. */
struct given {
    const char *name;
    bool is_given;
    unsigned modes;
};

static enum mode mode_of(const struct schedule_request *request)
{
    if (request->accept || request->reject)
        return DECIDES;
    return request->plan      ? DOES_A_PLAN
           : request->per_day ? GIVES_AN_ORDER
           : request->compare ? COMPARES
                              : CHOOSES;
}

static bool refuse(enum mode mode, const struct given *option, struct error *err)
{
    switch (mode) {
    case CHOOSES:
        return error_set(
            err, ERROR_USAGE, 0,
            option->modes & GIVES_AN_ORDER
                ? "%s is of a standing order: it needs --per-day"
                : "%s: months are named with --compare, --accept and --reject only: give "
                  "--from and --to",
            option->name);
    case DOES_A_PLAN:
        return error_set(err, ERROR_USAGE, 0,
                         "--plan does exactly what was planned: it does not go with %s",
                         option->name);
    case GIVES_AN_ORDER:
        return error_set(err, ERROR_USAGE, 0,
                         "--per-day gives a standing order: it does not go with %s", option->name);
    case COMPARES:
        return error_set(err, ERROR_USAGE, 0,
                         "--compare makes a new generation of completed months: it does not go "
                         "with %s",
                         option->name);
    case DECIDES:
        return error_set(err, ERROR_USAGE, 0,
                         "--accept and --reject decide on what was compared: they do not go with "
                         "%s",
                         option->name);
    }
    UNREACHABLE("a mode that is none");
}

static bool check_mode(const struct schedule_request *request, struct error *err)
{
    const char *named = request->operands->count > 0 ? request->operands->items[0] : "";
    const struct given options[] = {
        {"--from", request->range.from.year != 0, CHOOSES | GIVES_AN_ORDER | COMPARES | DECIDES},
        {"--to", request->range.to.year != 0, CHOOSES | GIVES_AN_ORDER | COMPARES | DECIDES},
        {"--batch-size", request->months != 0, CHOOSES | COMPARES},
        {"--books", request->books != 0, CHOOSES | GIVES_AN_ORDER | COMPARES},
        {"--only", request->only != NULL, CHOOSES | GIVES_AN_ORDER},
        {"--order", request->order != NULL, CHOOSES | GIVES_AN_ORDER | COMPARES},
        {"--prompt-variant", request->variant != NULL, CHOOSES | GIVES_AN_ORDER | COMPARES},
        {"--force-retry", request->force, CHOOSES},
        {"--no-throttle", request->unthrottled, CHOOSES | DOES_A_PLAN | COMPARES},
        {"--early", request->early, CHOOSES | GIVES_AN_ORDER | COMPARES},
        {"--dry-run", request->dry_run, CHOOSES | GIVES_AN_ORDER | COMPARES},
        {"--yes", request->yes, CHOOSES | DOES_A_PLAN | COMPARES | DECIDES},
        {"--verbose", request->verbose, CHOOSES | DOES_A_PLAN | COMPARES},
        {"--per-day", request->per_day != 0, GIVES_AN_ORDER},
        {"--at", request->at != NULL, GIVES_AN_ORDER},
        {"--after", request->after != 0, GIVES_AN_ORDER},
        {"--budget", request->budget != NULL, GIVES_AN_ORDER},
        {"--compare", request->compare, COMPARES},
        {named, request->operands->count > 0, COMPARES | DECIDES},
    };
    const enum mode mode = mode_of(request);
    for (size_t i = 0; i < ARRAY_LEN(options); i++)
        if (options[i].is_given && !(options[i].modes & mode))
            return refuse(mode, &options[i], err);
    return true;
}

static bool check_only(const struct schedule_request *request, struct error *err)
{
    if (strcmp(request->only, "unresolved") == 0 &&
        (request->force || request->variant || request->books))
        return error_set(err, ERROR_USAGE, 0,
                         "--only unresolved keeps the books: it does not go with %s",
                         request->force     ? "--force-retry"
                         : request->variant ? "--prompt-variant"
                                            : "--books");
    if (request->per_day && strcmp(request->only, "all") == 0)
        return error_set(err, ERROR_USAGE, 0,
                         "--only all takes completed months again: a standing order of that "
                         "would have no end");
    return true;
}

static bool two_digits(const char *text, int64_t max)
{
    const char digits[] = {text[0], text[1], '\0'};
    int64_t number = 0;
    if (digits[0] == '0')
        return digits[1] >= '0' && digits[1] <= '9';
    return digits[0] && digits[1] && text_to_int(digits, 0, max, &number);
}

static bool check_at(const char *at, struct error *err)
{
    if (!at || (strlen(at) == 5 && at[2] == ':' && two_digits(at, 23) && two_digits(at + 3, 59)))
        return true;
    return error_set(err, ERROR_USAGE, 0, "--at: '%s' is not an hour (HH:MM, 00:00 to 23:59)", at);
}

static bool check_budget(const char *budget, struct error *err)
{
    int64_t amount = 0;
    return !budget || (amount_parse(budget, &amount) && amount > 0) ||
           error_set(err, ERROR_USAGE, 0,
                     "--budget: '%s' is not an amount above 0, at most 1000000, with at most 6 "
                     "decimals (12.50)",
                     budget);
}

/* What was named one by one is taken whole, whatever the number of a batch is. */
static bool check_compared(struct schedule_request *request, struct error *err)
{
    const int named = request->operands->count;
    if (named > SCHEDULE_MONTHS_MAX)
        return error_set(err, ERROR_USAGE, 0, "at most %d months", SCHEDULE_MONTHS_MAX);
    if (named > 0 && (request->range.from.year || request->range.to.year || request->months))
        return error_set(err, ERROR_USAGE, 0,
                         "name months, or choose them by --from, --to and --batch-size: not both");
    if (named > 0)
        request->months = named;
    request->force = true;
    request->only = "completed";
    return true;
}

bool schedule_check(struct schedule_request *request, struct error *err)
{
    if (!check_mode(request, err) || !check_at(request->at, err) ||
        !check_budget(request->budget, err))
        return false;
    if (request->accept && request->reject)
        return error_set(err, ERROR_USAGE, 0, "--accept or --reject: not both");
    if (request->compare && !check_compared(request, err))
        return false;
    if (request->dry_run && request->yes)
        return error_set(err, ERROR_USAGE, 0, "--dry-run does nothing: it does not go with --yes");
    if (!request->months)
        request->months = 10;
    if (!request->only)
        request->only = request->force ? "all" : "missing";
    if (!request->order)
        request->order = "newest";
    if (!request->at)
        request->at = "00:00";
    const struct range closed = range_closed(request->range);
    if (request->range.from.year && request->range.to.year)
        request->range = closed;
    return check_only(request, err);
}
