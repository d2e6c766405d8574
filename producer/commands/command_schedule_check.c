/* command_schedule_check.c: which options of schedule go together. An option that would mean
 * nothing is refused, because whoever gave it expects something of it. */
#include <string.h>

#include "commands/command_schedule.h"

enum mode { CHOOSES = 1, DOES_A_PLAN = 2 };

/* An option that was given or not, and the modes in which it means something. */
struct given {
    const char *name;
    bool is_given;
    unsigned modes;
};

static enum mode mode_of(const struct schedule_request *request)
{
    return request->plan ? DOES_A_PLAN : CHOOSES;
}

static bool check_mode(const struct schedule_request *request, struct error *err)
{
    const struct given options[] = {
        {"--from", request->range.from.year != 0, CHOOSES},
        {"--to", request->range.to.year != 0, CHOOSES},
        {"--batch-size", request->months != 0, CHOOSES},
        {"--books", request->books != 0, CHOOSES},
        {"--only", request->only != NULL, CHOOSES},
        {"--order", request->order != NULL, CHOOSES},
        {"--prompt-variant", request->variant != NULL, CHOOSES},
        {"--force-retry", request->force, CHOOSES},
        {"--no-throttle", request->unthrottled, CHOOSES | DOES_A_PLAN},
        {"--early", request->early, CHOOSES},
        {"--dry-run", request->dry_run, CHOOSES},
        {"--yes", request->yes, CHOOSES | DOES_A_PLAN},
        {"--verbose", request->verbose, CHOOSES | DOES_A_PLAN},
    };
    const enum mode mode = mode_of(request);
    for (size_t i = 0; i < ARRAY_LEN(options); i++)
        if (options[i].is_given && !(options[i].modes & mode))
            return error_set(err, ERROR_USAGE, 0,
                             "--plan does exactly what was planned: it does not go with %s",
                             options[i].name);
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
    return true;
}

bool schedule_check(struct schedule_request *request, struct error *err)
{
    if (!check_mode(request, err))
        return false;
    if (request->dry_run && request->yes)
        return error_set(err, ERROR_USAGE, 0, "--dry-run does nothing: it does not go with --yes");
    if (!request->months)
        request->months = 10;
    if (!request->only)
        request->only = request->force ? "all" : "missing";
    if (!request->order)
        request->order = "newest";
    const struct range closed = range_closed(request->range);
    if (request->range.from.year && request->range.to.year)
        request->range = closed;
    return check_only(request, err);
}
