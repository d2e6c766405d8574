/* book_keys.c: keys of a page of books, by the words of generators that are stored. */
#include "shared/book_keys.h"

#include "model/book_key.h"
#include "model/work_key.h"
#include "sql.h"

bool book_keys_write(struct database *db, const struct rows *rows, struct error *err)
{
    CLEANUP(sql_array_done) struct sql_array ids = {0};
    CLEANUP(sql_array_done) struct sql_array keys = {0};
    CLEANUP(text_done) struct text key = {0};
    for (size_t i = 0; i < rows_count(rows); i++) {
        struct book book = {.title = mem_text(row_text(rows, i, SHOW_REKEY_BOOKS_TITLE)),
                            .authors = mem_text(row_text(rows, i, SHOW_REKEY_BOOKS_AUTHORS))};
        book_key(&book, &key);
        sql_array_add_int(&ids, row_int(rows, i, SHOW_REKEY_BOOKS_ID));
        sql_array_add(&keys, key.count > 0 ? text_of(&key) : NULL);
        mem_free(book.title);
        mem_free(book.authors);
    }
    return DATABASE_RUN(db, &sql_work_rekey_books, NULL, err, sql_text(sql_array_text(&ids)),
                        sql_text(sql_array_text(&keys)), sql_int(WORK_KEY_VERSION));
}

bool book_keys_of_month(struct database *db, int year, int month, struct error *err)
{
    CLEANUP(rows_free) struct rows *rows = NULL;
    return DATABASE_RUN(db, &sql_show_rekey_books, &rows, err, sql_int(WORK_KEY_VERSION),
                        sql_int(0), sql_int(INT32_MAX), sql_int(year), sql_int(month)) &&
           book_keys_write(db, rows, err);
}
