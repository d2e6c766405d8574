/* edition_claims.c: records as arrays of a statement. */
#include "model/edition_claims.h"

#include "model/edition_source.h"
#include "sql.h"

void edition_claims_done(struct edition_claims *claims)
{
    sql_array_done(&claims->isbns);
    sql_array_done(&claims->fields);
    sql_array_done(&claims->values);
}

void edition_claims_add(struct edition_claims *claims, const struct edition_record *record)
{
    for (size_t i = 0; i < record->count; i++) {
        sql_array_add(&claims->isbns, record->isbn.text);
        sql_array_add(&claims->fields, edition_field_name(record->items[i].field));
        sql_array_add(&claims->values, record->items[i].value);
    }
}

void edition_records_add_offered(struct edition_records *records, const struct edition *edition)
{
    struct edition_record *record = edition_records_add(records, &edition->isbn);
    edition_record_say(record, EDITION_TITLE, edition->title);
    edition_record_say(record, EDITION_AUTHORS, edition->authors);
    edition_record_say(record, EDITION_PUBLISHER, edition->publisher);
    edition_record_say(record, EDITION_PUBLISHED, edition->published);
    edition_record_say(record, EDITION_LANGUAGES, edition->language);
    edition_record_say(record, EDITION_BINDING, edition->binding);
}

size_t edition_claims_of(const struct rows *rows, size_t first, const struct config *config,
                         struct said *said, size_t *ret_count)
{
    size_t at = first, count = 0;
    for (; at < rows_count(rows); at++) {
        struct said *claim = &said[count];
        if (!text_equal(row_text(rows, at, EDITION_CLAIMS_READ_ISBN13),
                        row_text(rows, first, EDITION_CLAIMS_READ_ISBN13)))
            break;
        if (!edition_field_find(row_text(rows, at, EDITION_CLAIMS_READ_FIELD), &claim->field))
            continue;
        claim->source = row_text(rows, at, EDITION_CLAIMS_READ_SOURCE);
        claim->kind = edition_source_kind(config, claim->source);
        claim->value = row_text(rows, at, EDITION_CLAIMS_READ_VALUE);
        claim->seen_at_ms = row_int(rows, at, EDITION_CLAIMS_READ_SEEN_AT_MS);
        count++;
    }
    *ret_count = count;
    return at;
}
