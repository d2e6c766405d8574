/* fuzz_match.c: any texts as titles and authors, a line each: of what is asked for, then of what is
 * offered. Seeds: tests/fuzz/corpus/match. */
#include "match/match.h"
#include "match/match_bigrams.h"
#include "match/match_title.h"
#include "model/catalog_keys.h"

#include <stdlib.h>
#include <string.h>

static void check_key(void *context, const char *key)
{
    (void)context;
    if (!text_is_utf8(key, strlen(key)) || strlen(key) > 500)
        abort();
}

static void check_keys(const char *title_text, const char *authors_text)
{
    CLEANUP(title_done) struct title title = {0};
    CLEANUP(authors_done) struct authors authors = {0};
    CLEANUP(text_done) struct text key = {0};
    const struct catalog_taker taker = {.take = check_key};
    title_parse(title_text, &title);
    authors_parse(authors_text, &authors);
    catalog_title_key(&title, title.volume, &key);
    check_key(NULL, text_of(&key));
    catalog_surnames(&authors, /* question= */ true, &taker);
    catalog_author_keys(&title, &authors, /* question= */ true, &taker);
}

static void check_relation(const char *one_text, const char *other_text)
{
    CLEANUP(title_done) struct title one = {0};
    CLEANUP(title_done) struct title other = {0};
    title_parse(one_text, &one);
    title_parse(other_text, &other);
    if (title_relate(&one, &other) != title_relate(&other, &one))
        abort();
}

static void check_choice(struct book *asked, struct book *offered)
{
    const struct edition edition = {.isbn = {"9780306406157"},
                                    .title = offered->title,
                                    .authors = offered->authors,
                                    .published = asked->authors,
                                    .language = asked->title,
                                    .binding = offered->title};
    struct match match = {0};
    match_choose(asked, &edition, 1, &match);
    const size_t count = strlen(match.evidence);
    if (count < 2 || match.evidence[0] != '{' || match.evidence[count - 1] != '}' ||
        (match.edition != NULL) != (match.confidence >= MATCH_MEDIUM))
        abort();
    if (match_same_book(asked, offered) != match_same_book(offered, asked))
        abort();
}

/* Take a line off the bytes. */
static char *take_line(const uint8_t **bytes, size_t *count)
{
    const uint8_t *end = *count ? memchr(*bytes, '\n', *count) : NULL;
    const size_t length = end ? (size_t)(end - *bytes) : *count;
    char *line = mem_bytes(*bytes, length);
    *bytes += length + (end != NULL);
    *count -= length + (end != NULL);
    return line;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    if (count > BOOK_TEXT_MAX || !text_is_utf8(bytes, count))
        return 0; /* providers and files let nothing else pass */
    CLEANUP(mem_free) char *title = take_line(&bytes, &count);
    CLEANUP(mem_free) char *authors = take_line(&bytes, &count);
    CLEANUP(mem_free) char *other_title = take_line(&bytes, &count);
    CLEANUP(mem_free) char *other_authors = take_line(&bytes, &count);
    struct book asked = {.title = title, .authors = authors, .year = 2000};
    struct book offered = {.title = other_title, .authors = other_authors};
    check_keys(title, authors);
    check_relation(title, other_title);
    check_choice(&asked, &offered);
    return 0;
}
