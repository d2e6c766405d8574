/* work_store_write.c: what a batch changes of places, works, aliases and authors is written, in two
 * statements. */
#include <string.h>

#include "model/work_store_private.h"
#include "sql.h"

/* Columns of work_place, in their order. */
enum { ISBN, FINE, BLOCK, WORK, CONFIDENCE, BY, VERSION, PLACE_COLUMNS };

static bool write_places(struct work_store *store, struct database *db, struct error *err)
{
    struct sql_array columns[PLACE_COLUMNS] = {0};
    struct sql_param params[PLACE_COLUMNS];
    for (size_t i = 0; i < store->shelved; i++) {
        const struct shelved *one = &store->shelf[i];
        sql_array_add(&columns[ISBN], one->member.isbn);
        sql_array_add(&columns[FINE], one->member.fine);
        sql_array_add(&columns[BLOCK], one->member.block);
        sql_array_add(&columns[WORK], one->work);
        sql_array_add_int(&columns[CONFIDENCE], work_link_confidence(one->link));
        sql_array_add(&columns[BY], work_link_name(one->link));
        sql_array_add_int(&columns[VERSION], WORK_KEY_VERSION);
    }
    for (int i = 0; i < PLACE_COLUMNS; i++)
        params[i] = sql_text(sql_array_text(&columns[i]));
    const bool ok = database_run(
        db, &(const struct sql_call){&sql_work_place, params, PLACE_COLUMNS}, NULL, err);
    for (int i = 0; i < PLACE_COLUMNS; i++)
        sql_array_done(&columns[i]);
    return ok;
}

static void add_texts(const struct texts *texts, struct sql_array *ret)
{
    for (size_t i = 0; i < texts->count; i++)
        sql_array_add(ret, texts->items[i]);
}

/* Works whose editions have changed: all of the batch, and those that others left or entered. */
static void list_works(const struct work_store *store, struct texts *works, struct texts *former,
                       struct texts *next)
{
    for (size_t i = 0; i < rows_count(store->former); i++) {
        const char *work = row_text(store->former, i, WORK_FORMER_WORK_KEY);
        if (work)
            texts_add(works, work);
    }
    for (size_t i = 0; i < store->shelved; i++) {
        const struct shelved *one = &store->shelf[i];
        const bool moved = one->former && strcmp(one->former, one->work) != 0;
        if (!one->read || moved || !one->former)
            texts_add(works, one->work);
        if (!moved)
            continue;
        texts_add(works, one->former);
        texts_add(former, one->former);
        texts_add(next, one->work);
    }
    texts_sort(works);
}

bool work_store_write(struct work_store *store, struct database *db, struct error *err)
{
    enum { WORKS, FORMER, NEXT, AUTHORS, BLOCKS, LARGE, ARRAYS };
    struct texts texts[AUTHORS] = {0};
    struct sql_array arrays[ARRAYS] = {0};
    struct sql_param params[ARRAYS + 2];
    list_works(store, &texts[WORKS], &texts[FORMER], &texts[NEXT]);
    for (int i = 0; i < AUTHORS; i++)
        add_texts(&texts[i], &arrays[i]);
    add_texts(&store->authors, &arrays[AUTHORS]);
    work_store_list_blocks(store, &arrays[BLOCKS]);
    add_texts(&store->large, &arrays[LARGE]);
    for (int i = 0; i < ARRAYS; i++)
        params[i] = sql_text(sql_array_text(&arrays[i]));
    params[ARRAYS] = sql_int(WORK_KEY_VERSION);
    params[ARRAYS + 1] = sql_int(EDITION_RULES_VERSION);
    const struct sql_call call = {&sql_work_write, params, ARRAY_LEN(params)};
    const bool ok = write_places(store, db, err) && database_run(db, &call, NULL, err);
    for (int i = 0; i < ARRAYS; i++)
        sql_array_done(&arrays[i]);
    for (int i = 0; i < AUTHORS; i++)
        texts_done(&texts[i]);
    return ok;
}
