/* worker.c: the commands are those of the terminal, and know nothing of this: they print to stdout
 * and stderr, which are streams in memory here. What one leaves behind (values of options, a
 * transaction) is put back before the next. */
#include "serve/worker.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "core/json_write.h"
#include "core/log.h"
#include "core/mem.h"
#include "io/json/json.h"
#include "serve/capture.h"
#include "serve/child_process.h"
#include "serve/frame.h"
#include "serve/request_once.h"
#include "shared/command_values.h"

#define BUSY_MORE_MS 10000 /* than a request may take: then nobody is busy with it any more */

enum { WORDS_MAX = 12000, ACTOR_BYTES = 256, TRACE_BYTES = 512, WORD_BYTES = 2 * 1024 * 1024 };

struct worker {
    const struct command *commands;
    struct command_values *values;
    struct context context;
    struct capture printed, notes;
};

/* ---- what is asked ---- */

/* The words of a command, as main gets them: the program first, NULL last. */
struct line {
    char **words;
    int count;
};
static void line_done(struct line *line)
{
    for (int i = 0; i < line->count; i++)
        mem_free(line->words[i]);
    mem_free(line->words);
}
CLEANUP_STRUCT(struct line, line_done)

static bool read_words(const struct json *asked, struct line *ret, struct error *err)
{
    const struct json *words = json_member(asked, "words");
    const size_t count = json_count(words);
    if (count == 0 || count > WORDS_MAX)
        return error_set(err, ERROR_MALFORMED, 0, "%zu words were asked for", count);
    ret->words = mem_new(count + 2, sizeof(*ret->words));
    ret->words[ret->count++] = mem_text(PROGRAM);
    for (size_t i = 0; i < count; i++) {
        const char *word = json_string(json_element(words, i), WORD_BYTES);
        if (!word)
            return error_set(err, ERROR_MALFORMED, 0, "word %zu is no text", i + 1);
        ret->words[ret->count++] = mem_text(word);
    }
    return true;
}

static bool read_asked(const struct text *frame, struct json **ret, struct error *err)
{
    static const struct json_limits limits = {
        .bytes = WORKER_ASKED_MAX, .depth = 8, .tokens = 2 * WORDS_MAX};
    return json_parse(frame->bytes, frame->count, &limits, ret, err);
}

static const char *actor_of(const struct json *asked)
{
    const char *actor = NULL;
    return json_get_string(asked, "actor", ACTOR_BYTES, &actor) == JSON_FOUND ? actor : "http";
}

static const char *trace_of(const struct json *asked)
{
    const char *trace = NULL;
    return json_get_string(asked, "traceparent", TRACE_BYTES, &trace) == JSON_FOUND ? trace : NULL;
}

/* ---- carrying it out ---- */

static int probe(struct context *context, struct error *err)
{
    context->checked_ms = 0; /* ask the database itself, and now */
    return context_database(context, err) ? EXIT_DONE : EXIT_BY_ERROR;
}

/* Where stdout and stderr are streams of memory, what the program logs still goes to descriptor
 * 2. */
static int perform(struct worker *worker, struct line *line, struct error *err)
{
    FILE *const out = stdout, *const talk = stderr;
    assert(line->words); /* read_words has read one at least */
    stdout = worker->printed.stream;
    stderr = worker->notes.stream;
    command_values_restore(worker->values);
    const int code =
        text_equal(line->words[1], WORKER_PROBE)
            ? probe(&worker->context, err)
            : command_perform(worker->commands, &worker->context, line->count, line->words, err);
    stdout = out;
    stderr = talk;
    if (worker->context.db)
        database_rollback(worker->context.db); /* nothing stays open while nobody asks */
    capture_flush(&worker->printed);
    capture_flush(&worker->notes);
    if (!worker->printed.overflown)
        return code == EXIT_BY_ERROR ? error_exit_code(err) : code;
    (void)error_set(err, ERROR_USAGE, 0,
                    "the answer is larger than %d MiB: ask for fewer at a time, such as months "
                    "with 'from' and 'to', or use the command of the terminal",
                    WORKER_BODY_MAX / 1024 / 1024);
    text_clear(&worker->printed.bytes);
    return EXIT_USAGE;
}

/* ---- what has an Idempotency-Key ---- */

/* What the answer says beside the command's own. */
struct beside {
    int status;     /* the status to refuse with; 0: the exit code decides */
    int64_t wait_s; /* of a refusal: when to come back; 0: not known */
    bool repeated;  /* it was done before, and this is its answer */
};

static void take_again(struct worker *worker, const struct once_request *request, struct error *err)
{
    if (request->class != ERROR_NONE)
        (void)error_set(err, request->class, 0, "%s", text_of(&request->message));
    text_add_bytes(&worker->notes.bytes, request->notes.bytes, request->notes.count);
    text_add_bytes(&worker->printed.bytes, request->body.bytes, request->body.count);
}

