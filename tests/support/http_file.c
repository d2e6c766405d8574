/* http_file.c: an HTTP response kept as a file of bytes. */
#include "http_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void http_file_done(struct http_file *file)
{
    mem_free(file->head);
    mem_free(file->body);
}

/* Note one header and end its value; the line itself is cut up. */
static void take_header(char *line, struct http_response *response)
{
    const struct {
        const char *name;
        const char **value;
    } kept[] = {
        {"content-type", &response->content_type},
        {"retry-after", &response->retry_after},
        {"retry-after-ms", &response->retry_after_ms},
        {"x-should-retry", &response->should_retry},
    };
    char *colon = strchr(line, ':');
    if (!colon)
        return;
    *colon = '\0';
    line[strcspn(line, "\r")] = '\0';
    char *value = colon + 1 + strspn(colon + 1, " ");
    value[strcspn(value, "\r")] = '\0';
    for (size_t i = 0; i < ARRAY_LEN(kept); i++)
        if (strcasecmp(line, kept[i].name) == 0)
            *kept[i].value = value;
}

/* "HTTP/1.1 429 Too Many Requests" */
static bool take_status(const char *head, struct http_response *response)
{
    char digits[4] = "";
    int64_t status = 0;
    if (strncmp(head, "HTTP/1.1 ", 9) != 0)
        return false;
    text_copy(digits, sizeof(digits), head + 9);
    if (!text_to_int(digits, 200, 599, &status))
        return false;
    response->status = (int)status;
    return true;
}

static void parse_short(const unsigned char *bytes, size_t count, struct http_file *ret)
{
    static const int statuses[] = {200, 200, 200, 200, 400, 401, 403, 404, 429, 500, 503, 302};
    const size_t skip = count > 0 ? 1 : 0;
    ret->response.status = statuses[count > 0 ? bytes[0] % ARRAY_LEN(statuses) : 0];
    ret->response.content_type = "application/json";
    ret->response.body_bytes = count - skip;
    ret->body = mem_bytes(bytes + skip, count - skip);
}

void http_file_parse(const void *bytes, size_t count, struct http_file *ret)
{
    *ret = (struct http_file){.response.received_s = HTTP_FILE_RECEIVED_S};
    const char *begin = bytes, *gap = memmem(bytes, count, "\n\n", 2);
    const size_t head_bytes = gap ? (size_t)(gap - begin) : count;
    ret->head = mem_bytes(bytes, head_bytes);
    if (take_status(ret->head, &ret->response)) {
        char *save = NULL;
        for (char *line = strtok_r(ret->head, "\n", &save); line;
             line = strtok_r(NULL, "\n", &save))
            take_header(line, &ret->response);
        ret->response.body_bytes = gap ? count - head_bytes - 2 : 0;
        ret->body = mem_bytes(gap ? gap + 2 : "", ret->response.body_bytes);
    } else {
        parse_short(bytes, count, ret);
    }
    ret->response.body = ret->body;
}

char *http_file_bytes(const char *path, size_t *ret_count)
{
    CLEANUP(text_done) struct text all = {0};
    char buffer[4096];
    FILE *stream = fopen(path, "re");
    if (!stream) {
        (void)fprintf(stderr, "%s: cannot be read\n", path);
        exit(1);
    }
    for (size_t got = 1; got > 0;) {
        got = fread(buffer, 1, sizeof(buffer), stream);
        text_add_bytes(&all, buffer, got);
    }
    (void)fclose(stream); /* nothing was written */
    *ret_count = all.count;
    return TAKE_PTR(all.bytes);
}
