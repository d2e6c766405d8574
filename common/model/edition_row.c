/* edition_row.c: the row of an edition, as the database reads it out of JSON. */
#include "model/edition_row.h"
#include "core/json_write.h"

static void write_list(struct text *out, const char *key, const struct texts *list)
{
    json_write_open(out, key, '[');
    for (size_t i = 0; i < list->count; i++)
        json_write_text(out, NULL, list->items[i]);
    json_write_close(out, ']');
}

static void write_date(struct text *out, const char *key, struct edition_date date)
{
    char text[11];
    edition_date_text(date, text);
    json_write_text(out, key, *text != '\0' ? text : NULL);
}

static void write_number(struct text *out, const char *key, int number)
{
    if (number > 0)
        json_write_int(out, key, number);
}

static void write_facts(const struct folded_edition *edition, struct text *out)
{
    json_write_text(out, "title", edition->title);
    json_write_text(out, "subtitle", edition->subtitle);
    json_write_text(out, "series", edition->series);
    json_write_text(out, "series_number", edition->series_number);
    json_write_text(out, "authors", edition->authors);
    json_write_text(out, "publisher", edition->publisher);
    write_date(out, "publication_date", edition->published);
    json_write_text(out, "publication_precision",
                    edition_date_precision_name(edition->published.precision));
    json_write_text(out, "publication_date_source", edition->won[EDITION_PUBLISHED]);
    write_date(out, "first_publication_date", edition->first_published);
    write_number(out, "page_count", edition->pages);
    json_write_text(out, "format", edition_format_name(edition->format));
    json_write_text(out, "binding", edition->binding);
    json_write_text(out, "language", edition->language[0] != '\0' ? edition->language : NULL);
    write_list(out, "languages", &edition->languages);
    json_write_text(out, "edition_description", edition->description);
    json_write_text(out, "description_source", edition->won[EDITION_DESCRIPTION]);
    write_list(out, "subjects", &edition->subjects);
}

static void write_covers(const struct folded_edition *edition, struct text *out)
{
    static const char *const columns[COVER_COUNT_] = {
        [COVER_SMALL] = "cover_url_small",
        [COVER_MEDIUM] = "cover_url_medium",
        [COVER_LARGE] = "cover_url_large",
        [COVER_ORIGINAL] = "cover_url_original",
    };
    for (int i = 0; i < COVER_COUNT_; i++)
        json_write_text(out, columns[i], edition->covers[i]);
    json_write_text(out, "cover_source", edition->won[EDITION_COVER]);
}

static void write_identifiers(const struct folded_edition *edition, struct text *out)
{
    static const char *const columns[IDENTIFIER_COUNT_] = {
        [IDENTIFIER_OPENLIBRARY_EDITION] = NULL, /* one of them has two columns */
        [IDENTIFIER_OPENLIBRARY_WORK] = "openlibrary_work_ids",
        [IDENTIFIER_GOOGLE_BOOKS] = "google_books_volume_ids",
        [IDENTIFIER_GOODREADS] = "goodreads_edition_ids",
        [IDENTIFIER_LIBRARYTHING] = "librarything_ids",
        [IDENTIFIER_ASIN] = "amazon_asins",
        [IDENTIFIER_OCLC] = "oclc_numbers",
        [IDENTIFIER_LCCN] = "lccns",
        [IDENTIFIER_DEWEY] = "dewey_decimal",
        [IDENTIFIER_ISBN] = "alternate_isbns",
    };
    const struct texts *keys = &edition->identifiers[IDENTIFIER_OPENLIBRARY_EDITION];
    const char *key = keys->count > 0 ? keys->items[0] : NULL;
    json_write_text(out, "edition_key", key);
    json_write_text(out, "openlibrary_edition_id", key);
    for (int i = 0; i < IDENTIFIER_COUNT_; i++)
        if (columns[i])
            write_list(out, columns[i], &edition->identifiers[i]);
}

static void write_metadata(const struct folded_edition *edition, struct text *out)
{
    json_write_open(out, "metadata", '{');
    if (edition->dimensions)
        json_write_raw(out, "dimensions", edition->dimensions);
    if (edition->publisher_series.count > 0)
        write_list(out, "publisher_series", &edition->publisher_series);
    if (edition->non_book)
        json_write_bool(out, "non_book", true);
    json_write_close(out, '}');
}

static void write_place(const struct work_place *place, struct text *out)
{
    json_write_text(out, "fine_key", text_of(&place->keys.fine));
    json_write_text(out, "block_key", text_of(&place->keys.block));
    json_write_text(out, "work_key", place->work);
    json_write_int(out, "work_match_confidence", place->confidence);
    json_write_text(out, "work_match_source", place->by);
    json_write_int(out, "key_version", WORK_KEY_VERSION);
}

void edition_write_row(const struct folded_edition *edition, const struct work_place *place,
                       struct text *out)
{
    json_write_open(out, NULL, '{');
    json_write_text(out, "isbn", edition->isbn.text);
    write_facts(edition, out);
    write_covers(edition, out);
    write_identifiers(edition, out);
    json_write_text(out, "primary_provider", edition->primary_source);
    write_list(out, "contributors", &edition->sources);
    json_write_int(out, "completeness_score", edition_completeness(edition));
    json_write_int(out, "rules_version", EDITION_RULES_VERSION);
    write_metadata(edition, out);
    write_place(place, out);
    json_write_close(out, '}');
}
