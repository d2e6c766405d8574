/* ask_source.c: asks one source over HTTP, round after round: the questions of a round are sent
 * together, and those of the next follow from how they ended. A question that was too long is
 * halved, down to one ISBN, which is refused then; a source that has more to say is asked for it.
 *
 * An answer that has none of several ISBNs is no proof that there are none (doubt.c). */
#include "enrich/ask_source.h"

#include "core/log.h"
#include "enrich/doubt.h"
#include "enrich/question.h"

/* What one round needs. */
struct round {
    struct batch *batch;
    const struct service *service;
    struct questions *questions;
    struct questions next;
    struct questions doubtful; /* those of an answer that proves nothing */
};

static bool may_go_on(void *context, struct error *err)
{
    const struct round *round = context;
    return batch_may_go_on(round->batch, err);
}

static bool read_answer(void *context, struct ask *ask, struct outcome *ret, struct error *err)
{
    (void)context;
    (void)ret; /* "ok" */
    return question_read(ask->subject, ask, err);
}

static bool keep(struct round *round, struct question *question, struct error *err)
{
    const struct batch_answer answer = {
        .source = round->service->name,
        .asked = question->isbns,
        .asked_count = question->count,
        .records = &question->answer.records,
        .known = *question->next && round->service->kind->editions_at_once > 1,
        .next = question->answer.next,
    };
    question->answered = false;
    if (question->answer.bad_items > 0)
        LOG(LOG_DEBUG, "bad_records", log_str("provider", round->service->name),
            log_int("records", question->answer.bad_items));
    if (!batch_store_answer(round->batch, &answer, err))
        return false;
    question_follow(question, &round->next);
    return true;
}

static bool keep_answers(void *context, struct asks *asks, struct error *err)
{
    struct round *round = context;
    for (size_t i = 0; i < asks->count; i++) {
        struct question *question = asks->items[i].subject;
        if (question->answered && !question->answer.suspect && !keep(round, question, err))
            return false;
    }
    return true;
}

/* ---- how calls have ended ---- */

static void note_failure(struct round *round, const struct question *question, const char *name,
                         const struct error *why)
{
    for (size_t i = 0; i < question->count; i++) {
        struct batch_isbn *isbn = batch_find(round->batch, question->isbns[i].text);
        if (isbn)
            batch_note_failure(isbn, name, why);
    }
    LOG(LOG_WARNING, "editions_not_asked", log_str("provider", round->service->name),
        log_int("isbns", (int64_t)question->count), log_str("first", question->isbns[0].text),
        log_error_class(why), log_error_message(why));
}

/* The source does not take this one ISBN; it is asked for again after a day. */
static bool refuse(struct round *round, const struct question *question, const struct error *why,
                   struct error *err)
{
    const struct edition_records none = {.count = 0};
    const struct batch_answer answer = {.source = round->service->name,
                                        .asked = question->isbns,
                                        .asked_count = question->count,
                                        .records = &none,
                                        .refused = why->message};
    return batch_store_answer(round->batch, &answer, err);
}

/* What is left of the day goes to the first, about which the source may add most. */
static void ask_for_fewer(struct round *round, const struct question *question, int64_t units,
                          const char *name, const struct error *why)
{
    struct question rest = *question;
    (void)questions_add(&round->next, question->isbns, (size_t)units, question->next);
    rest.isbns += units;
    rest.count -= (size_t)units;
    note_failure(round, &rest, name, why);
}

static bool end_failed(struct round *round, const struct ask *ask, const struct error *why,
                       struct error *err)
{
    const struct question *question = ask->subject;
    const char *name = ask->waits_for ? ask->waits_for : ask->service->name;
    const bool too_long =
        question->too_long || (why->class == ERROR_MALFORMED && ask->call.sent &&
                               !ask->call.answered); /* longer than anybody reads */
    if (too_long && !question->has_witness && question->count > 1)
        question_halve(question, &round->next);
    else if (question->too_long && !question->has_witness)
        return refuse(round, question, why, err);
    else if (ask->units_left > 0 && ask->units_left < (int64_t)question->count)
        ask_for_fewer(round, question, ask->units_left, name, why);
    else
        note_failure(round, question, name, why);
    return true;
}

