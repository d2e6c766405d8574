/* command_prompt.c: the prompt variants: which there are, what they say, and how one is rendered
 * for a month. It asks no provider. */
#include <stdio.h>
#include <string.h>

#include "commands/commands.h"
#include "core/choice.h"
#include "core/json_write.h"
#include "model/prompt_set.h"
#include "shared/output.h"
#include "shared/table.h"

static const struct prompt *find(const char *what, const char *name, struct error *err)
{
    const struct prompt *prompt = prompt_set_find(name);
    CLEANUP(text_done) struct text names = {0};
    choice_add_list(&names, prompt_set_names());
    if (!prompt)
        (void)error_set(err, ERROR_USAGE, 0, "%s'%.60s' is not possible here: choose %s", what,
                        name, text_of(&names));
    return prompt;
}

/* ---- list ---- */

/* Add the years in which a variant is the default, as "until 2019" or "from 2020". Nothing is added
 * where there are none. */
static void add_default_years(struct text *to, const char *name)
{
    int first = 0, last = 0;
    for (int year = MONTH_YEAR_MIN; year <= MONTH_YEAR_MAX; year++) {
        if (strcmp(prompt_default((struct month){year, 1}), name) != 0)
            continue;
        first = first ? first : year;
        last = year;
    }
    if (first > MONTH_YEAR_MIN)
        text_add_format(to, "from %d", first);
    if (first && last < MONTH_YEAR_MAX)
        text_add_format(to, "%suntil %d", to->count ? " " : "", last);
    else if (first == MONTH_YEAR_MIN)
        text_add(to, "always");
}

static void add_prompt(struct table *table, struct text *json, const struct prompt *prompt,
                       const char *folder)
{
    char hash[17] = "";
    CLEANUP(text_done) struct text years = {0};
    const char *source = prompt->from_folder ? folder : "built in";
    prompt_hash(prompt, hash);
    add_default_years(&years, prompt->name);
    table_add(table, prompt->name);
    table_add(table, source);
    table_add(table, hash);
    table_add(table, text_of(&years));
    json_write_open(json, NULL, '{');
    json_write_text(json, "name", prompt->name);
    json_write_text(json, "source", source);
    json_write_text(json, "hash", hash);
    json_write_text(json, "default_for", years.count ? text_of(&years) : NULL);
    json_write_close(json, '}');
}

static void list_prompts(const struct context *context)
{
    CLEANUP(table_done) struct table table = {0};
    CLEANUP(text_done) struct text json = {0};
    static const char *const headings[] = {"prompt", "from", "hash", "default"};
    for (size_t i = 0; i < ARRAY_LEN(headings); i++)
        table_heading(&table, headings[i], /* right= */ false);
    json_write_open(&json, NULL, '{');
    json_write_open(&json, "prompts", '[');
    const struct prompt *prompt;
    for (size_t i = 0; (prompt = prompt_set_at(i)); i++)
        add_prompt(&table, &json, prompt, context->config->prompts_dir);
    json_write_close(&json, ']');
    json_write_close(&json, '}');
    if (context->json)
        output_print_json(&json);
    else
        table_print(&table);
}

static int perform_prompt_list(struct context *context, const struct operands *operands,
                               struct error *err)
{
    (void)operands;
    if (!context_configure(context, /* needs_database= */ false, /* needs_broker= */ false, err))
        return EXIT_BY_ERROR;
    list_prompts(context);
    return EXIT_DONE;
}

static const struct command command_prompt_list = {
    .name = "prompt list",
    .summary = "List the variants.",
    .purpose = "List the prompt variants, and the years for which one is the default.",
    .prints_json = true,
    .perform = perform_prompt_list,
};

/* ---- show ---- */