/* Keep the answer. Where that fails, the same request is judged later by what was written down. */
static void keep(struct worker *worker, struct once_request *request, int code,
                 const struct error *said)
{
    struct error unkept = {0};
    request->code = code;
    request->class = code == EXIT_DONE ? ERROR_NONE : said->class;
    text_add(&request->message, said->message);
    text_add(&request->notes, text_of(&worker->notes.bytes));
    text_add_bytes(&request->body, worker->printed.bytes.bytes, worker->printed.bytes.count);
    if (worker->context.db && !once_end(worker->context.db, request, &unkept))
        LOG(LOG_WARNING, "answer_not_kept", log_str("actor", request->actor),
            log_str("why", unkept.message));
}

static int perform_once(struct worker *worker, struct line *line, const struct json *asked,
                        struct beside *beside, struct error *err)
{
    CLEANUP(once_request_done) struct once_request request = {.id = 0};
    if (!context_database(&worker->context, err))
        return error_exit_code(err);
    const struct once_caller caller = {
        .name = actor_of(asked),
        .busy_ms = worker->context.config->http_request_seconds * 1000 + BUSY_MORE_MS,
    };
    if (!once_begin(worker->context.db, json_member(asked, "idempotency"), &caller, &request, err))
        return error_exit_code(err);
    if (request.verdict == ONCE_BEGIN) {
        context_next(&worker->context, request.actor);
        const int code = perform(worker, line, err);
        keep(worker, &request, code, err);
        return code;
    }
    if (request.verdict == ONCE_ANSWERED && request.kept) {
        take_again(worker, &request, err);
        beside->repeated = true;
        return request.code;
    }
    beside->status = once_refuse(&request, err);
    beside->wait_s = request.verdict == ONCE_BUSY ? request.wait_s : 0;
    return EXIT_USAGE;
}

/* ---- answering ---- */

static bool answer(struct worker *worker, int code, const struct error *err,
                   const struct beside *beside, struct error *why)
{
    CLEANUP(text_done) struct text head = {0};
    const bool failed = code != EXIT_DONE && err->class != ERROR_NONE;
    json_write_open(&head, NULL, '{');
    json_write_int(&head, "code", code);
    json_write_text(&head, "class", failed ? error_class_name(err->class) : "none");
    json_write_text(&head, "message", failed ? err->message : "");
    json_write_text(&head, "notes", text_of(&worker->notes.bytes));
    json_write_int(&head, "status", beside->status);
    json_write_int(&head, "wait_s", beside->wait_s);
    json_write_bool(&head, "repeated", beside->repeated);
    json_write_close(&head, '}');
    return frame_write(WORKER_DESCRIPTOR, head.bytes, head.count, why) &&
           frame_write(WORKER_DESCRIPTOR, worker->printed.bytes.bytes, worker->printed.bytes.count,
                       why);
}

static bool send_piece(void *context, const char *bytes, size_t count)
{
    static const char head[] = "{\"more\":true}";
    struct error *err = context;
    return frame_write(WORKER_DESCRIPTOR, head, strlen(head), err) &&
           frame_write(WORKER_DESCRIPTOR, bytes, count, err);
}

static bool wants_pieces(const struct json *asked)
{
    bool pieces = false;
    return json_get_bool(asked, "pieces", &pieces) == JSON_FOUND && pieces;
}

/* One request. What cannot be read ends the worker: only the master writes there. */
static bool serve_one(struct worker *worker, const struct text *frame, struct error *err)
{
    CLEANUP(json_free) struct json *asked = NULL;
    CLEANUP(line_done) struct line line = {.count = 0};
    struct beside beside = {.status = 0};
    struct error said = {0};
    if (!read_asked(frame, &asked, err) || !read_words(asked, &line, err))
        return false;
    capture_clear(&worker->printed);
    capture_clear(&worker->notes);
    context_next(&worker->context, actor_of(asked));
    context_trace(&worker->context, trace_of(asked));
    worker->printed.send = wants_pieces(asked) ? send_piece : NULL;
    worker->printed.context = err;
    const int code = json_member(asked, "idempotency")
                         ? perform_once(worker, &line, asked, &beside, &said)
                         : perform(worker, &line, &said);
    return answer(worker, code, &said, &beside, err);
}

static bool serve_all(struct worker *worker, struct error *err)
{
    CLEANUP(text_done) struct text frame = {0};
    for (;;) {
        bool ended = false;
        if (!frame_read(WORKER_DESCRIPTOR, WORKER_ASKED_MAX, &frame, &ended, err))
            return false;
        if (ended)
            return true;
        if (!serve_one(worker, &frame, err))
            return false;
    }
}

/* ---- its life ---- */

int worker_run(const struct command *commands, struct error *err)
{
    struct worker worker = {.commands = commands, .values = command_values_keep(commands)};
    bool good = child_process_obey_master(err);
    if (good) {
        context_serve();
        capture_open(&worker.printed, WORKER_BODY_MAX);
        capture_open(&worker.notes, WORKER_NOTES_MAX);
        good = serve_all(&worker, err);
    }
    context_done(&worker.context);
    capture_done(&worker.printed);
    capture_done(&worker.notes);
    command_values_free(worker.values);
    return good ? EXIT_DONE : EXIT_FAILED;
}
