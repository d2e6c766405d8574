/* edition_claim.h: what one source says of one field of one ISBN, and the record of an answer,
 * which is what it says of one ISBN altogether. Values are kept as the source gave them: to clean
 * and to choose is the work of the fold (model/edition_fold.h).
 *
 * It stands in core because consumer/providers may include nothing of the model. */
#pragma once
#include "core/isbn.h"
#include "core/text.h"

/* The fields, and their names in edition_claim.field. Lists and objects are JSON; where a list is
 * written as plain text, the fold takes it apart.
 *
 *   authors      [{"name": "Ursula K. Le Guin", "role": "author", "key": "OL31353A"}], in order;
 *                role and key may be left out, and a plain string is a name
 *   published    of this edition;  first_published  of the work. Free text with a date in it
 *   languages    ["eng", "French"]: codes or names
 *   subjects     ["Fiction / Fantasy", "Dragons"]
 *   cover        {"small": URL, "medium": URL, "large": URL, "original": URL}
 *   identifiers  {"openlibrary_edition": "OL7353617M", "openlibrary_works": [], "google_books": [],
 *                "goodreads": [], "librarything": [], "asin": [], "oclc": [], "lccn": [],
 *                "dewey": [], "isbns": [other ISBNs of this record]}
 *   dimensions   text, or the object of ISBNdb ("dimensions_structured") */
#define EDITION_FIELDS(FIELD)                                                                      \
    FIELD(TITLE, "title")                                                                          \
    FIELD(SUBTITLE, "subtitle")                                                                    \
    FIELD(AUTHORS, "authors")                                                                      \
    FIELD(PUBLISHER, "publisher")                                                                  \
    FIELD(PUBLISHED, "published")                                                                  \
    FIELD(FIRST_PUBLISHED, "first_published")                                                      \
    FIELD(LANGUAGES, "languages")                                                                  \
    FIELD(BINDING, "binding")                                                                      \
    FIELD(PAGES, "pages")                                                                          \
    FIELD(SUBJECTS, "subjects")                                                                    \
    FIELD(DESCRIPTION, "description")                                                              \
    FIELD(COVER, "cover")                                                                          \
    FIELD(IDENTIFIERS, "identifiers")                                                              \
    FIELD(SERIES, "series")                                                                        \
    FIELD(DIMENSIONS, "dimensions")

enum edition_field {
#define EDITION_FIELD_ENUM(field, name) EDITION_##field,
    EDITION_FIELDS(EDITION_FIELD_ENUM)
#undef EDITION_FIELD_ENUM
        EDITION_FIELD_COUNT_
};

/* A field in a set of fields. */
#define EDITION_BIT(field) (1U << (field))

const char *edition_field_name(enum edition_field field);
/** out   false: no field has this name, and ret is untouched */
bool edition_field_find(const char *name, enum edition_field *ret) NONNULL_ALL MUST_CHECK;

#define EDITION_VALUE_MAX 65536

struct edition_claim {
    enum edition_field field;
    char *value; /* owned, never empty, valid UTF-8, at most EDITION_VALUE_MAX bytes */
};

/* What one answer says of one ISBN; no field twice. */
struct edition_record {
    struct isbn isbn;
    struct edition_claim *items;
    size_t count, capacity;
};

struct edition_records {
    struct edition_record *items;
    size_t count, capacity;
};

/** Append a record of nothing and return it. It is valid until the next one is appended. */
struct edition_record *edition_records_add(struct edition_records *records, const struct isbn *isbn)
    NONNULL_ALL;
/* Free what the list owns; it is empty afterwards. */
void edition_records_done(struct edition_records *records);
CLEANUP_STRUCT(struct edition_records, edition_records_done)

/** Say the value of a field. NULL and "" say nothing, and a second value of a field is left out.
 *  in    value  copied. What is behind the first byte that is no UTF-8 is cut off. Plain text that
 *               is longer than EDITION_VALUE_MAX is cut, JSON that is longer says nothing */
void edition_record_say(struct edition_record *record, enum edition_field field, const char *value)
    __attribute__((nonnull(1)));

/** What the record says of a field; NULL: nothing. */
const char *edition_record_value(const struct edition_record *record, enum edition_field field)
    NONNULL_ALL;
