/* request_once.c: two statements around a command. */
#include "serve/request_once.h"

#include <stdio.h>
#include <string.h>

#include "core/mem.h"
#include "io/digest.h"
#include "sql.h"

#define BODY_BYTES_MAX ((size_t)1024 * 1024) /* a larger answer is not kept */

void once_request_done(struct once_request *request)
{
    text_done(&request->message);
    text_done(&request->notes);
    text_done(&request->body);
}

static bool read_hash(const struct json *key, const char *name, char *ret, size_t capacity,
                      struct error *err)
{
    const char *value = NULL;
    if (json_get_string(key, name, DIGEST_TEXT_BYTES, &value) != JSON_FOUND)
        return error_set(err, ERROR_MALFORMED, 0, "the key of a request has no '%s'", name);
    (void)snprintf(ret, capacity, "\\x%s", value); /* as PostgreSQL reads bytes; it fits */
    return true;
}

static enum once verdict_named(const char *name)
{
    static const char *const names[] = {
        [ONCE_BEGIN] = "begin", [ONCE_ANSWERED] = "answered",     [ONCE_OTHER] = "other",
        [ONCE_BUSY] = "busy",   [ONCE_UNANSWERED] = "unanswered",
    };
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strcmp(names[i], name) == 0)
            return (enum once)i;
    UNREACHABLE("a verdict that http_request_begin does not give");
}

static enum error_class class_named(const char *name)
{
    for (int i = 0; i < ERROR_CLASS_COUNT_; i++)
        if (text_equal(name, error_class_name((enum error_class)i)))
            return (enum error_class)i;
    return ERROR_NONE;
}

static void take_text(const struct rows *rows, int column, struct text *ret)
{
    const char *value = row_text(rows, 0, column);
    text_add(ret, value ? value : "");
}

static void take(const struct rows *rows, struct once_request *ret)
{
    size_t count = 0;
    CLEANUP(mem_free) char *body = row_bytes(rows, 0, REQUEST_BEGIN_BODY, &count);
    ret->verdict = verdict_named(row_text(rows, 0, REQUEST_BEGIN_VERDICT));
    ret->id = row_int(rows, 0, REQUEST_BEGIN_ID);
    ret->tries = row_int(rows, 0, REQUEST_BEGIN_TRIES);
    ret->wait_s = row_int(rows, 0, REQUEST_BEGIN_WAIT_S);
    ret->actions = row_int(rows, 0, REQUEST_BEGIN_ACTIONS);
    ret->code = (int)row_int(rows, 0, REQUEST_BEGIN_CODE);
    ret->class = class_named(row_text(rows, 0, REQUEST_BEGIN_CLASS));
    ret->kept = body != NULL;
    text_copy(ret->actor, sizeof(ret->actor), row_text(rows, 0, REQUEST_BEGIN_ACTOR));
    text_copy(ret->begun, sizeof(ret->begun), row_text(rows, 0, REQUEST_BEGIN_BEGUN));
    take_text(rows, REQUEST_BEGIN_MESSAGE, &ret->message);
    take_text(rows, REQUEST_BEGIN_NOTES, &ret->notes);
    text_add_bytes(&ret->body, body ? body : "", count);
}

bool once_begin(struct database *db, const struct json *key, const struct once_caller *caller,
                struct once_request *ret, struct error *err)
{
    char key_hash[DIGEST_TEXT_BYTES + 2], request_hash[DIGEST_TEXT_BYTES + 2];
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!read_hash(key, "key", key_hash, sizeof(key_hash), err) ||
        !read_hash(key, "request", request_hash, sizeof(request_hash), err) ||
        !DATABASE_RUN(db, &sql_request_begin, &rows, err, sql_text(key_hash),
                      sql_text(request_hash), sql_text(caller->name), sql_int(caller->busy_ms)))
        return false;
    take(rows, ret);
    return true;
}

bool once_end(struct database *db, const struct once_request *answer, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    const bool kept = answer->body.count <= BODY_BYTES_MAX;
    return DATABASE_RUN(db, &sql_request_end, &rows, err, sql_int(answer->id),
                        sql_int(answer->code), sql_text(error_class_name(answer->class)),
                        sql_text(text_of(&answer->message)), sql_text(text_of(&answer->notes)),
                        kept ? sql_bytes(answer->body.bytes, answer->body.count) : sql_null(),
                        sql_int(answer->tries));
}

int once_refuse(const struct once_request *request, struct error *err)
{
    switch (request->verdict) {
    case ONCE_OTHER:
        (void)error_set(err, ERROR_USAGE, 0,
                        "This Idempotency-Key is that of another request, which began at %s.",
                        request->begun);
        return 422;
    case ONCE_BUSY:
        (void)error_set(err, ERROR_USAGE, 0,
                        "A request with this Idempotency-Key began at %s and may be under way. Ask "
                        "again when Retry-After is over: it is not done twice.",
                        request->begun);
        return 409;
    case ONCE_UNANSWERED:
        (void)error_set(err, ERROR_USAGE, 0,
                        "The request with this Idempotency-Key began at %s, and nobody knows its "
                        "answer. At least a part of it was done: the log has %lld entries of '%s'. "
                        "It is not done again. Use a new key for what is still wanted.",
                        request->begun, (long long)request->actions, request->actor);
        return 409;
    case ONCE_ANSWERED:
        (void)error_set(err, ERROR_USAGE, 0,
                        "The request with this Idempotency-Key was done at %s. Its answer was too "
                        "large to be kept.",
                        request->begun);
        return 409;
    case ONCE_BEGIN:
        break;
    }
    UNREACHABLE("a request that is to be carried out is not refused");
}
