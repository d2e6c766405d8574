/* reread_store.c: what was gained, as the document that the function reread_store of the database
 * reads. */
#include <string.h>

#include "core/json_write.h"
#include "model/provider_limits.h"
#include "shared/book_keys.h"
#include "shared/reread.h"
#include "sql.h"

static void add_tokens(struct text *out, const char *key, int64_t tokens)
{
    if (tokens > 0)
        json_write_int(out, key, tokens);
    else
        json_write_text(out, key, NULL);
}

static void add_answers(const struct reread *reread, struct text *out)
{
    json_write_open(out, "answers", '[');
    for (size_t i = 0; i < reread->answer_count; i++) {
        const struct reread_answer *answer = &reread->answers[i];
        if (answer->state > REREAD_REFUSED)
            continue;
        const bool refused = answer->state == REREAD_REFUSED;
        json_write_open(out, NULL, '{');
        json_write_text(out, "provider", answer->provider);
        json_write_text(out, "outcome", refused ? "refused" : "answered");
        json_write_text(out, "model", *answer->read.model ? answer->read.model : NULL);
        json_write_text(out, "refusal", refused ? answer->read.refusal : NULL);
        add_tokens(out, "tokens_in", answer->read.tokens_in);
        add_tokens(out, "tokens_out", answer->read.tokens_out);
        json_write_int(out, "books", (int64_t)answer->named);
        json_write_close(out, '}');
    }
    json_write_close(out, ']');
}

static void add_words(const struct book *book, int position, struct text *out)
{
    json_write_int(out, "position", position);
    json_write_text(out, "title", book->title);
    json_write_text(out, "authors", book->authors);
    json_write_text(out, "publisher", book->publisher);
    if (book->year)
        json_write_int(out, "year", book->year);
    else
        json_write_text(out, "year", NULL);
    json_write_text(out, "significance", book->significance);
}

static void add_named(const struct reread *reread, struct text *out)
{
    json_write_open(out, "named", '[');
    for (size_t i = 0; i < reread->stored; i++)
        for (size_t k = 0; k < reread->answer_count; k++)
            if (reread->books[i].named_too >> k & 1) {
                json_write_open(out, NULL, '{');
                json_write_int(out, "position", reread->list.items[i].position);
                json_write_text(out, "generator", reread->answers[k].provider);
                json_write_close(out, '}');
            }
    json_write_close(out, ']');
}

static void add_reworded(const struct reread *reread, struct text *out)
{
    json_write_open(out, "reworded", '[');
    for (size_t i = 0; i < reread->stored; i++) {
        const struct reread_book *book = &reread->books[i];
        if (!book->now || book->has_isbn)
            continue;
        json_write_open(out, NULL, '{');
        add_words(book->now, reread->list.items[i].position, out);
        json_write_close(out, '}');
    }
    json_write_close(out, ']');
}

static void add_books(const struct reread *reread, struct text *out)
{
    json_write_open(out, "books", '[');
    for (size_t i = reread->stored; i < reread->list.count; i++) {
        const struct book *book = &reread->list.items[i];
        json_write_open(out, NULL, '{');
        add_words(book, book->position, out);
        json_write_open(out, "named_by", '[');
        for (size_t k = 0; k < reread->answer_count; k++)
            if (book->named_by >> k & 1)
                json_write_text(out, NULL, reread->answers[k].provider);
        json_write_close(out, ']');
        json_write_close(out, '}');
    }
    json_write_close(out, ']');
}

static void add_isbns(const struct reread *reread, struct text *out)
{
    json_write_open(out, "isbns", '[');
    for (size_t i = 0; i < reread->list.count; i++) {
        const struct reread_book *book = &reread->books[i];
        if (*book->isbn.text == '\0')
            continue;
        json_write_open(out, NULL, '{');
        json_write_int(out, "position", reread->list.items[i].position);
        json_write_text(out, "isbn13", book->isbn.text);
        json_write_text(out, "resolver", "catalog");
        json_write_text(out, "confidence", match_confidence_name(book->match.confidence));
        json_write_raw(out, "evidence", *book->match.evidence ? book->match.evidence : NULL);
        json_write_text(out, "title", book->matched_title);
        json_write_close(out, '}');
    }
    json_write_close(out, ']');
}

static const struct reread_answer *answer_of(const struct reread *reread, const char *provider)
{
    for (size_t i = 0; i < reread->answer_count; i++)
        if (strcmp(reread->answers[i].provider, provider) == 0)
            return &reread->answers[i];
    return NULL;
}

/* The generators that the month goes on without: it stays partial for them. */
static void add_failures(const struct reread *reread, struct text *out)
{
    char name[32] = "";
    const char *list = reread->context->config->generators;
    json_write_open(out, "failures", '{');
    while (reread->goes_on && (list = provider_name_next(list, name))) {
        const struct reread_answer *answer = answer_of(reread, name);
        if (answer && answer->state != REREAD_UNREADABLE)
            continue;
        json_write_open(out, name, '{');
        json_write_text(out, "class", error_class_name(answer ? ERROR_MALFORMED : ERROR_TRANSIENT));
        json_write_text(out, "message",
                        answer ? answer->why.message : "it had not answered when the month failed");
        json_write_close(out, '}');
    }
    json_write_close(out, '}');
}

bool reread_store(struct reread *reread, const char *why, struct error *err)
{
    CLEANUP(text_done) struct text found = {0};
    CLEANUP(rows_free) struct rows *rows = NULL;
    json_write_open(&found, NULL, '{');
    add_answers(reread, &found);
    add_named(reread, &found);
    add_reworded(reread, &found);
    add_books(reread, &found);
    add_isbns(reread, &found);
    json_write_bool(&found, "goes_on", reread->goes_on);
    add_failures(reread, &found);
    json_write_close(&found, '}');
    if (!DATABASE_RUN(reread->context->db, &sql_reread_store, &rows, err,
                      sql_int(reread->month.year), sql_int(reread->month.month),
                      sql_text(text_of(&found)), sql_text(context_actor()), sql_text(why)))
        return false;
    reread->handed = row_int(rows, 0, REREAD_STORE_HANDED);
    return book_keys_of_month(reread->context->db, reread->month.year, reread->month.month, err);
}
