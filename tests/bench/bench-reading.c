/* bench-reading.c: how fast answers of generators are read: each file of a kind so many times, by
 * the readers that the programs have. The time is that of this process's processor.
 *
 *     bench-reading KIND ROUNDS FILE...     KIND: gemini or openai; FILE: as in tests/data */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "answers/answer_reader.h"
#include "core/mem.h"
#include "http_file.h"

struct reading {
    size_t files, read, books;
    size_t bytes;
};

static int64_t processor_us(void)
{
    struct timespec used = {0};
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (int64_t)used.tv_sec * 1000000 + used.tv_nsec / 1000;
}

static void read_file(const struct answer_reader *reader, const char *path, int64_t rounds,
                      struct reading *sum)
{
    size_t count = 0;
    CLEANUP(mem_free) char *bytes = http_file_bytes(path, &count);
    CLEANUP(http_file_done) struct http_file file = {0};
    const struct provider_settings settings = {
        .name = "bench", .base_url = "http://127.0.0.1", .model = "bench"};
    http_file_parse(bytes, count, &file);
    for (int64_t i = 0; i < rounds; i++) {
        CLEANUP(generate_answer_done) struct generate_answer answer = {.refused = false};
        struct error err = {0};
        const bool read = reader->read(&settings, &file.response, &answer, &err);
        if (i > 0)
            continue;
        sum->read += read;
        sum->books += read ? answer.books.count : 0;
    }
    sum->files++;
    sum->bytes += file.response.body_bytes;
}

int main(int argc, char **argv)
{
    enum { KIND = 1, ROUNDS, FILES };
    int64_t rounds = 0;
    struct reading sum = {0};
    const struct answer_reader *reader = argc > FILES ? answer_reader_of(argv[KIND]) : NULL;
    if (!reader || !text_to_int(argv[ROUNDS], 1, 1000000, &rounds)) {
        (void)fprintf(stderr, "bench-reading KIND ROUNDS FILE... (KIND: gemini or openai)\n");
        return 2;
    }
    const int64_t begun_us = processor_us();
    for (int i = FILES; i < argc; i++)
        read_file(reader, argv[i], rounds, &sum);
    const int64_t used_us = processor_us() - begun_us;
    (void)printf("%s: %zu answers of %zu bytes in all, %zu read, %zu books; %.1f us an answer\n",
                 argv[KIND], sum.files, sum.bytes, sum.read, sum.books,
                 (double)used_us / (double)rounds / (double)sum.files);
    return 0;
}
