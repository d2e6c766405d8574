/* generate.c: asks the generators that have not answered yet, stores each raw answer before reading
 * it, and merges what they named: the same book by two generators is one book. */
#include "generate.h"

#include <string.h>

#include "core/log.h"
#include "match.h"
#include "model/catalog.h"
#include "providers/provider.h"

/* The name of the i-th generator of a comma list, in buffer; false: there is none. */
static bool name_at(const char *list, size_t index, char buffer[static 32])
{
    const char *at = list;
    for (size_t i = 0;; i++) {
        at += strspn(at, ", ");
        size_t length = strcspn(at, ", ");
        if (length == 0)
            return false;
        if (i == index) {
            memcpy(buffer, at, length < 31 ? length : 31);
            buffer[length < 31 ? length : 31] = '\0';
            return true;
        }
        at += length;
    }
}

static const struct config_provider *provider_named(const struct config *config, const char *name)
{
    for (size_t i = 0; i < config->provider_count; i++)
        if (strcmp(config->providers[i].name, name) == 0)
            return &config->providers[i];
    UNREACHABLE("a generator that config_check let pass");
}

static bool has_answer(const struct rows *answers, const char *provider)
{
    for (size_t i = 0; i < rows_count(answers); i++)
        if (strcmp(row_text(answers, i, 0), provider) == 0)
            return true;
    return false;
}

static void move_book(struct book *from, struct books *to)
{
    struct book *book = books_add(to);
    *book = *from;
    *from = (struct book){0};
}

static bool read_answer(const struct config_provider *provider, const char *body, size_t bytes,
                        struct books *books, struct error *err)
{
    CLEANUP(generate_answer_done) struct generate_answer answer = {0};
    const struct provider_kind *kind = provider_kind_named(provider->kind);
    const struct provider_settings settings = {.name = provider->name, .key = provider->key};
    const struct http_response response = {.status = 200, .body = body, .body_bytes = bytes};
    if (!kind->read_generate(&settings, &response, &answer, err))
        return error_wrap(err, "%s", provider->name);
    for (size_t i = 0; i < answer.books.count; i++) {
        answer.books.items[i].provider = provider->name;
        move_book(&answer.books.items[i], books);
    }
    return true;
}

/* The catalogue is asked in the database; services over HTTP have their place beside it. */
static bool ask_generator(struct month_run *run, const struct config_provider *provider,
                          struct books *books, struct error *err)
{
    CLEANUP(mem_free) char *body = NULL;
    month_count_call(run, provider->name);
    if (!catalog_generate(run->consumer->pool, run->claim.month, run->claim.batch_size, &body, err))
        return error_wrap(err, "%s", provider->name);
    struct raw_answer answer = {
        .provider = provider->name,
        .prompt_name = run->claim.prompt_variant,
        .body = body,
        .body_bytes = strlen(body),
    };
    if (!month_log_store_answer(run->consumer->pool, &run->claim, &answer, err))
        return error_wrap(err, "store answer of %s", provider->name);
    return read_answer(provider, body, answer.body_bytes, books, err);
}

/* An error of the claim or of our own servers ends the month; a generator's own is remembered. */
static bool ends_month(const struct error *err)
{
    return err->class == ERROR_CLAIM_LOST || err->class == ERROR_CANCELLED ||
           err->class == ERROR_OWN_SERVERS;
}

static void read_stored(struct month_run *run, const struct rows *answers, struct books *books)
{
    for (size_t i = 0; i < rows_count(answers); i++) {
        struct error why = {0};
        size_t bytes = 0;
        CLEANUP(mem_free) char *body = row_bytes(answers, i, 2, &bytes);
        const struct config_provider *provider =
            provider_named(run->consumer->config, row_text(answers, i, 0));
        if (strcmp(row_text(answers, i, 1), "refused") != 0 &&
            !read_answer(provider, body, bytes, books, &why))
            run->partial = why;
    }
}

static bool ask_missing(struct month_run *run, const struct rows *answers, struct books *books,
                        struct error *err)
{
    char name[32] = "";
    const struct config *config = run->consumer->config;
    for (size_t i = 0; name_at(config->generators, i, name); i++) {
        struct error why = {0};
        if (has_answer(answers, name))
            continue;
        if (!month_may_go_on(run, err))
            return false;
        if (ask_generator(run, provider_named(config, name), books, &why))
            continue;
        LOG(LOG_WARNING, "generator_failed", log_str("month", month_text(run->claim.month).text),
            log_str("provider", name), log_error_class(&why), log_error_message(&why));
        if (ends_month(&why)) {
            *err = why;
            return false;
        }
        run->partial = why;
    }
    return true;
}

/* The first generator's wording of a book is kept. */
static void merge(struct books *named, struct books *ret)
{
    for (size_t i = 0; i < named->count; i++) {
        bool known = false;
        for (size_t k = 0; k < ret->count && !known; k++)
            known = match_same_book(&ret->items[k], &named->items[i]);
        if (known)
            continue;
        move_book(&named->items[i], ret);
        ret->items[ret->count - 1].position = (int)ret->count;
    }
}

bool generate_books(struct month_run *run, struct books *ret, struct error *err)
{
    struct database_pool *pool = run->consumer->pool;
    if (run->claim.stage >= STAGE_GENERATED)
        return month_log_books(pool, &run->claim, ret, err);

    CLEANUP(rows_free) struct rows *answers = NULL;
    CLEANUP(books_done) struct books named = {0};
    if (run->claim.stage == STAGE_ANSWERED && !month_log_answers(pool, &run->claim, &answers, err))
        return false;
    read_stored(run, answers, &named); /* what could not be read is in run->partial */
    if (!ask_missing(run, answers, &named, err))
        return false;
    if (named.count == 0 && run->partial.class != ERROR_NONE) {
        *err = run->partial;
        return false;
    }
    merge(&named, ret);
    return month_log_store_books(pool, &run->claim, ret, err);
}