static bool end_calls(struct round *round, const struct asks *asks, struct error *err)
{
    for (size_t i = 0; i < asks->count; i++) {
        const struct question *question = asks->items[i].subject;
        if (asks->errors[i].class != ERROR_NONE) {
            if (!end_failed(round, &asks->items[i], &asks->errors[i], err))
                return false;
        } else if (question->answered) {
            struct question *doubtful =
                questions_add(&round->doubtful, question->isbns, question->count, question->next);
            doubtful->has_witness = question->has_witness;
        }
    }
    return true;
}

/* ---- one round ---- */

static void build_asks(struct round *round, struct asks *asks)
{
    for (size_t i = 0; i < round->questions->count; i++) {
        struct question *question = round->questions->items[i];
        struct ask *ask = &asks->items[asks->count];
        struct error why = {0};
        *ask = (struct ask){.service = round->service, .subject = question};
        if (question_build(question, round->batch, round->service, ask, &why)) {
            asks->count++;
            continue;
        }
        http_call_done(&ask->call);
        note_failure(round, question, round->service->name, &why);
    }
}

/* The time of the batch is over: what was not answered waits. */
static bool end_late(struct round *round, const struct asks *asks, const struct error *why)
{
    if (why->class != ERROR_RATE_LIMITED)
        return false;
    for (size_t i = 0; i < asks->count; i++)
        if (asks->errors[i].class != ERROR_NONE)
            note_failure(round, asks->items[i].subject, round->service->name, why);
    return true;
}

static bool ask_round(struct round *round, struct error *err)
{
    struct batch *batch = round->batch;
    CLEANUP(asks_done) struct asks asks = {0};
    asks_init(&asks, round->questions->count);
    build_asks(round, &asks);
    const struct asker asker = {
        .gate = batch->consumer->gate,
        .context = round,
        .claim = &batch->token,
        .claim_seen_ms = batch->claim_seen_ms,
        .deadline_ms = batch->deadline_ms,
        .enriches = true,
        .may_go_on = may_go_on,
    };
    static const struct ask_reader reader = {.read = read_answer, .keep = keep_answers};
    if (!ask_together(&asker, &asks, &reader, err))
        return end_late(round, &asks, err);
    return end_calls(round, &asks, err);
}

/* Are the ISBNs of doubtful answers really unknown to the source? */
static bool end_doubts(struct round *round, struct error *err)
{
    for (size_t i = 0; i < round->doubtful.count; i++) {
        struct question *question = round->doubtful.items[i];
        struct error why = {0};
        switch (doubt_judge(round->batch, round->service, question, &round->next, &why)) {
        case DOUBT_UNKNOWN:
            if (!keep(round, question, err))
                return false;
            break;
        case DOUBT_ASK_AGAIN:
            break;
        case DOUBT_TROUBLE:
            note_failure(round, question, round->service->name, &why);
            break;
        case DOUBT_ENDED:
            *err = why;
            return false;
        }
    }
    return true;
}

bool ask_source(struct batch *batch, const struct service *service, struct error *err)
{
    CLEANUP(questions_done) struct questions questions = {0};
    const size_t asked = (size_t)batch->consumer->config->enrichment_batch_size;
    const size_t limit = service->kind->editions_at_once;
    questions_plan(batch, service, asked < limit ? asked : limit, &questions);
    while (questions.count > 0) {
        struct round round = {.batch = batch, .service = service, .questions = &questions};
        const bool ok = ask_round(&round, err) && end_doubts(&round, err);
        questions_done(&round.doubtful);
        questions_done(&questions);
        questions = round.next;
        if (!ok)
            return false;
    }
    return true;
}