static void print_prompt_json(const struct context *context, const struct prompt *prompt)
{
    CLEANUP(text_done) struct text out = {0};
    char hash[17] = "";
    prompt_hash(prompt, hash);
    json_write_open(&out, NULL, '{');
    json_write_text(&out, "name", prompt->name);
    json_write_text(&out, "source",
                    prompt->from_folder ? context->config->prompts_dir : "built in");
    json_write_text(&out, "hash", hash);
    json_write_text(&out, "text", prompt->text);
    json_write_close(&out, '}');
    output_print_json(&out);
}

static int perform_prompt_show(struct context *context, const struct operands *operands,
                               struct error *err)
{
    if (!context_configure(context, /* needs_database= */ false, /* needs_broker= */ false, err))
        return EXIT_BY_ERROR;
    const struct prompt *prompt = find("", operands->items[0], err);
    if (!prompt)
        return EXIT_USAGE;
    if (context->json)
        print_prompt_json(context, prompt);
    else
        output_print_text(prompt->text);
    return EXIT_DONE;
}

static const struct command command_prompt_show = {
    .name = "prompt show",
    .summary = "Show the text of one.",
    .arguments = "NAME",
    .purpose = "Show the text of a prompt variant, its placeholders unfilled.",
    .arguments_min = 1,
    .arguments_max = 1,
    .prints_json = true,
    .perform = perform_prompt_show,
};

/* ---- render ---- */

static void print_rendered(const struct context *context, const struct prompt *prompt,
                           struct month month, int books)
{
    CLEANUP(text_done) struct text system = {0};
    CLEANUP(text_done) struct text user = {0};
    CLEANUP(text_done) struct text out = {0};
    char hash[17] = "";
    prompt_render(prompt, month, books, &system, &user);
    if (!context->json) {
        output_print_text(text_of(&system));
        (void)printf("---\n");
        output_print_text(text_of(&user));
        return;
    }
    prompt_hash(prompt, hash);
    json_write_open(&out, NULL, '{');
    json_write_text(&out, "month", month_text(month).text);
    json_write_text(&out, "prompt", prompt->name);
    json_write_text(&out, "hash", hash);
    json_write_int(&out, "books", books);
    json_write_text(&out, "system", text_of(&system));
    json_write_text(&out, "user", text_of(&user));
    json_write_close(&out, '}');
    output_print_json(&out);
}

static const char *variant;
static int64_t books;

static int perform_prompt_render(struct context *context, const struct operands *operands,
                                 struct error *err)
{
    struct month month = {0};
    if (!command_month(operands->items[0], &month, err))
        return EXIT_USAGE;
    if (!context_configure(context, /* needs_database= */ false, /* needs_broker= */ false, err))
        return EXIT_BY_ERROR;
    const struct prompt *prompt =
        find("--prompt-variant: ", variant ? variant : prompt_default(month), err);
    if (!prompt)
        return EXIT_USAGE;
    print_rendered(context, prompt, month, (int)books);
    return EXIT_DONE;
}

static const struct cli_option prompt_render_options[] = {
    {.name = "prompt-variant",
     .kind = CLI_STRING,
     .value = &variant,
     .metavar = "NAME",
     .help = "the prompt",
     .fallback = "the one that schedule takes for this month"},
    {.name = "books",
     .kind = CLI_INT,
     .value = &books,
     .metavar = "N",
     .min = 1,
     .max = 100,
     .help = "books asked of each generator",
     .preset = "20"},
    OPTION_END,
};

static const struct command command_prompt_render = {
    .name = "prompt render",
    .summary = "Show what would be asked for a month.",
    .arguments = "MONTH",
    .purpose = "Show what the generators would be asked for a month. No generator is asked.",
    .details = "What stands above the line --- tells the model what it is; what stands below "
               "is the question.",
    .arguments_min = 1,
    .arguments_max = 1,
    .options = prompt_render_options,
    .prints_json = true,
    .perform = perform_prompt_render,
};

static const struct command *const group[] = {&command_prompt_list, &command_prompt_show,
                                              &command_prompt_render, NULL};

const struct command command_prompt = {
    .name = "prompt", .summary = "Prompt variants: list, show, render.", .commands = group};
