/* catalog.c: asking the local catalogue.
 *
 * All books of a month go into one statement, each with its keys (catalog_keys.c), as arrays of
 * arrays. The answer holds candidates; common/match judges which of them is the book. */
#include "model/catalog.h"

#include "match/match_title.h"
#include "model/catalog_keys.h"
#include "sql.h"

/* The parameters of sql_catalog_find_editions. Each array has one element for each book. */
struct question {
    struct sql_array books, years, titles, surnames, author_keys, open;
    size_t count;
    struct title title; /* scratch, as are the next two */
    struct authors authors;
    struct text key;
};

/* Where the statement runs: on a connection of a pool, or on this one. */
struct finder {
    struct database_pool *pool; /* NULL: on db */
    struct database *db;
};

static void question_done(struct question *question)
{
    sql_array_done(&question->books);
    sql_array_done(&question->years);
    sql_array_done(&question->titles);
    sql_array_done(&question->surnames);
    sql_array_done(&question->author_keys);
    sql_array_done(&question->open);
    title_done(&question->title);
    authors_done(&question->authors);
    text_done(&question->key);
}
CLEANUP_STRUCT(struct question, question_done)

static void take_key(void *context, const char *key)
{
    sql_array_add(context, key);
}

static void add_title_key(struct question *question, int volume, struct sql_array *titles)
{
    text_clear(&question->key);
    catalog_title_key(&question->title, volume, &question->key);
    sql_array_add(titles, text_of(&question->key));
}

/* "Series: Title" is found by its title, too. */
static void add_level_keys(struct question *question, struct sql_array *titles)
{
    const struct title *title = &question->title;
    for (size_t i = 0; i < title->level_count; i++) {
        if (title->levels[i] >= title->rest.count)
            continue;
        text_clear(&question->key);
        catalog_level_key(title, title->levels[i], &question->key);
        sql_array_add(titles, text_of(&question->key));
    }
}

/* Often the first volume of a work is catalogued, or asked for, without its number. */
static void add_title_keys(struct question *question, struct sql_array *titles)
{
    const int volume = question->title.volume;
    add_title_key(question, volume, titles);
    if (volume <= 1)
        add_title_key(question, !volume, titles);
}

static void add_book(struct question *question, size_t index, const struct book *book)
{
    title_parse(book->title, &question->title);
    authors_parse(book->authors, &question->authors);
    if (question->title.main.count == 0)
        return;
    CLEANUP(sql_array_done) struct sql_array titles = {0};
    CLEANUP(sql_array_done) struct sql_array surnames = {0};
    CLEANUP(sql_array_done) struct sql_array author_keys = {0};
    /* What a rest names that is no subtitle may be another book of the series: then an edition with
     * the main title alone does not settle what is meant. */
    const bool open = !title_rest_is_subtitle(&question->title.rest);
    add_title_keys(question, &titles);
    if (open)
        add_level_keys(question, &titles);
    catalog_surnames(&question->authors, /* question= */ true,
                     &(struct catalog_taker){.take = take_key, .context = &surnames});
    catalog_author_keys(&question->title, &question->authors, /* question= */ true,
                        &(struct catalog_taker){.take = take_key, .context = &author_keys});
    sql_array_add_int(&question->books, (int64_t)index);
    sql_array_add(&question->years, book->year ? sql_int(book->year).digits : NULL);
    sql_array_add(&question->titles, sql_array_text(&titles));
    sql_array_add(&question->surnames, sql_array_text(&surnames));
    sql_array_add(&question->author_keys, sql_array_text(&author_keys));
    sql_array_add(&question->open, open ? "t" : "f");
    question->count++;
}

static void read_candidates(const struct rows *rows, size_t count, struct editions *ret)
{
    for (size_t i = 0; i < rows_count(rows); i++) {
        const size_t book = (size_t)row_int(rows, i, CATALOG_FIND_EDITIONS_BOOK);
        struct isbn isbn = {0};
        if (book >= count || ret[book].count == CATALOG_CANDIDATES_MAX ||
            !isbn_parse(row_text(rows, i, CATALOG_FIND_EDITIONS_ISBN13), &isbn))
            continue;
        *editions_add(&ret[book]) = (struct edition){
            .isbn = isbn,
            .title = mem_text(row_text(rows, i, CATALOG_FIND_EDITIONS_TITLE)),
            .authors = mem_text(row_text(rows, i, CATALOG_FIND_EDITIONS_AUTHORS)),
            .publisher = mem_text(row_text(rows, i, CATALOG_FIND_EDITIONS_PUBLISHER)),
            .published = mem_text(row_text(rows, i, CATALOG_FIND_EDITIONS_PUBLISHED)),
            .language = mem_text(row_text(rows, i, CATALOG_FIND_EDITIONS_LANGUAGE)),
            .binding = mem_text(row_text(rows, i, CATALOG_FIND_EDITIONS_BINDING)),
        };
    }
}

static bool ask(const struct books *books, struct question *question, struct editions *ret,
                const struct finder *finder, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    for (size_t i = 0; i < books->count; i++)
        if (books->items[i].isbn.text[0] == '\0')
            add_book(question, i, &books->items[i]);
    if (question->count == 0)
        return true;
    const struct sql_call *call = SQL_CALL(
        &sql_catalog_find_editions, sql_text(sql_array_text(&question->books)),
        sql_text(sql_array_text(&question->years)), sql_text(sql_array_text(&question->titles)),
        sql_text(sql_array_text(&question->surnames)),
        sql_text(sql_array_text(&question->author_keys)),
        sql_text(sql_array_text(&question->open)));
    if (!(finder->pool ? database_pool_run(finder->pool, call, &rows, err)
                       : database_run(finder->db, call, &rows, err)))
        return error_wrap(err, "find editions in the catalogue");
    read_candidates(rows, books->count, ret);
    return true;
}

bool catalog_find_editions(struct database_pool *pool, const struct books *books,
                           struct editions *ret, struct error *err)
{
    CLEANUP(question_done) struct question question = {0};
    return ask(books, &question, ret, &(struct finder){.pool = pool}, err);
}

bool catalog_look_up(struct database *db, const struct books *books, struct editions *ret,
                     struct error *err)
{
    CLEANUP(question_done) struct question question = {0};
    return ask(books, &question, ret, &(struct finder){.db = db}, err);
}

bool catalog_generate(struct database_pool *pool, struct month month, int limit, char **ret_json,
                      struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    if (!POOL_RUN(pool, &sql_catalog_generate, &rows, err, sql_int(month.year),
                  sql_int(month.month), sql_int(limit)))
        return error_wrap(err, "notable books of %s", month_text(month).text);
    *ret_json = mem_text(row_text(rows, 0, CATALOG_GENERATE_ANSWER));
    return true;
}
