/* http_file.h: an HTTP response kept as a file of bytes: status line, headers, empty line, body.
 * The unit tests of the providers read such files, and the fuzz targets make them up. */
#pragma once
#include "core/http_message.h"

struct http_file {
    char *head, *body; /* copies that end where they end, so that reading beyond is seen */
    struct http_response response;
};
void http_file_done(struct http_file *file);
CLEANUP_STRUCT(struct http_file, http_file_done)

/* When all of them arrived: 2023-11-14 22:13:20 UTC. */
#define HTTP_FILE_RECEIVED_S 1700000000

/** Take bytes apart. What does not begin with a status line is one byte that chooses a status, and
 *  a body. */
void http_file_parse(const void *bytes, size_t count, struct http_file *ret);

/** Read all of a file; ends the test where there is none.
 *  out  ret_count  its size; caller frees */
char *http_file_bytes(const char *path, size_t *ret_count) NONNULL_ALL;
