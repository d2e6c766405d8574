/* catalog_isbns.c: rows of the catalogue become records of editions, value by value as stated. */
#include "model/catalog_isbns.h"

#include "core/json_write.h"
#include "sql.h"

/* "Last, First;Other Name": names as the file had them, ';' between them. */
static void say_authors(struct edition_record *record, const char *authors)
{
    CLEANUP(text_done) struct text json = {0};
    if (!authors || !*authors)
        return;
    json_write_open(&json, NULL, '[');
    while (*authors) {
        CLEANUP(text_done) struct text name = {0};
        while (*authors == ' ' || *authors == ';')
            authors++;
        while (*authors && *authors != ';')
            text_add_bytes(&name, authors++, 1);
        if (name.count > 0)
            json_write_text(&json, NULL, text_of(&name));
    }
    json_write_close(&json, ']');
    edition_record_say(record, EDITION_AUTHORS, text_of(&json));
}

static void say_language(struct edition_record *record, const char *language)
{
    CLEANUP(text_done) struct text json = {0};
    if (!language || !*language)
        return;
    json_write_open(&json, NULL, '[');
    json_write_text(&json, NULL, language);
    json_write_close(&json, ']');
    edition_record_say(record, EDITION_LANGUAGES, text_of(&json));
}

static void say_row(const struct rows *rows, size_t i, struct edition_record *record)
{
    static const struct {
        int column;
        enum edition_field field;
    } plain[] = {
        {CATALOG_EDITIONS_BY_ISBN_TITLE, EDITION_TITLE},
        {CATALOG_EDITIONS_BY_ISBN_PUBLISHER, EDITION_PUBLISHER},
        {CATALOG_EDITIONS_BY_ISBN_PUBLISHED, EDITION_PUBLISHED},
        {CATALOG_EDITIONS_BY_ISBN_BINDING, EDITION_BINDING},
        {CATALOG_EDITIONS_BY_ISBN_PAGES, EDITION_PAGES},
        {CATALOG_EDITIONS_BY_ISBN_FIRST_PUBLISHED, EDITION_FIRST_PUBLISHED},
        {CATALOG_EDITIONS_BY_ISBN_SUBJECTS, EDITION_SUBJECTS},
        {CATALOG_EDITIONS_BY_ISBN_DESCRIPTION, EDITION_DESCRIPTION},
        {CATALOG_EDITIONS_BY_ISBN_COVER, EDITION_COVER},
        {CATALOG_EDITIONS_BY_ISBN_IDENTIFIERS, EDITION_IDENTIFIERS},
    };
    for (size_t k = 0; k < ARRAY_LEN(plain); k++)
        edition_record_say(record, plain[k].field, row_text(rows, i, plain[k].column));
    say_authors(record, row_text(rows, i, CATALOG_EDITIONS_BY_ISBN_AUTHORS));
    say_language(record, row_text(rows, i, CATALOG_EDITIONS_BY_ISBN_LANGUAGE));
}

bool catalog_editions_of(struct database_pool *pool, const struct isbn *isbns, size_t count,
                         struct edition_records *ret, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    CLEANUP(sql_array_done) struct sql_array list = {0};
    for (size_t i = 0; i < count; i++)
        sql_array_add(&list, isbns[i].text);
    if (!POOL_RUN(pool, &sql_catalog_editions_by_isbn, &rows, err, sql_text(sql_array_text(&list))))
        return false;
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct isbn isbn = {.text = ""};
        if (isbn_parse(row_text(rows, i, CATALOG_EDITIONS_BY_ISBN_ISBN13), &isbn))
            say_row(rows, i, edition_records_add(ret, &isbn));
    }
    return true;
}
