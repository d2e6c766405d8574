/* witness.c: one write for each answer, so that what several servers of a test write to one file
 * stays apart. */
#include "serve/witness.h"

#include "io/web/webserver.h"

#ifdef BACKFILL_FAILPOINTS
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/json_write.h"
#include "serve/openapi.h"

/* What it cannot write is missing in the test, which says so. */
static void append(const char *path, int flags, const struct text *bytes)
{
    const int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);
    if (fd < 0)
        return;
    (void)!write(fd, text_of(bytes), bytes->count);
    (void)close(fd);
}

static void keep_document(const char *path)
{
    CLEANUP(text_done) struct text name = {0};
    CLEANUP(text_done) struct text document = {0};
    static atomic_flag kept = ATOMIC_FLAG_INIT;
    if (atomic_flag_test_and_set(&kept))
        return;
    text_add_format(&name, "%s.document", path);
    openapi_write(&document);
    append(text_of(&name), O_TRUNC, &document);
}

void witness_answer(void *context, const struct web_answered *answered)
{
    (void)context;
    CLEANUP(text_done) struct text line = {0};
    const char *path = getenv("BACKFILL_TEST_ANSWERS"); /* NOLINT(concurrency-mt-unsafe): serve
                                                           never sets one */
    if (!path)
        return;
    keep_document(path);
    json_write_open(&line, NULL, '{');
    json_write_text(&line, "method", answered->method);
    json_write_text(&line, "path", answered->path);
    json_write_int(&line, "status", answered->status);
    json_write_text(&line, "type", answered->content_type);
    const bool sent = strcmp(answered->method, "HEAD") != 0; /* the library leaves its body out */
    json_write_text(&line, "body", sent ? text_of(answered->body) : "");
    json_write_close(&line, '}');
    text_add(&line, "\n");
    append(path, O_APPEND, &line);
}
#else
void witness_answer(void *context, const struct web_answered *answered)
{
    (void)context;
    (void)answered;
}
#endif
