/* page.c: the files of producer/page, which the build has embedded. A browser asks each time
 * whether its copy is still the one; a hash of the content answers, so that an upgrade is seen at
 * once. */
#include "serve/page.h"

#include <string.h>

#include "page_files.h"
#include "serve/etag.h"
#include "serve/problem.h"

#define FOLDER "/page/"

static const char policy[] = "default-src 'none'; script-src 'self'; style-src 'self'; "
                             "img-src 'self'; connect-src 'self'; form-action 'self'; "
                             "base-uri 'none'; frame-ancestors 'none'";

static const char *type_of(const char *name)
{
    static const struct {
        const char *end, *type;
    } rows[] = {
        {".html", "text/html; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
    };
    const size_t length = strlen(name);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        const size_t end = strlen(rows[i].end);
        if (length > end && strcmp(name + length - end, rows[i].end) == 0)
            return rows[i].type;
    }
    return "application/octet-stream";
}

static const struct page_file *find(const char *path)
{
    const char *name = strcmp(path, "/") == 0 ? "index.html" : path + strlen(FOLDER);
    for (size_t i = 0; i < page_file_count; i++)
        if (strcmp(page_files[i].name, name) == 0)
            return &page_files[i];
    return NULL;
}

static void answer_file(const struct web_request *request, const struct page_file *file,
                        struct web_answer *ret)
{
    const bool same = etag_matches(web_header(request, "If-None-Match"), file->etag);
    ret->status = same ? 304 : 200;
    ret->content_type = type_of(file->name);
    if (!same)
        text_add_bytes(&ret->body, file->bytes, file->count);
    web_answer_header(ret, "ETag", file->etag);
    web_answer_header(ret, "Cache-Control", "no-cache");
    web_answer_header(ret, "Content-Security-Policy", policy);
}

bool page_answer(const struct web_request *request, struct web_answer *ret)
{
    const char *path = request->path;
    if (strcmp(path, "/") != 0 && strncmp(path, FOLDER, strlen(FOLDER)) != 0)
        return false;
    const struct page_file *file = find(path);
    if (!file)
        problem_answer(ret, 404, "the page has no such file");
    else if (strcmp(request->method, "GET") != 0 && strcmp(request->method, "HEAD") != 0)
        problem_method(ret, "GET, HEAD");
    else
        answer_file(request, file, ret);
    return true;
}
