/* test_notify.c: what systemd would receive. */
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "io/notify.h"
#include "test.h"

/* A socket that listens as systemd does; name begins with '/' or '@' and is put into the
 * environment. */
static int listener(const char *name)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    memcpy(address.sun_path, name, strlen(name));
    if (name[0] == '@')
        address.sun_path[0] = '\0';
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (const struct sockaddr *)&address,
                          (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name))),
                     0);
    assert_int_equal(setenv("NOTIFY_SOCKET", name, 1), 0);
    return fd;
}

static void expect_received(int fd, const char *expected)
{
    char received[64] = "";
    assert_int_equal(recv(fd, received, sizeof(received) - 1, 0), strlen(expected));
    assert_string_equal(received, expected);
    (void)close(fd);
}

static void notify_send__reaches_a_path(void **state)
{
    (void)state;
    char name[64];
    (void)snprintf(name, sizeof(name), "/tmp/test_notify.%d", (int)getpid());
    (void)unlink(name); /* of an earlier run */
    int fd = listener(name);
    notify_send("READY=1");
    (void)unlink(name);
    expect_received(fd, "READY=1");
}

static void notify_send__reaches_an_abstract_name(void **state)
{
    (void)state;
    char name[64];
    (void)snprintf(name, sizeof(name), "@test_notify.%d", (int)getpid());
    int fd = listener(name);
    notify_send("STOPPING=1");
    expect_received(fd, "STOPPING=1");
}

static void notify_send__does_nothing_without_systemd(void **state)
{
    (void)state;
    static char too_long[200];
    memset(too_long, 'x', sizeof(too_long) - 1);
    too_long[0] = '/';
    const char *const names[] = {"", "/", "relative", "/nonexistent/socket", too_long};
    assert_int_equal(unsetenv("NOTIFY_SOCKET"), 0);
    notify_send("READY=1");
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        assert_int_equal(setenv("NOTIFY_SOCKET", names[i], 1), 0);
        notify_send("READY=1");
    }
}

TEST_MAIN(cmocka_unit_test(notify_send__reaches_a_path),
          cmocka_unit_test(notify_send__reaches_an_abstract_name),
          cmocka_unit_test(notify_send__does_nothing_without_systemd))
