/* routes.c: the table. What an option may hold, and what it means, stands in the table of the
 * command. */
#include "serve/original.h"
#include "serve/route.h"

#include "core/base.h"

#define API "/api/v1"
#define CSV "text/csv; charset=utf-8"
#define MARKDOWN "text/markdown; charset=utf-8"
#define JSON_LINES "application/jsonl"
#define BYTES "application/octet-stream"

/* Somebody looks; what is not there is 404. */
#define LOOK(path_, words_, ...)                                                                   \
    {                                                                                              \
        .method = "GET", .path = API path_, .words = (words_),                                     \
        .right = RIGHT_READ | RIGHT_OPERATE, .nothing = 404, __VA_ARGS__                           \
    }
/* Somebody does something; what cannot be done now is 409. */
#define ACT(path_, words_, ...)                                                                    \
    {                                                                                              \
        .method = "POST", .path = API path_, .words = (words_), .right = RIGHT_OPERATE,            \
        .acts = true, .nothing = 409, __VA_ARGS__                                                  \
    }

#define SOURCES API "/log" /* who has withdrawn or restored which source, and why */
#define WORK API "/works?work=KEY"
#define SELECTION "from to only order prompt_variant books early why"

const struct route routes[] = {
    /* the whole fleet */
    LOOK("/overview", "status", .fixed = "--overview", .schema = "overview",
         .summary = "All that a page shows, in one document; the stream carries the same."),
    LOOK("/status", "status", .schema = "status", .allows = ""),
    LOOK("/why", "why", .schema = "why"),
    LOOK("/alarms", "check", .fixed = "--alarms", .allows = "", .verdict = true, .schema = "check",
         .summary = "Show the alarms of the fleet's work."),
    LOOK("/check", "check", .allows = "role", .verdict = true, .schema = "check"),
    LOOK("/quota", "quota", .schema = "quota"),
    LOOK("/usage", "usage", .schema = "usage"),
    LOOK("/report", "report", .allows = "from to since after limit", .schema = "report"),
    LOOK("/report.md", "report", .fixed = "--markdown", .allows = "from to since", .type = MARKDOWN,
         .summary = "Show results as a production run reports them, as Markdown."),
    LOOK("/report.csv", "report", .fixed = "--csv", .allows = "from to since", .type = CSV,
         .summary = "Show results as a production run reports them, as CSV."),
    LOOK("/report/quality", "report", .fixed = "--quality", .allows = "from to since by",
         .schema = "report_quality",
         .summary = "Show what each generator, model and prompt was worth."),
    LOOK("/log", "log", .pages = true, .schema = "log"),
    LOOK("/plan", "plan", .schema = "plan"),
    LOOK("/prompts", "prompt list", .schema = "prompts"),
    LOOK("/prompts/{name}", "prompt show", .operands = "name", .schema = "prompt"),
    LOOK("/doctor", "doctor", .fixed = "--offline", .verdict = true, .schema = "doctor"),
    LOOK("/catalog", "catalog stats", .schema = "catalog"),
    ACT("/pause", "pause", .schema = "pause"),
    ACT("/resume", "resume", .schema = "resume"),
    ACT("/seed", "seed", .needs = "from to", .schema = "seed"),
    ACT("/prune", "prune", .schema = "prune"),
    LOOK("/reconcile", "reconcile", .allows = "older_than limit", .schema = "reconcile",
         .summary = "Name what is stuck between the database and the queues."),
    ACT("/reconcile", "reconcile", .fixed = "--repair", .schema = "reconcile",
        .summary = "Put back what is stuck between the database and the queues."),

    /* months and books */
    LOOK("/months", "list", .pages = true, .schema = "months"),
    ACT("/months/cancel", "cancel", .operands = "months", .schema = "months_changed"),
    ACT("/months/unhold", "unhold", .operands = "months", .schema = "months_changed"),
    ACT("/months/reset", "reset", .operands = "months", .schema = "months_changed"),
    ACT("/months/reread", "reread", .needs = "from to", .schema = "reread"),
    LOOK("/months/{month}", "show", .operands = "month", .allows = "", .schema = "month"),
    LOOK("/months/{month}/answers", "answers", .operands = "month", .allows = "provider generation",
         .schema = "answers"),
    LOOK("/months/{month}/answers/raw", "answers", .operands = "month", .fixed = "--raw",
         .allows = "provider generation", .type = BYTES,
         .summary = "The bytes of one answer, as they came."),
    LOOK("/months/{month}/why", "why", .operands = "month", .schema = "why"),
    LOOK("/months/{month}/prompt", "prompt render", .operands = "month",
         .schema = "prompt_rendered"),
    LOOK("/isbns/{isbn}", "show", .operands = "isbn", .allows = "", .schema = "isbn"),
    LOOK("/exports/{what}", "export", .fixed = "--what={what}", .allows = "format from to",
         .type = CSV, .schema = "export", .pieces = true),

    LOOK("/canonical", "export", .fixed = "--canonical", .allows = "", .schema = "canonical",
         .summary = "A hash of all editions, works and authors, without their times."),

    /* scheduling */
    ACT("/schedule", "schedule", .operands = "months", .buys = true, .done = 202,
        .schema = "schedule",
        .allows = SELECTION " force_retry yes batch_size no_throttle dry_run"),
    ACT("/plans/{id}", "schedule", .fixed = "--plan={id}", .allows = "why yes no_throttle",
        .buys = true, .refuses = true, .done = 202, .schema = "schedule",
        .summary = "Do exactly what a dry run has shown, once, or refuse."),
    LOOK("/compare", "show", .fixed = "--compared", .schema = "comparisons",
         .summary = "Show how new generations compare with those that stand."),
    ACT("/compare", "schedule", .fixed = "--compare", .operands = "months", .buys = true,
        .done = 202,
        .allows = "from to prompt_variant books batch_size no_throttle dry_run yes why",
        .schema = "schedule",
        .summary = "Make a new generation of completed months beside the one that stands."),
    ACT("/compare/accept", "schedule", .fixed = "--accept", .operands = "months",
        .allows = "from to yes why", .schema = "decided",
        .summary = "Let new generations replace those that stand."),
    ACT("/compare/reject", "schedule", .fixed = "--reject", .operands = "months",
        .allows = "from to yes why", .schema = "decided",
        .summary = "Let the generations that stand stay."),
    LOOK("/orders", "order list", .schema = "orders"),
    ACT("/orders", "schedule", .needs = "per_day", .schema = "order_given",
        .allows = SELECTION " per_day at after budget dry_run",
        .summary = "Give a standing order: so many months every day."),
    LOOK("/orders/{id}", "order show", .operands = "id", .schema = "order"),
    ACT("/orders/{id}/pause", "order pause", .operands = "id", .schema = "orders"),
    ACT("/orders/{id}/resume", "order resume", .operands = "id", .schema = "orders"),
    ACT("/orders/{id}/cancel", "order cancel", .operands = "id", .schema = "orders"),
    ACT("/orders/{id}/budget", "order budget", .operands = "id amount", .needs = "amount",
        .schema = "order_budget"),

    /* dead letters */
    LOOK("/letters", "dlq list", .pages = true, .schema = "letters"),
    LOOK("/letters/groups", "dlq groups", .schema = "letter_groups"),
    LOOK("/letters/export", "dlq export", .type = JSON_LINES, .schema = "export", .pieces = true),
    ACT("/letters/collect", "dlq collect", .schema = "letters_collected"),
    ACT("/letters/replay", "dlq replay", .operands = "letters", .fixed = "--no-wait",
        .allows = "state queue class from to since until text group all yes dry_run force canary "
                  "ramp rate keep_going why",
        .done = 202, .schema = "letters_operation"),
    ACT("/letters/edit", "dlq replay", .operands = "letter", .needs = "letter body",
        .fixed = "--no-wait", .allows = "body dry_run force why", .done = 202,
        .schema = "letters_operation",
        .summary = "Send one letter to work again with another body."),
    ACT("/letters/discard", "dlq discard", .operands = "letters", .fixed = "--no-wait", .done = 202,
        .schema = "letters_operation"),
    ACT("/letters/restore", "dlq restore", .operands = "letters", .fixed = "--no-wait", .done = 202,
        .schema = "letters_operation"),
    ACT("/letters/note", "dlq note", .operands = "group text", .needs = "group text",
        .schema = "letter_note"),
    ACT("/letters/fix", "dlq fix", .operands = "group text", .needs = "group text",
        .schema = "letter_note"),
    LOOK("/letters/{id}", "dlq show", .operands = "id", .schema = "letter"),

    /* operations */
    LOOK("/operations", "operation list", .pages = true, .schema = "operations"),
    LOOK("/operations/{id}", "operation show", .pages = true, .operands = "id",
         .schema = "operation"),
    ACT("/operations/{id}/pause", "operation pause", .operands = "id", .schema = "operations"),
    ACT("/operations/{id}/resume", "operation resume", .operands = "id", .schema = "operations"),
    ACT("/operations/{id}/cancel", "operation cancel", .operands = "id", .schema = "operations"),
    ACT("/operations/{id}/rate", "operation rate", .operands = "id rate", .needs = "rate",
        .schema = "operations"),

    /* providers */
    LOOK("/providers", "provider list", .schema = "providers"),
    LOOK("/providers/log", "provider log", .pages = true, .schema = "provider_log"),
    LOOK("/providers/{name}/log", "provider log", .pages = true, .operands = "name",
         .schema = "provider_log"),
    ACT("/providers/{name}/open", "provider open", .operands = "name", .schema = "provider_opened"),
    ACT("/providers/{name}/close", "provider close", .operands = "name",
        .schema = "provider_closed"),

    /* editions */
    ACT("/editions/refold", "edition refold", .schema = "edition_refold"),
    ACT("/editions/withdraw", "edition withdraw", .operands = "source", .needs = "source why",
        .schema = "edition_source", .state = SOURCES),
    ACT("/editions/restore", "edition restore", .operands = "source", .needs = "source",
        .schema = "edition_source", .state = SOURCES),

    LOOK("/works", "work show", .operands = "work", .needs = "work", .schema = "work"),
    ACT("/works/merge", "work merge", .operands = "one other", .needs = "one other why",
        .schema = "work_decided", .state = WORK),
    ACT("/works/split", "work split", .operands = "one other", .needs = "one other why",
        .schema = "work_decided", .state = WORK),
    ACT("/works/rekey", "work rekey", .schema = "work_rekey", .state = WORK),

    LOOK("/conflicts", "conflicts list", .pages = true, .schema = "conflicts"),
    ACT("/conflicts/resolve", "conflicts resolve", .operands = "conflicts",
        .needs = "conflicts why", .schema = "conflicts_decided"),
    ACT("/conflicts/dismiss", "conflicts dismiss", .operands = "conflicts",
        .needs = "conflicts why", .schema = "conflicts_decided"),
    ACT("/conflicts/reopen", "conflicts reopen", .operands = "conflicts", .needs = "conflicts why",
        .schema = "conflicts_decided"),

    /* the interface that crontabs and scripts of the original know */
    {.method = "POST",
     .path = "/api/internal/schedule-backfill",
     .words = "schedule",
     .right = RIGHT_CRON | RIGHT_OPERATE,
     .acts = true,
     .done = 202,
     .nothing = 409,
     .schema = "original_schedule",
     .read = original_read_schedule,
     .shape = original_shape_schedule,
     .summary = "Schedule months, as a crontab does."},
    {.method = "POST",
     .path = "/api/internal/seed-backfill-queue",
     .words = "seed",
     .right = RIGHT_CRON | RIGHT_OPERATE,
     .acts = true,
     .nothing = 409,
     .schema = "original_seed",
     .read = original_read_seed,
     .shape = original_shape_seed,
     .summary = "Enter the months of some years into the table."},
    {.method = "GET",
     .path = "/api/internal/backfill-stats",
     .words = "status",
     .fixed = "--recent",
     .allows = "",
     .right = RIGHT_CRON | RIGHT_READ | RIGHT_OPERATE,
     .nothing = 404,
     .schema = "original_stats",
     .shape = original_shape_stats,
     .summary = "Show how far all months are."},
    {.method = "GET",
     .path = "/api/quota/status",
     .words = "quota",
     .fixed = "--days=0",
     .allows = "",
     .right = 0,
     .nothing = 404,
     .schema = "original_quota",
     .shape = original_shape_quota,
     .summary = "Show what the provider with the least left has used of its day."},
    {.method = "GET",
     .path = "/metrics",
     .words = "metrics",
     .counts = true,
     .allows = "",
     .right = 0,
     .nothing = 404,
     .type = "text/plain; version=0.0.4; charset=utf-8"},
};
const size_t routes_count = ARRAY_LEN(routes);
