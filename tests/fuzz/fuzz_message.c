/* fuzz_message.c: any message, as a job for a month and as a dead letter: lines "property=value" or
 * "header.KEY=value", an empty line, the body. Without an empty line all of it is the body of a
 * message with the usual properties. Seeds: tests/fuzz/corpus/message. */
#include "fuzz.h"

#include "core/mem.h"
#include "model/dead_letter.h"
#include "model/message.h"

#define HEADERS_MAX 16
#define JSON_TYPE "application/json"

struct made {
    struct broker_message message;
    struct broker_header headers[HEADERS_MAX];
    char *lines[HEADERS_MAX];
    size_t line_count;
};

/* Point the property that the line names at what stands behind its '='. */
static void take_line(struct made *made, char *line)
{
    struct broker_message *message = &made->message;
    const struct {
        const char *name;
        char **value;
    } properties[] = {
        {"content_type", &message->content_type},
        {"content_encoding", &message->content_encoding},
        {"type", &message->type},
        {"message_id", &message->message_id},
        {"correlation_id", &message->correlation_id},
    };
    char *value = strchr(line, '=');
    if (!value)
        return;
    *value++ = '\0';
    for (size_t i = 0; i < ARRAY_LEN(properties); i++)
        if (strcmp(line, properties[i].name) == 0)
            *properties[i].value = value;
    if (strncmp(line, "header.", 7) == 0)
        made->headers[message->header_count++] = (struct broker_header){line + 7, value};
}

static void make(const uint8_t *bytes, size_t count, struct made *made)
{
    static char usual_content[] = JSON_TYPE, usual_type[] = MESSAGE_MONTH_TYPE, usual_id[] = "m1";
    struct broker_message *message = &made->message;
    message->headers = made->headers;
    if (count > 0 && !memmem(bytes, count, "\n\n", 2)) {
        message->content_type = usual_content;
        message->type = usual_type;
        message->message_id = usual_id;
    } else {
        char *line = NULL;
        while (made->line_count < HEADERS_MAX && (line = fuzz_line(&bytes, &count))) {
            made->lines[made->line_count++] = line;
            if (!*line)
                break;
            take_line(made, line);
        }
    }
    message->type_bytes = message->type ? strlen(message->type) : 0;
    message->message_id_bytes = message->message_id ? strlen(message->message_id) : 0;
    message->body_bytes = count;
    message->body = mem_bytes(bytes, count);
}

static void check_month(const struct broker_message *message)
{
    struct job job = {0};
    struct error err = {0};
    struct uuid id = {0};
    const bool ok = message_decode_month(message, &job, &err);
    fuzz_check_error(ok, &err, ERROR_POISON);
    MUST(ok == (job.month.year != 0));
    if (ok)
        MUST(job.month.year >= MONTH_YEAR_MIN && job.month.year <= MONTH_YEAR_MAX &&
             job.month.month >= 1 && job.month.month <= 12 && uuid_parse(job.id.text, &id));
}

static void check_letter(const struct broker_message *message)
{
    struct dead_letter letter;
    struct uuid id = {0};
    dead_letter_read(message, &letter);
    MUST(uuid_parse(letter.letter_id.text, &id));
    MUST(!letter.job_id.text[0] || uuid_parse(letter.job_id.text, &id));
    MUST(letter.attempts >= -1 && letter.attempts <= 1000000);
    MUST(letter.month.year == 0 ||
         (letter.month.year >= MONTH_YEAR_MIN && letter.month.year <= MONTH_YEAR_MAX &&
          letter.month.month >= 1 && letter.month.month <= 12));
    MUST(!letter.first_at || strlen(letter.first_at) == 20);
    MUST(!letter.last_at || strlen(letter.last_at) == 20);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    struct made made = {.line_count = 0};
    make(bytes, count, &made);
    check_month(&made.message);
    check_letter(&made.message);
    mem_free(made.message.body);
    for (size_t i = 0; i < made.line_count; i++)
        mem_free(made.lines[i]);
    return 0;
}
