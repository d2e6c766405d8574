/* test_worker.c: commands of one process, one after the other, over its socket. */
#include "commands/commands.h"
#include "serve/frame.h"
#include "serve/worker.h"
#include "shared/command_values.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* A worker, and our end of its socket. */
static pid_t begin_worker(int *ret_socket)
{
    int ends[2] = {-1, -1};
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct error err = {0};
        close(ends[0]);
        if (dup2(ends[1], WORKER_DESCRIPTOR) < 0)
            _exit(9);
        _exit(worker_run(&commands, &err));
    }
    close(ends[1]);
    *ret_socket = ends[0];
    return child;
}

static int end_worker(pid_t child, int socket)
{
    int status = 0;
    close(socket);
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void ask(int socket, const char *asked, struct text *head, struct text *body)
{
    struct error err = {0};
    bool ended = false;
    assert_true(frame_write(socket, asked, strlen(asked), &err));
    assert_true(frame_read(socket, 65536, head, &ended, &err) && !ended);
    assert_true(frame_read(socket, 1048576, body, &ended, &err) && !ended);
}

static void expect(const char *name, const struct text *text, const char *part)
{
    EXPECT_ROW(name, strstr(text_of(text), part) != NULL);
}

static void worker_run__prints_to_memory_and_forgets_options(void **state)
{
    (void)state;
    CLEANUP(text_done) struct text head = {0};
    CLEANUP(text_done) struct text body = {0};
    int socket = -1;
    const pid_t child = begin_worker(&socket);
    ask(socket, "{\"words\":[\"prompt\",\"list\",\"--json\"],\"actor\":\"a\"}", &head, &body);
    expect("code", &head, "{\"code\":0,\"class\":\"none\"");
    expect("printed", &body, "\"annual\"");
    ask(socket, "{\"words\":[\"prompt\",\"render\",\"2023-11\",\"--books\",\"7\"],\"actor\":\"a\"}",
        &head, &body);
    expect("option", &body, "7");
    ask(socket, "{\"words\":[\"prompt\",\"render\",\"2023-11\",\"--books\",\"500\"]}", &head,
        &body);
    expect("usage", &head, "{\"code\":2,\"class\":\"usage\",\"message\":\"--books: '500'");
    assert_int_equal(body.count, 0);
    ask(socket, "{\"words\":[\"prompt\",\"render\",\"2023-11\"],\"actor\":\"a\"}", &head, &body);
    expect("the default again", &body, "20");
    assert_int_equal(end_worker(child, socket), EXIT_DONE);
}

static void worker_run__answers_a_line_that_is_wrong(void **state)
{
    (void)state;
    CLEANUP(text_done) struct text head = {0};
    CLEANUP(text_done) struct text body = {0};
    int socket = -1;
    const pid_t child = begin_worker(&socket);
    ask(socket, "{\"words\":[\"promt\"],\"actor\":\"a\"}", &head, &body);
    expect("suggestion", &head, "did you mean 'prompt'?");
    ask(socket, "{\"words\":[\"prompt\"],\"actor\":\"a\"}", &head, &body);
    expect("group", &head, "which command?");
    ask(socket, "{\"words\":[\"prompt\",\"show\"],\"actor\":\"a\"}", &head, &body);
    expect("operand", &head, "missing argument: NAME");
    assert_int_equal(end_worker(child, socket), EXIT_DONE);
}

static void worker_run__ends_on_what_no_master_sends(void **state)
{
    (void)state;
    static const char *const asked[] = {
        "", "[]", "{}", "{\"words\":[1]}", "{\"words\":[]}", "{\"words\":[\"a\\u0000b\"]}"};
    for (size_t i = 0; i < ARRAY_LEN(asked); i++) {
        CLEANUP(text_done) struct text head = {0};
        struct error err = {0};
        bool ended = false;
        int socket = -1;
        const pid_t child = begin_worker(&socket);
        assert_true(frame_write(socket, asked[i], strlen(asked[i]), &err));
        EXPECT_ROW(asked[i], frame_read(socket, 65536, &head, &ended, &err) && ended);
        EXPECT_ROW(asked[i], end_worker(child, socket) == EXIT_FAILED);
    }
}

static void frame_read__refuses_what_is_too_long_or_cut(void **state)
{
    (void)state;
    CLEANUP(text_done) struct text read = {0};
    struct error err = {0};
    bool ended = false;
    int ends[2] = {-1, -1};
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    assert_true(frame_write(ends[0], "hello", 5, &err));
    assert_false(frame_read(ends[1], 4, &read, &ended, &err));
    assert_int_equal(err.class, ERROR_MALFORMED);
    assert_int_equal(recv(ends[1], (char[5]){0}, 5, 0), 5);
    assert_int_equal(send(ends[0], "\0\0\0\5he", 6, 0), 6);
    close(ends[0]);
    assert_false(frame_read(ends[1], 5, &read, &ended, &err));
    assert_int_equal(err.class, ERROR_TRANSIENT);
    assert_true(frame_read(ends[1], 5, &read, &ended, &err));
    assert_true(ended);
    close(ends[1]);
}

/* Every option of every command, so that none keeps what another request has set. */
static void command_values__are_those_of_the_tables(void **state)
{
    (void)state;
    CLEANUP(command_values_free)
    struct command_values *values = command_values_keep(&commands);
    CLEANUP(command_lines_done) struct command_lines lines = {0};
    command_lines_init(&commands, &lines);
    for (size_t i = 0; i < lines.count; i++)
        for (const struct cli_option *option = lines.items[i].options; option->name; option++)
            if (option->kind == CLI_FLAG && strcmp(option->name, "json") != 0)
                *(bool *)option->value = true;
    command_values_restore(values);
    for (size_t i = 0; i < lines.count; i++)
        for (const struct cli_option *option = lines.items[i].options; option->name; option++)
            if (option->kind == CLI_FLAG && strcmp(option->name, "json") != 0)
                EXPECT_ROW(option->name, !*(bool *)option->value);
}

TEST_MAIN(cmocka_unit_test(worker_run__prints_to_memory_and_forgets_options),
          cmocka_unit_test(worker_run__answers_a_line_that_is_wrong),
          cmocka_unit_test(worker_run__ends_on_what_no_master_sends),
          cmocka_unit_test(frame_read__refuses_what_is_too_long_or_cut),
          cmocka_unit_test(command_values__are_those_of_the_tables))
