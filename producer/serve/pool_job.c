/* pool_job.c: a command as it is sent to a worker, and its end. */
#include "serve/pool_job.h"

#include <string.h>

#include "core/json_write.h"
#include "core/mem.h"

void outcome_done(struct outcome *outcome)
{
    text_done(&outcome->message);
    text_done(&outcome->notes);
    text_done(&outcome->body);
}

enum { LENGTH_BYTES = 4 };

static void add_length(struct text *frame, size_t count)
{
    const unsigned char head[LENGTH_BYTES] = {(unsigned char)(count >> 24),
                                              (unsigned char)(count >> 16),
                                              (unsigned char)(count >> 8), (unsigned char)count};
    text_add_bytes(frame, head, sizeof(head));
}

struct pool_job *pool_job_new(const struct job *job, pool_done *done, void *context)
{
    CLEANUP(text_done) struct text asked = {0};
    struct pool_job *fresh = mem_new(1, sizeof(*fresh));
    json_write_open(&asked, NULL, '{');
    json_write_open(&asked, "words", '[');
    for (size_t i = 0; i < job->word_count; i++)
        json_write_text(&asked, NULL, job->words[i]);
    json_write_close(&asked, ']');
    fresh->words_bytes = asked.count;
    json_write_text(&asked, "actor", job->actor);
    if (job->traceparent)
        json_write_text(&asked, "traceparent", job->traceparent);
    if (job->idempotency)
        json_write_raw(&asked, "idempotency", job->idempotency);
    if (job->pieces)
        json_write_bool(&asked, "pieces", true);
    json_write_close(&asked, '}');
    add_length(&fresh->frame, asked.count);
    text_add_bytes(&fresh->frame, asked.bytes, asked.count);
    fresh->looks = job->looks && !job->pieces;
    fresh->pieces = job->pieces;
    fresh->done = done;
    fresh->context = context;
    return fresh;
}

void pool_job_free(struct pool_job *job)
{
    text_done(&job->frame);
    mem_free(job);
}

bool pool_job_equals(const struct pool_job *job, const struct pool_job *other)
{
    return job->looks && other->looks && job->words_bytes == other->words_bytes &&
           memcmp(job->frame.bytes + LENGTH_BYTES, other->frame.bytes + LENGTH_BYTES,
                  job->words_bytes) == 0;
}

void pool_job_join(struct pool_job *job, struct pool_job *other)
{
    job->same = other->same;
    other->same = job;
}

static void copy_outcome(struct outcome *ret, const struct outcome *outcome)
{
    *ret = *outcome;
    ret->message = ret->notes = ret->body = (struct text){.count = 0};
    text_add_bytes(&ret->message, text_of(&outcome->message), outcome->message.count);
    text_add_bytes(&ret->notes, text_of(&outcome->notes), outcome->notes.count);
    text_add_bytes(&ret->body, text_of(&outcome->body), outcome->body.count);
}

static void tell_same(struct pool_job *job, const struct outcome *outcome)
{
    while (job->same) {
        CLEANUP(outcome_done) struct outcome copy = {.code = 0};
        struct pool_job *one = job->same;
        job->same = one->same;
        copy_outcome(&copy, outcome);
        one->done(one->context, &copy);
        pool_job_free(one);
    }
}

void pool_job_end(struct pool_job *job, struct outcome *outcome)
{
    tell_same(job, outcome);
    job->done(job->context, outcome);
    outcome_done(outcome);
    pool_job_free(job);
}

void pool_job_lose(struct pool_job *job, int code, const char *message)
{
    struct outcome outcome = {.code = code, .lost = true};
    text_add(&outcome.message, message);
    pool_job_end(job, &outcome);
}
