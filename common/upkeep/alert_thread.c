/* alert_thread.c: a box for one job, which the thread takes, works on, and puts back with its
 * outcome. */
#include "upkeep/alert_thread.h"

#include "core/clock.h"
#include "core/mem.h"
#include "core/thread.h"

struct alert_thread {
    struct alert_sender *sender;
    pthread_t id;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct alert_job *given, *ended; /* guarded by lock, as the next */
    bool working;
    atomic_bool stopping;
};

struct alert_job *alert_job_new(const char *claim)
{
    struct alert_job *job = mem_new(1, sizeof(*job));
    text_copy(job->claim, sizeof(job->claim), claim);
    return job;
}

void alert_job_free(struct alert_job *job)
{
    if (!job)
        return;
    for (size_t i = 0; i < job->text_count; i++)
        mem_free(job->texts[i]);
    mem_free(job);
}

const char *alert_job_text(struct alert_job *job, const char *text)
{
    if (!text)
        return NULL;
    if (job->text_count == ARRAY_LEN(job->texts))
        UNREACHABLE("more texts than an alert has");
    return job->texts[job->text_count++] = mem_text(text);
}

/* ---- the thread ---- */

static void send_one(struct alert_thread *thread, struct alert_job *job)
{
    CLEANUP(text_done) struct text answer = {0};
    struct error err = {0};
    const bool taken = job->is_ping
                           ? alert_ping(thread->sender, &err)
                           : alert_send(thread->sender, job->way, &job->alert, &answer, &err);
    if (!taken)
        job->error = err;
}

/* Wait for a job. NULL: the thread must end. */
static struct alert_job *wait_for_job(struct alert_thread *thread)
{
    (void)pthread_mutex_lock(&thread->lock);
    while (!thread->given && !atomic_load(&thread->stopping))
        (void)pthread_cond_wait(&thread->changed, &thread->lock);
    struct alert_job *job = atomic_load(&thread->stopping) ? NULL : TAKE_PTR(thread->given);
    (void)pthread_mutex_unlock(&thread->lock);
    return job;
}

static void *send_jobs(void *argument)
{
    struct alert_thread *thread = argument;
    struct alert_job *job = NULL;
    while ((job = wait_for_job(thread))) {
        send_one(thread, job);
        (void)pthread_mutex_lock(&thread->lock);
        thread->ended = job;
        thread->working = false;
        (void)pthread_cond_signal(&thread->changed);
        (void)pthread_mutex_unlock(&thread->lock);
    }
    return NULL;
}

struct alert_thread *alert_thread_start(const struct config *config)
{
    struct alert_thread *thread = mem_new(1, sizeof(*thread));
    thread->sender = alert_sender_new(config, &thread->stopping);
    (void)pthread_mutex_init(&thread->lock, NULL);
    thread_cond_init(&thread->changed);
    thread->id = thread_start("alerts", THREAD_STACK_PLAIN, send_jobs, thread);
    return thread;
}

/* ---- the side of alerts.c ---- */

bool alert_thread_is_free(struct alert_thread *thread)
{
    (void)pthread_mutex_lock(&thread->lock);
    const bool is_free = !thread->working && !thread->ended;
    (void)pthread_mutex_unlock(&thread->lock);
    return is_free;
}

void alert_thread_send(struct alert_thread *thread, struct alert_job *job)
{
    (void)pthread_mutex_lock(&thread->lock);
    thread->given = job;
    thread->working = true;
    (void)pthread_cond_signal(&thread->changed);
    (void)pthread_mutex_unlock(&thread->lock);
}

struct alert_job *alert_thread_fetch(struct alert_thread *thread)
{
    (void)pthread_mutex_lock(&thread->lock);
    struct alert_job *job = TAKE_PTR(thread->ended);
    (void)pthread_mutex_unlock(&thread->lock);
    return job;
}

void alert_thread_end(struct alert_thread *thread, int64_t until_ms)
{
    (void)pthread_mutex_lock(&thread->lock);
    while (thread->working && thread_wait_until(&thread->changed, &thread->lock, until_ms))
        continue;
    atomic_store(&thread->stopping, true);
    (void)pthread_cond_signal(&thread->changed);
    (void)pthread_mutex_unlock(&thread->lock);
    (void)pthread_join(thread->id, NULL);
}

void alert_thread_free(struct alert_thread *thread)
{
    if (!thread)
        return;
    alert_sender_free(thread->sender);
    alert_job_free(thread->given);
    alert_job_free(thread->ended);
    (void)pthread_cond_destroy(&thread->changed);
    (void)pthread_mutex_destroy(&thread->lock);
    mem_free(thread);
}
