/* test_failpoint.c: what is told to stand still does not take one more step. */
#include "io/failpoint.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

#define TIMES 50

#ifdef BACKFILL_FAILPOINTS

static void *pass(void *argument)
{
    atomic_bool *went_on = argument;
    struct error err = {0};
    IGNORE_RESULT(failpoint_step("worker", "before", &err)); /* it stops here */
    atomic_store(went_on, true);
    return NULL;
}

/* A process whose main thread waits, as that of a consumer does, while another comes there. */
static void run_child(atomic_bool *went_on)
{
    pthread_t thread;
    (void)setenv("BACKFILL_TEST_FAILPOINTS", "worker.before=stop", 1);
    if (pthread_create(&thread, NULL, pass, went_on) == 0)
        (void)pthread_join(thread, NULL);
    _exit(0);
}

static void failpoint__stops_the_thread_that_comes_to_it(void **state)
{
    (void)state;
    atomic_bool *went_on =
        mmap(NULL, sizeof(*went_on), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(went_on != MAP_FAILED);
    for (int i = 0; i < TIMES; i++) {
        int status = 0;
        atomic_store(went_on, false);
        const pid_t pid = fork();
        if (pid == 0)
            run_child(went_on);
        assert_int_equal(waitpid(pid, &status, WUNTRACED), pid);
        const bool stood_still = WIFSTOPPED(status) && !atomic_load(went_on);
        (void)kill(pid, SIGKILL);
        (void)waitpid(pid, &status, 0);
        assert_true(stood_still);
    }
    (void)munmap(went_on, sizeof(*went_on));
}

#else

static void failpoint__stops_the_thread_that_comes_to_it(void **state)
{
    (void)state;
    SKIP_TEST("this build has no failpoints");
}

#endif

TEST_MAIN(cmocka_unit_test(failpoint__stops_the_thread_that_comes_to_it))
