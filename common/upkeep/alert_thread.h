/* alert_thread.h: a thread that sends alarms or pings, one at a time, so that nothing waits for a
 * receiver that hangs. Each way has its own, and none waits for another. It knows no database: the
 * caller hands it what it has claimed there, and fetches what came of it. */
#pragma once
#include "model/alert_sender.h"

struct alert_thread;

/* One sending. The texts of the alert are the job's own. */
struct alert_job {
    bool is_ping;
    enum alert_way way;
    int64_t alarm_id;
    char claim[40];
    struct alert alert;
    char *texts[10]; /* what alert points to */
    size_t text_count;
    int64_t begun_ms;   /* monotonic, when it was claimed */
    struct error error; /* NONE: it was taken */
};

struct alert_job *alert_job_new(const char *claim) NONNULL_ALL MUST_CHECK;
void alert_job_free(struct alert_job *job);
CLEANUP_FUNCTION(struct alert_job, alert_job_free)

/** Keep a copy of a text for the job's alert. NULL stays NULL.
 *  out   borrowed from the job */
const char *alert_job_text(struct alert_job *job, const char *text) __attribute__((nonnull(1)));

/** Start the thread.
 *  in    config  borrowed for its life */
struct alert_thread *alert_thread_start(const struct config *config) NONNULL_ALL MUST_CHECK;

/** Is the thread without a job, and has the last one been fetched? */
bool alert_thread_is_free(struct alert_thread *thread) NONNULL_ALL;
/** Send this; the thread is free.
 *  in    job  owned by the thread from now on */
void alert_thread_send(struct alert_thread *thread, struct alert_job *job) NONNULL_ALL;
/** The job that has ended, which the caller frees; NULL: there is none. */
struct alert_job *alert_thread_fetch(struct alert_thread *thread) NONNULL_ALL MUST_CHECK;

/** End what is being sent at that time, monotonic: a command is killed. alert_thread_fetch gives it
 *  once more.
 *  time  until then, and 2 s more for a command that does not end */
void alert_thread_end(struct alert_thread *thread, int64_t until_ms) NONNULL_ALL;
/** Free; the thread has ended. */
void alert_thread_free(struct alert_thread *thread);
