/* edition_say.h: members of a service's JSON as what it says of an edition. Values are passed on as
 * they came: to clean them is the work of the fold (model/edition_fold.h). A member that is absent,
 * null or of another type says nothing. */
#pragma once
#include "io/json/json.h"
#include "provider.h"

/* Answers hold the records asked for, and hardly more. */
#define EDITION_ANSWER_MAX 2000

/** May more records be added? */
bool edition_answer_open(const struct edition_answer *answer) NONNULL_ALL MUST_CHECK;

/** Add the record of an ISBN. NULL: the answer has one already, and the first counts. */
struct edition_record *edition_answer_add(struct edition_answer *answer, const struct isbn *isbn)
    NONNULL_ALL MUST_CHECK;

/** Does the answer have a record of one of the ISBNs that were asked for? */
bool edition_answer_has_any(const struct edition_answer *answer,
                            const struct edition_question *question) NONNULL_ALL MUST_CHECK;

/** Say a member that is a text, a number, or a list whose first element counts. */
void edition_say(struct edition_record *record, enum edition_field field, const struct json *object,
                 const char *key) __attribute__((nonnull(1)));

/** Say a text that stands in the place of a member that may be an object: {"value": text}. */
void edition_say_value(struct edition_record *record, enum edition_field field,
                       const struct json *object, const char *key) __attribute__((nonnull(1)));

/** Say a list of texts: a member that is a text, {"name": text}, or a list of these.
 *  in   member  of each element that is an object: "name", "key" */
void edition_say_list(struct edition_record *record, enum edition_field field,
                      const struct json *object, const char *key, const char *member)
    __attribute__((nonnull(1)));

/** Say the authors: names as edition_say_list takes them, each as {"name": …}. */
void edition_say_authors(struct edition_record *record, const struct json *object, const char *key)
    __attribute__((nonnull(1)));

/** Say a value as the JSON that it is. */
void edition_say_json(struct edition_record *record, enum edition_field field,
                      const struct json *value) __attribute__((nonnull(1)));

/* ---- the members of "identifiers" ---- */

/** Add the list "name" of a member that is a text, a number, or a list of these. Nothing is added
 *  where there are none, or where "to" is as long as a claim may be.
 *  in   to      a JSON object that is open
 *       member  of each element that is an object; NULL: such elements are left out */
void edition_add_identifiers(struct text *to, const char *name, const struct json *object,
                             const char *key, const char *member) __attribute__((nonnull(1, 2)));
