/* test_file.c: reading what a user names, whatever it is. */
#include "io/file.h"

#include <fcntl.h>
#include <unistd.h>

#include "test.h"

static char folder[] = "/tmp/test_file.XXXXXX";

static int make_files(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chdir(folder), 0);
    const int fd = open("plain", O_WRONLY | O_CREAT, 0600);
    assert_true(write(fd, "secret\n", 7) == 7);
    (void)close(fd);
    assert_int_equal(mkfifo("pipe", 0600), 0);
    assert_int_equal(symlink("pipe", "link"), 0);
    return 0;
}

static int remove_files(void **state)
{
    (void)state;
    (void)unlink("plain");
    (void)unlink("pipe");
    (void)unlink("link");
    return chdir("/") + rmdir(folder);
}

static void file_read__table(void **state)
{
    (void)state;
    static const struct {
        const char *path, *bytes, *said;
        bool plain;
    } rows[] = {
        {"plain", .bytes = "secret\n", .plain = true},
        {"/dev/null", .bytes = "", .plain = true},
        {"missing", .said = "No such file", .plain = true},
        {"pipe", .said = "named pipe"},
        {"link", .said = "named pipe"},
        {".", .said = "is a directory"},
        {"/dev/zero", .said = "is a device"},
        {"/dev/ptmx", .said = "is a device"},
        {"/proc/self/cmdline", .bytes = NULL, .said = "is longer than 0 KiB", .plain = true},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        CLEANUP(text_done) struct text got = {0};
        struct error err = {0};
        const bool ok = file_read(rows[i].path, 9, &got, NULL, &err);
        EXPECT_ROW(rows[i].path, ok == (rows[i].bytes != NULL));
        EXPECT_ROW(rows[i].path, !ok || strcmp(text_of(&got), rows[i].bytes) == 0);
        EXPECT_ROW(rows[i].path,
                   ok || (err.class == ERROR_CONFIG && strstr(err.message, rows[i].said)));
        EXPECT_ROW(rows[i].path, file_is_plain(rows[i].path, &err) == rows[i].plain);
    }
}

/* As a shell's "<(…)" is read: once, to its end. */
static void file_read__reads_an_own_pipe_once(void **state)
{
    (void)state;
    int ends[2];
    char path[32];
    CLEANUP(text_done) struct text got = {0};
    struct error err = {0};
    assert_int_equal(pipe(ends), 0);
    (void)snprintf(path, sizeof(path), "/dev/fd/%d", ends[0]);
    assert_true(write(ends[1], "secret", 6) == 6);
    (void)close(ends[1]);
    assert_true(file_read(path, 100, &got, NULL, &err));
    assert_string_equal(text_of(&got), "secret");
    assert_false(file_read(path, 100, &got, NULL, &err));
    assert_string_equal(err.message, "is a pipe that holds nothing, or was read before");
    (void)close(ends[0]);
}

TEST_MAIN(cmocka_unit_test_setup_teardown(file_read__table, make_files, remove_files),
          cmocka_unit_test(file_read__reads_an_own_pipe_once))
