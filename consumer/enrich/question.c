/* question.c: which ISBNs a source is asked for, in which requests, and what follows from an
 * answer. It sends nothing (ask_source.c does). */
#include "enrich/question.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "model/edition_fold.h"

static void question_free(struct question *question)
{
    edition_answer_done(&question->answer);
    mem_free(question->isbns);
    mem_free(question);
}

void questions_done(struct questions *questions)
{
    for (size_t i = 0; i < questions->count; i++)
        question_free(questions->items[i]);
    mem_free(questions->items);
    *questions = (struct questions){.count = 0};
}

struct question *questions_add(struct questions *questions, const struct isbn *isbns, size_t count,
                               const char *next)
{
    if (count == 0)
        return NULL;
    struct question *question = mem_new(1, sizeof(*question));
    question->isbns = mem_new(count + 1, sizeof(*question->isbns)); /* one more: a witness */
    memcpy(question->isbns, isbns, count * sizeof(*isbns));
    question->count = count;
    text_copy(question->next, sizeof(question->next), next);
    if (questions->count == questions->capacity) {
        questions->capacity = questions->capacity ? 2 * questions->capacity : 8;
        questions->items =
            mem_resize(questions->items, questions->capacity, sizeof(struct question *));
    }
    return questions->items[questions->count++] = question;
}

/* ---- which are asked ---- */

/* One that might be asked. */
struct wish {
    const struct isbn *isbn;
    int points; /* that the source may add to the edition's completeness */
    char next[64];
};

/* What the fields of a source that nobody has said yet are worth. */
static int points_of(unsigned fields)
{
    static const struct folded_edition nothing;
    int points = 0;
    for (int field = 0; field < EDITION_FIELD_COUNT_; field++)
        if (fields & EDITION_BIT(field))
            points += edition_points_missing(&nothing, (enum edition_field)field);
    return points;
}

/* What the source was told to say more to: more is "google_books abc,open_library data". */
static void find_next(const struct text *more, const char *source, char ret[static 64])
{
    const size_t length = strlen(source);
    const char *at = text_of(more);
    while (*at) {
        const size_t count = strcspn(at, ",");
        if (count > length + 1 && at[length] == ' ' && strncmp(at, source, length) == 0)
            (void)snprintf(ret, 64, "%.*s", (int)(count - length - 1), at + length + 1);
        at += count + (at[count] == ',');
    }
}

/* Those with the same next stand together; of these the ones that gain most come first. */
static int compare_wishes(const void *a, const void *b)
{
    const struct wish *one = a, *other = b;
    const int order = strcmp(one->next, other->next);
    if (order != 0)
        return order;
    if (one->points != other->points)
        return one->points > other->points ? -1 : 1;
    return strcmp(one->isbn->text, other->isbn->text);
}

static size_t list_wishes(const struct batch *batch, const struct service *service,
                          struct wish *ret)
{
    size_t count = 0;
    for (size_t i = 0; i < batch->count; i++) {
        const struct batch_isbn *isbn = &batch->items[i];
        struct wish wish = {.isbn = &isbn->isbn,
                            .points = points_of(service->kind->editions_say & ~isbn->fields)};
        find_next(&isbn->more, service->name, wish.next);
        if (!text_list_has(text_of(&isbn->answered), service->name) &&
            (wish.points > 0 || *wish.next))
            ret[count++] = wish;
    }
    return count;
}

void questions_plan(struct batch *batch, const struct service *service, size_t most,
                    struct questions *ret)
{
    CLEANUP(mem_free) struct wish *wishes = mem_new(batch->count, sizeof(*wishes));
    CLEANUP(mem_free) struct isbn *isbns = mem_new(most, sizeof(*isbns));
    const size_t count = list_wishes(batch, service, wishes);
    qsort(wishes, count, sizeof(*wishes), compare_wishes);
    for (size_t i = 0; i < count;) {
        const char *next = wishes[i].next;
        size_t n = 0;
        while (i < count && n < most && strcmp(wishes[i].next, next) == 0)
            isbns[n++] = *wishes[i++].isbn;
        (void)questions_add(ret, isbns, n, next);
    }
}

/* ---- a request and its answer ---- */

static struct edition_question as_asked(const struct question *question)
{
    return (struct edition_question){.isbns = question->isbns,
                                     .count = question->count + question->has_witness,
                                     .next = question->next};
}

bool question_build(const struct question *question, const struct batch *batch,
                    const struct service *service, struct ask *ret, struct error *err)
{
    const struct provider_settings settings = service_settings(service);
    struct edition_question asked = as_asked(question);
    const struct batch_isbn *isbn = batch_find(batch, question->isbns[0].text);
    asked.title = isbn && asked.count == 1 ? isbn->title : NULL;
    ret->call.secret = settings.key;
    ret->units = service->kind->counts_isbns ? (int)asked.count : 1;
    return service->kind->build_editions(&settings, &asked, &ret->call.request, err);
}

bool question_read(struct question *question, const struct ask *ask, struct error *err)
{
    const struct service *service = ask->service;
    const struct http_response *response = &ask->call.response;
    const struct provider_settings settings = service_settings_sent(service, ask->call.secret);
    const struct edition_question asked = as_asked(question);
    edition_answer_done(&question->answer);
    question->answer = (struct edition_answer){.bad_items = 0};
    question->answered =
        service->kind->read_editions(&settings, response, &asked, &question->answer, err);
    if (question->answered)
        return true;
    question->too_long =
        err->class == ERROR_REQUEST && (response->status == 400 || response->status == 413);
    return error_wrap(err, "%s", service->name);
}

static bool has_record(const struct edition_answer *answer, const struct isbn *isbn)
{
    for (size_t i = 0; i < answer->records.count; i++)
        if (strcmp(answer->records.items[i].isbn.text, isbn->text) == 0)
            return true;
    return false;
}

void question_follow(const struct question *question, struct questions *next)
{
    CLEANUP(mem_free) struct isbn *isbns = mem_new(question->count, sizeof(*isbns));
    size_t count = 0;
    if (!*question->answer.next)
        return;
    for (size_t i = 0; i < question->count; i++)
        if (question->count == 1 || has_record(&question->answer, &question->isbns[i]))
            isbns[count++] = question->isbns[i];
    (void)questions_add(next, isbns, count, question->answer.next);
}

void question_halve(const struct question *question, struct questions *next)
{
    const size_t half = question->count / 2;
    (void)questions_add(next, question->isbns, half, question->next);
    (void)questions_add(next, question->isbns + half, question->count - half, question->next);
}
