/* reread_isbns.c: judges by the match of this program. A resolver's answer is not kept, but the
 * edition that was accepted is, in the catalogue or as claims: so an ISBN can be judged again, and
 * one that was refused is found again only where the local catalogue has its edition. */
#include <string.h>

#include "io/json/json.h"
#include "model/catalog.h"
#include "shared/reread.h"
#include "sql.h"

#define CATALOG "catalog"

static const struct json_limits limits = {.bytes = 65536, .depth = 4, .tokens = 4000};

/* ---- ISBNs that are there ---- */

/* The name in an element of a JSON list: "Ann Roe", or {"name": "Ann Roe", …}. */
static const char *name_of(const struct json *element)
{
    const char *name = json_string(element, BOOK_TEXT_MAX);
    return name ? name : json_string(json_member(element, "name"), BOOK_TEXT_MAX);
}

/* A claim as an edition has it: a plain text, or the names of a JSON list with ';' between them. */
static char *plain(const char *claim)
{
    CLEANUP(json_free) struct json *root = NULL;
    CLEANUP(text_done) struct text names = {0};
    struct error none = {0};
    if (!claim || *claim != '[' || !json_parse(claim, strlen(claim), &limits, &root, &none))
        return mem_text(claim);
    for (size_t i = 0; i < json_count(root); i++) {
        const char *name = name_of(json_element(root, i));
        if (name && names.count + strlen(name) < BOOK_TEXT_MAX)
            text_add_format(&names, "%s%s", names.count ? ";" : "", name);
    }
    return mem_text(text_of(&names));
}

static void read_edition(const struct rows *rows, size_t row, struct edition *ret)
{
    ret->title = mem_text(row_text(rows, row, REREAD_BOOKS_EDITION_TITLE));
    ret->authors = plain(row_text(rows, row, REREAD_BOOKS_EDITION_AUTHORS));
    ret->publisher = mem_text(row_text(rows, row, REREAD_BOOKS_EDITION_PUBLISHER));
    ret->published = mem_text(row_text(rows, row, REREAD_BOOKS_EDITION_PUBLISHED));
    ret->language = plain(row_text(rows, row, REREAD_BOOKS_EDITION_LANGUAGE));
    ret->binding = mem_text(row_text(rows, row, REREAD_BOOKS_EDITION_BINDING));
}

/* The words are those by which it was accepted. Where its edition is not known any more, or has
 * another title, nothing is said. */
static void judge_again(struct reread *reread, size_t at)
{
    const struct rows *rows = reread->book_rows;
    struct match match = {.edition = NULL};
    CLEANUP(editions_done) struct editions editions = {0};
    struct edition *edition = editions_add(&editions);
    if (!row_bool(rows, at, REREAD_BOOKS_IS_KNOWN) ||
        row_is_null(rows, at, REREAD_BOOKS_EDITION_TITLE) ||
        !isbn_parse(row_text(rows, at, REREAD_BOOKS_ISBN13), &edition->isbn))
        return;
    read_edition(rows, at, edition);
    match_choose(&reread->list.items[at], edition, 1, &match);
    reread->books[at].is_refused = !match.edition;
    reread->refused += !match.edition;
}

/* ---- books without one ---- */

static bool resolves_by_catalog(const struct config *config)
{
    return text_list_has(config->resolvers, CATALOG);
}

/* The books in the words in which they are looked up; those that have an ISBN have it here, too,
 * and are not asked for. They borrow their texts. */
static struct books asked_for(const struct reread *reread)
{
    struct books books = {.items = mem_new(reread->list.count, sizeof(*books.items)),
                          .count = reread->list.count};
    for (size_t i = 0; i < books.count; i++) {
        const struct book *now = reread->books[i].now;
        books.items[i] = now && !reread->books[i].has_isbn ? *now : reread->list.items[i];
        if (reread->books[i].has_isbn)
            text_copy(books.items[i].isbn.text, sizeof(books.items[i].isbn.text),
                      row_text(reread->book_rows, i, REREAD_BOOKS_ISBN13));
    }
    return books;
}

static void take(struct reread *reread, size_t at, const struct book *book,
                 const struct editions *candidates)
{
    struct reread_book *found = &reread->books[at];
    if (found->has_isbn || candidates->count == 0)
        return;
    match_choose(book, candidates->items, candidates->count, &found->match);
    if (!found->match.edition)
        return;
    found->isbn = found->match.edition->isbn;
    found->matched_title = mem_text(found->match.edition->title);
    found->match.edition = NULL; /* it is freed with the candidates */
    reread->isbns++;
}

static bool look_up(struct reread *reread, struct error *err)
{
    const struct books books = asked_for(reread);
    struct editions *candidates = mem_new(books.count + 1, sizeof(*candidates));
    const bool ok = catalog_look_up(reread->context->db, &books, candidates, err);
    for (size_t i = 0; i < books.count; i++) {
        if (ok)
            take(reread, i, &books.items[i], &candidates[i]);
        editions_done(&candidates[i]);
    }
    mem_free(candidates);
    mem_free(books.items);
    return ok;
}

bool reread_isbns(struct reread *reread, struct error *err)
{
    for (size_t i = 0; i < reread->stored; i++)
        if (reread->books[i].has_isbn)
            judge_again(reread, i);
    return !resolves_by_catalog(reread->context->config) || look_up(reread, err);
}
