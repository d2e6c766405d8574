/* command_export_canonical.c: one hash of all that is made of edition claims, as a proof that
 * order, crashes and the number of consumers have changed nothing.
 *
 * Each row has a SHA-256, and those of a table are added as numbers of 256 bits: a sum knows no
 * order, so that neither pages nor the collation of the database matter, and memory stays flat. */
#include <stdio.h>
#include <string.h>

#include "commands/command_export.h"
#include "core/json_write.h"
#include "io/digest.h"
#include "sql.h"

#define PAGE_ROWS 1000

static const struct part {
    const char *name;
    const struct sql *page; /* $1 key that it begins behind, $2 at most so many */
} parts[] = {
    {"editions", &sql_canonical_editions},   {"works", &sql_canonical_works},
    {"authors", &sql_canonical_authors},     {"aliases", &sql_canonical_aliases},
    {"conflicts", &sql_canonical_conflicts},
};

/* All statements have these columns. */
enum { KEY = CANONICAL_EDITIONS_KEY, BODY = CANONICAL_EDITIONS_BODY };

struct sum {
    struct digest digest;
    int64_t rows;
};

static void add(struct sum *sum, const struct digest *digest)
{
    unsigned carry = 0;
    for (int i = DIGEST_BYTES - 1; i >= 0; i--) {
        carry += (unsigned)sum->digest.bytes[i] + digest->bytes[i];
        sum->digest.bytes[i] = (unsigned char)(carry & 0xff);
        carry >>= 8;
    }
    sum->rows++;
}

static bool sum_part(struct context *context, const struct part *part, struct sum *ret,
                     struct error *err)
{
    CLEANUP(text_done) struct text key = {0};
    for (size_t count = PAGE_ROWS; count == PAGE_ROWS;) {
        CLEANUP(rows_free) struct rows *rows = NULL;
        if (!DATABASE_RUN(context->db, part->page, &rows, err, sql_text(text_of(&key)),
                          sql_int(PAGE_ROWS)))
            return false;
        count = rows_count(rows);
        for (size_t i = 0; i < count; i++) {
            const char *body = row_text(rows, i, BODY);
            const struct digest digest = digest_of(body, strlen(body));
            add(ret, &digest);
        }
        if (count > 0) {
            text_clear(&key);
            text_add(&key, row_text(rows, count - 1, KEY));
        }
    }
    return true;
}

static void print(const struct context *context, const struct sum *sums, const char *whole)
{
    CLEANUP(text_done) struct text out = {0};
    json_write_open(&out, NULL, '{');
    json_write_text(&out, "canonical", whole);
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        char hash[DIGEST_TEXT_BYTES];
        digest_text(&sums[i].digest, hash);
        json_write_open(&out, parts[i].name, '{');
        json_write_int(&out, "rows", sums[i].rows);
        json_write_text(&out, "sum", hash);
        json_write_close(&out, '}');
        if (!context->json)
            (void)printf("%s  %s: %lld\n", hash, parts[i].name, (long long)sums[i].rows);
    }
    json_write_close(&out, '}');
    if (context->json)
        output_print_json(&out);
    else
        (void)printf("%s  canonical\n", whole);
}

int export_canonical(struct context *context, struct error *err)
{
    CLEANUP(text_done) struct text all = {0};
    struct sum sums[ARRAY_LEN(parts)] = {0};
    char whole[DIGEST_TEXT_BYTES];
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        if (!sum_part(context, &parts[i], &sums[i], err))
            return EXIT_BY_ERROR;
        digest_text(&sums[i].digest, whole);
        text_add_format(&all, "%s %lld %s\n", parts[i].name, (long long)sums[i].rows, whole);
    }
    const struct digest digest = digest_of(text_of(&all), all.count);
    digest_text(&digest, whole);
    print(context, sums, whole);
    return EXIT_DONE;
}
