/* try_record.c: a call as files. Keys are taken out of the headers that hold them, behind "key=",
 * and wherever else they stand, however they are written, because services repeat keys. */
#include "try/try_record.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/secret.h"

#define REDACTED "REDACTED"
#define KEY_PARAMETER "key="

static bool is_secret(const char *header)
{
    static const char *const names[] = {"authorization", "x-goog-api-key", "x-api-key",
                                        "proxy-authorization", "cookie"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (strcasecmp(names[i], header) == 0)
            return true;
    return false;
}

/* How many bytes at the beginning are "key=" with its value. 0: they are not. */
static size_t parameter_span(const char *at, size_t left)
{
    static const char parameter[] = KEY_PARAMETER;
    size_t end = strlen(parameter);
    if (left <= end || memcmp(at, parameter, end) != 0)
        return 0;
    while (end < left && !strchr("& \t\r\n\"'\\<>;,", at[end]))
        end++;
    return end == strlen(parameter) ? 0 : end;
}

void try_redact(const char *bytes, size_t count, const char *key, struct text *ret)
{
    CLEANUP(secrets_done) struct secrets secrets = {0};
    const size_t begin = ret->count;
    for (size_t i = 0; i < count;) {
        const size_t span = parameter_span(bytes + i, count - i);
        text_add_bytes(ret, span > 0 ? KEY_PARAMETER REDACTED : bytes + i,
                       span > 0 ? strlen(KEY_PARAMETER REDACTED) : 1);
        i += span > 0 ? span : 1;
    }
    secrets_add(&secrets, key);
    if (ret->count > begin)
        secrets_mask(&secrets, ret->bytes + begin, ret->count - begin);
}

static void write_request(const struct service *service, const struct http_request *request,
                          struct text *ret)
{
    const char *key = service->settings.key;
    text_add_format(ret, "%s ", request->method);
    try_redact(text_of(&request->url), request->url.count, key, ret);
    text_add(ret, " HTTP/1.1\r\n");
    for (size_t i = 0; i < request->header_count; i++) {
        const struct http_header *header = &request->headers[i];
        text_add_format(ret, "%s: ", header->name);
        if (is_secret(header->name))
            text_add(ret, REDACTED);
        else
            try_redact(header->value, strlen(header->value), key, ret);
        text_add(ret, "\r\n");
    }
    text_add(ret, "\r\n");
    try_redact(text_of(&request->body), request->body.count, key, ret);
}

static void write_answer(const struct service *service, const struct http_response *response,
                         struct text *ret)
{
    const struct {
        const char *name, *value;
    } headers[] = {{"Content-Type", response->content_type},
                   {"Retry-After", response->retry_after},
                   {"Retry-After-Ms", response->retry_after_ms},
                   {"X-Should-Retry", response->should_retry}};
    const char *key = service->settings.key;
    text_add_format(ret, "HTTP/1.1 %d\r\n", response->status);
    for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
        if (!headers[i].value)
            continue;
        text_add_format(ret, "%s: ", headers[i].name);
        try_redact(headers[i].value, strlen(headers[i].value), key, ret);
        text_add(ret, "\r\n");
    }
    text_add(ret, "\r\n");
    try_redact(response->body, response->body_bytes, key, ret);
}

static bool write_file(const char *path, const struct text *text, struct error *err)
{
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
    FILE *stream = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (!stream) {
        const int why = errno;
        if (fd >= 0)
            (void)close(fd); /* nothing was written */
        return error_set(err, ERROR_CONFIG, why, "--record: '%.200s': %s", path, strerror(why));
    }
    const bool written = fwrite(text_of(text), 1, text->count, stream) == text->count;
    if (fclose(stream) == 0 && written)
        return true;
    return error_set(err, ERROR_CONFIG, errno, "--record: '%.200s': %s", path, strerror(errno));
}

bool try_record_folder(const char *folder, struct error *err)
{
    struct stat about = {0};
    if ((mkdir(folder, 0700) == 0 || errno == EEXIST) && stat(folder, &about) == 0) {
        if (S_ISDIR(about.st_mode) && faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) == 0)
            return true;
        if (!S_ISDIR(about.st_mode))
            errno = ENOTDIR;
    }
    const int why = errno;
    return error_set(err, ERROR_CONFIG, why, "--record: '%.200s': %s", folder,
                     strerrordesc_np(why));
}

bool try_record(const struct service *service, const struct http_call *call, const char *folder,
                struct error *err)
{
    CLEANUP(text_done) struct text path = {0};
    CLEANUP(text_done) struct text request = {0};
    CLEANUP(text_done) struct text answer = {0};
    text_add_format(&path, "%s/%s-request.http", folder, service->name);
    write_request(service, &call->request, &request);
    if (!write_file(text_of(&path), &request, err))
        return false;
    text_clear(&path);
    text_add_format(&path, "%s/%s-answer.http", folder, service->name);
    (void)unlink(text_of(&path)); /* of an earlier call, if any */
    if (!call->answered)
        return true;
    write_answer(service, &call->response, &answer);
    return write_file(text_of(&path), &answer, err);
}
