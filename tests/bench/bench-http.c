/* bench-http.c: the floor under a call over HTTP: a bare loop of libcurl's multi interface with
 * json-c's own reader behind it, one thread, nothing kept and nothing judged.
 *
 *     bench-http URL COUNT CONCURRENCY KEY     GET URL%d; prints microseconds of CPU a call */
#include <curl/curl.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "core/text.h"

#define CONCURRENCY_MAX 256

struct loop {
    CURLM *multi;
    const char *url;
    long started, ended, failed;
    size_t bytes;
};

static size_t take(char *bytes, size_t size, size_t count, void *body)
{
    text_add_bytes(body, bytes, size * count);
    return size * count;
}

static void start(struct loop *loop, CURL *easy)
{
    char url[1024];
    (void)snprintf(url, sizeof(url), "%s%ld", loop->url, loop->started++);
    (void)curl_easy_setopt(easy, CURLOPT_URL, url);
    (void)curl_multi_add_handle(loop->multi, easy);
}

static void end(struct loop *loop, CURL *easy, struct text *body)
{
    struct json_object *root = json_tokener_parse(text_of(body));
    loop->failed += root == NULL;
    json_object_put(root);
    loop->bytes += body->count;
    loop->ended++;
    text_clear(body);
    (void)curl_multi_remove_handle(loop->multi, easy);
}

static void run(struct loop *loop, long count)
{
    int running = 0, left = 0;
    while (loop->ended < count) {
        (void)curl_multi_perform(loop->multi, &running);
        for (CURLMsg *m = curl_multi_info_read(loop->multi, &left); m;
             m = curl_multi_info_read(loop->multi, &left)) {
            CURL *easy = m->easy_handle; /* the message dies with its handle */
            struct text *body = NULL;
            (void)curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&body);
            end(loop, easy, body);
            if (loop->started < count)
                start(loop, easy);
        }
        (void)curl_multi_poll(loop->multi, NULL, 0, 100, NULL);
    }
}

int main(int argc, char **argv)
{
    int64_t count = 0, concurrency = 0;
    if (argc != 5 || !text_to_int(argv[2], 1, 1000000, &count) ||
        !text_to_int(argv[3], 1, CONCURRENCY_MAX, &concurrency)) {
        (void)fprintf(stderr, "usage: bench-http URL COUNT CONCURRENCY KEY\n");
        return 2;
    }
    static CURL *easy[CONCURRENCY_MAX];
    static struct text bodies[CONCURRENCY_MAX];
    struct loop loop = {.multi = curl_multi_init(), .url = argv[1]};
    CLEANUP(text_done) struct text key = {0};
    text_add_format(&key, "Authorization: %s", argv[4]);
    struct curl_slist *headers = curl_slist_append(NULL, text_of(&key));
    for (int64_t i = 0; i < concurrency; i++) {
        easy[i] = curl_easy_init();
        (void)curl_easy_setopt(easy[i], CURLOPT_HTTPHEADER, headers);
        (void)curl_easy_setopt(easy[i], CURLOPT_WRITEFUNCTION, take);
        (void)curl_easy_setopt(easy[i], CURLOPT_WRITEDATA, &bodies[i]);
        (void)curl_easy_setopt(easy[i], CURLOPT_PRIVATE, &bodies[i]);
        start(&loop, easy[i]);
    }
    run(&loop, count);
    struct rusage used = {0};
    (void)getrusage(RUSAGE_SELF, &used); /* cannot fail for this process */
    const double us = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e6 +
                      (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
    (void)printf("%zu bytes an answer: %.0f us a call%s\n", loop.bytes / (size_t)loop.ended,
                 us / (double)loop.ended, loop.failed > 0 ? ", not all of them JSON" : "");
    for (int64_t i = 0; i < concurrency; i++) {
        curl_easy_cleanup(easy[i]);
        text_done(&bodies[i]);
    }
    curl_slist_free_all(headers);
    (void)curl_multi_cleanup(loop.multi);
    return 0;
}
