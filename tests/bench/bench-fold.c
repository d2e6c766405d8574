/* bench-fold.c: how fast editions are settled: so many ISBNs, each with 12 claims of one source, in
 * batches, by one connection; and then all of them folded anew.
 *
 *     bench-fold ISBNS BATCH     into the database of the configuration, which it fills */
#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "core/mem.h"
#include "core/text.h"
#include "io/config/config.h"
#include "model/edition_store.h"

static void make_isbn(int64_t number, struct isbn *ret)
{
    int sum = 0;
    char digits[32];
    (void)snprintf(digits, sizeof(digits), "978%09lld0", (long long)number % 1000000000);
    text_copy(ret->text, sizeof(ret->text), digits);
    for (int i = 0; i < 12; i++)
        sum += (ret->text[i] - '0') * (i % 2 ? 3 : 1);
    ret->text[12] = (char)('0' + (10 - sum % 10) % 10);
}

static void say(struct edition_record *record, int64_t n)
{
    static const char *const texts[][2] = {
        {"title", "Book%lld of the Long Road: A Novel (Road Series, #%lld)"},
        {"authors", "[\"Writer %lld, Ann\", {\"name\": \"Bob Poe\", \"role\": \"Illustrator\"}]"},
        {"publisher", "House %lld"},
        {"published", "2011-05-%02lld"},
        {"languages", "[\"eng\"]"},
        {"binding", "Mass Market Paperback"},
        {"pages", "3%02lld"},
        {"subjects", "[\"Fiction / Fantasy / General\", \"Roads %lld\", \"Travel -- Fiction\"]"},
        {"description",
         "<p>A man walks road %lld &amp;amp; does not come back. The road goes on and on, "
         "and what he finds there is told in some hundred words, as publishers do.</p>"},
        {"cover", "{\"large\": \"https://images.isbndb.com/covers/%lld.jpg\"}"},
        {"identifiers", "{\"openlibrary_edition\": \"OL%lldM\", \"dewey\": [\"813.54\"]}"},
        {"dimensions",
         "Height: 9.25 Inches, Length: 6.25 Inches, Weight: 1.2 Pounds, Width: 1 Inches"},
    };
    enum { NAMES = 2 }; /* the first of them are title and authors */
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        CLEANUP(text_done) struct text value = {0};
        enum edition_field field;
        char number[24];
        const bool of_work = i < NAMES; /* three editions have a work in common */
        (void)snprintf(number, sizeof(number), "%02lld", (long long)(of_work ? n / 3 : n % 28 + 1));
        for (const char *at = texts[i][1]; *at != '\0';) {
            const size_t run = strcspn(at, "%");
            text_add_bytes(&value, at, run);
            at += run;
            if (*at == '\0')
                break;
            text_add(&value, number);
            at = strchr(at, 'd') + 1;
        }
        if (edition_field_find(texts[i][0], &field))
            edition_record_say(record, field, text_of(&value));
    }
}

static bool settle(struct database *db, const struct config *config, int64_t first, int64_t count,
                   bool fresh, struct error *err)
{
    CLEANUP(edition_records_done) struct edition_records records = {0};
    CLEANUP(edition_settled_done) struct edition_settled settled = {0};
    CLEANUP(mem_free) struct isbn *isbns = mem_new((size_t)count, sizeof(*isbns));
    for (int64_t i = 0; i < count; i++) {
        make_isbn(first + i, &isbns[i]);
        if (fresh)
            say(edition_records_add(&records, &isbns[i]), first + i);
    }
    const struct edition_settling settling = {.records = fresh ? &records : NULL,
                                              .source = fresh ? "isbndb" : "fold",
                                              .isbns = isbns,
                                              .isbn_count = (size_t)count,
                                              .operation = fresh ? "enrich" : "refold"};
    return database_begin(db, err) && edition_store(db, &settling, config, &settled, err) &&
           database_commit(db, err);
}

static bool run(struct database *db, const struct config *config, const int64_t counts[2],
                bool fresh, struct error *err)
{
    const int64_t start = clock_monotonic_ms();
    for (int64_t done = 0; done < counts[0]; done += counts[1]) {
        const int64_t left = counts[0] - done;
        if (!settle(db, config, done, left < counts[1] ? left : counts[1], fresh, err))
            return false;
    }
    const int64_t ms = clock_monotonic_ms() - start;
    (void)printf("%-46s %lld ISBNs a second (%lld claims in %.1f s)\n",
                 fresh ? "settled, in batches" : "folded anew, nothing differs",
                 (long long)(counts[0] * 1000 / (ms > 0 ? ms : 1)), (long long)counts[0] * 12,
                 (double)ms / 1000);
    return true;
}

int main(int argc, char **argv)
{
    struct error err = {0};
    int64_t counts[2] = {0};
    CLEANUP(config_free) struct config *config = NULL;
    CLEANUP(database_close) struct database *db = NULL;
    if (argc != 3 || !text_to_int(argv[1], 1, 10000000, &counts[0]) ||
        !text_to_int(argv[2], 1, EDITION_BATCH_MAX, &counts[1])) {
        (void)fprintf(stderr, "usage: bench-fold ISBNS BATCH\n");
        return 2;
    }
    if (config_read(NULL, &config, &err)) {
        const struct database_options options = {.url = config->database_url,
                                                 .application_name = "bench-fold",
                                                 .connect_timeout_ms = 10000};
        if (database_open(&options, &db, &err) && run(db, config, counts, true, &err) &&
            run(db, config, counts, false, &err))
            return 0;
    }
    (void)fprintf(stderr, "bench-fold: %s\n", err.message);
    return 1;
}
