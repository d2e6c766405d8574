/* command_dlq_edit.c: another body for a letter that no month stands behind. It is looked at as a
 * consumer would, so that nothing is sent that must die again. */
#include <string.h>

#include "commands/command_dlq.h"
#include "io/file.h"
#include "model/message.h"
#include "sql.h"

#define BODY_BYTES 1048576 /* the longest message */

/* A letter with a month is replayed by that month, without its body. */
static bool has_month(const char *verdict)
{
    static const char *const of_months[] = {"scheduled", "open", "completed", "held"};
    for (size_t i = 0; i < ARRAY_LEN(of_months); i++)
        if (strcmp(verdict, of_months[i]) == 0)
            return true;
    return false;
}

static bool check_letter(struct context *context, struct letter_selection *selection,
                         struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN(context->db, &sql_dead_letter_preview, &rows, err,
                      LETTER_SELECTION_PARAMS(selection), sql_bool(false),
                      sql_text(context->config->broker_enrichment_dlq)))
        return false;
    return !has_month(row_text(rows, 0, DEAD_LETTER_PREVIEW_VERDICT)) ||
           error_set(err, ERROR_USAGE, 0,
                     "--edit: this letter has a month, which is scheduled again without its body: "
                     "replay it without --edit");
}

/* What a consumer of months would say of the body. */
static bool decode(const struct text *body, struct month *ret, struct error *err)
{
    char type[] = MESSAGE_MONTH_TYPE, content_type[] = "application/json", id[] = "edited";
    const struct broker_message message = {
        .body = body->bytes,
        .body_bytes = body->count,
        .type = type,
        .type_bytes = strlen(type),
        .content_type = content_type,
        .message_id = id,
        .message_id_bytes = strlen(id),
    };
    struct job job = {.dry_run = false};
    struct error why = {0};
    if (!message_decode_month(&message, &job, &why))
        return error_set(err, ERROR_USAGE, 0, "a consumer would not take this body: %s",
                         why.message);
    *ret = job.month;
    return true;
}

/* The month of a letter of months; what the other queue holds is not looked at. */
static bool read_month(struct context *context, int64_t letter, const struct text *body,
                       struct month *ret, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!DATABASE_RUN(context->db, &sql_dead_letter_show, &rows, err, sql_int(letter)))
        return false;
    const bool enrichment = strcmp(row_text(rows, 0, DEAD_LETTER_SHOW_QUEUE),
                                   context->config->broker_enrichment_dlq) == 0;
    return enrichment || decode(body, ret, err);
}

bool command_dlq_edit(struct context *context, struct letter_selection *selection, const char *path,
                      struct letter_operation *ret, struct error *err)
{
    if (selection->named != 1)
        return error_set(err, ERROR_USAGE, 0, "--edit and --body go with one letter");
    text_add(ret->edited, ""); /* an empty file has bytes, too */
    if (path && !file_read(path, BODY_BYTES, ret->edited, NULL, err)) {
        err->class = ERROR_USAGE;
        return error_wrap(err, "--edit: %s", path);
    }
    if (!check_letter(context, selection, err) ||
        !read_month(context, selection->first, ret->edited, &ret->body_month, err))
        return false;
    ret->body = sql_bytes(ret->edited->bytes, ret->edited->count);
    return true;
}
