/* cli_completion.c: completions for bash and zsh from the tables of options. Both find the command
 * among the words in the same way, then offer what stands behind an option, or the names that may
 * follow. */
#include "core/cli_manual.h"

#include <string.h>

/* What differs between the two shells. */
struct shell {
    const char *head;       /* up to the cases that find the command; %1$s: the function's name */
    const char *found;      /* of a command or a group: its word is taken */
    const char *values;     /* begins the cases of values */
    const char *files;      /* of an option that takes a file */
    const char *nothing;    /* of an option whose value cannot be guessed */
    const char *names;      /* begins the cases of names that may follow */
    const char *tail;       /* ends the function */
    const char *case_begin; /* "(" before a pattern of zsh */
    bool describes;         /* it shows the words of each name beside it */
};

static const char *name_of(const struct cli_command *command)
{
    return command->name ? command->name : "";
}

/* How many bytes of a name its group has: 3 of "dlq list"; 0: it is in none. */
static size_t group_bytes(const char *name)
{
    const char *blank = strchr(name, ' ');
    return blank ? (size_t)(blank - name) : 0;
}

/* Is this the first command of its group? */
static bool begins_group(const struct cli_manual *manual, size_t index)
{
    const char *name = name_of(&manual->commands[index]);
    const size_t bytes = group_bytes(name);
    if (bytes == 0)
        return false;
    for (size_t i = 0; i < index; i++)
        if (strncmp(name_of(&manual->commands[i]), name, bytes + 1) == 0)
            return false;
    return true;
}

/* Add 'name' or 'name:words' in single quotes, so that no shell reads anything in it. */
static void add_quoted(struct text *out, const struct shell *shell, const char *name,
                       const char *words)
{
    text_add(out, " '");
    text_add(out, name);
    if (shell->describes && words) {
        text_add(out, ":");
        for (; *words != '\0'; words++)
            if (*words == '\'')
                text_add(out, "'\\''");
            else
                text_add_bytes(out, words, 1);
    }
    text_add(out, "'");
}

static void add_case(struct text *out, const struct shell *shell, const char *command,
                     const char *more)
{
    text_add_format(out, "    %s\"%s%s\")", shell->case_begin, command, more);
}

/* A blank of a choice is offered as '_', which is taken, too: shells offer single words. */
static void add_choices(struct text *out, const struct shell *shell, const char *choices)
{
    for (const char *at = choices; *at != '\0';) {
        char choice[64] = "";
        const size_t bytes = strcspn(at, "|");
        memcpy(choice, at, bytes < sizeof(choice) ? bytes : sizeof(choice) - 1);
        for (char *blank = choice; (blank = strchr(blank, ' '));)
            *blank = '_';
        add_quoted(out, shell, choice, NULL);
        at += bytes + (at[bytes] == '|');
    }
}

static void add_values(struct text *out, const struct shell *shell, const char *command,
                       const struct cli_option *option)
{
    CLEANUP(text_done) struct text behind = {0};
    const char *metavar = option->metavar ? option->metavar : "";
    if (option->kind == CLI_FLAG || !option->help)
        return;
    text_add_format(&behind, " --%s", option->name);
    add_case(out, shell, command, text_of(&behind));
    if (!option->choices) {
        const bool file = strcmp(metavar, "FILE") == 0 || strcmp(metavar, "DIR") == 0;
        text_add(out, file ? shell->files : shell->nothing);
        return;
    }
    text_add(out, " candidates=(");
    add_choices(out, shell, option->choices);
    text_add(out, ") ;;\n");
}

/* The names of commands that may follow a group; of none, those of all. */
static void add_commands(struct text *out, const struct shell *shell,
                         const struct cli_manual *manual, const char *group, size_t group_count)
{
    for (size_t i = 0; i < manual->count; i++) {
        char word[64] = "";
        const char *name = name_of(&manual->commands[i]);
        const size_t bytes = group_bytes(name);
        const bool fits = group_count > 0 ? bytes == group_count && strncmp(name, group, bytes) == 0
                                          : bytes == 0 || begins_group(manual, i);
        if (!fits || *name == '\0')
            continue;
        const char *shown = group_count > 0 ? name + group_count + 1 : name;
        const size_t count = group_count > 0 || bytes == 0 ? strlen(shown) : bytes;
        memcpy(word, shown, count < sizeof(word) ? count : sizeof(word) - 1);
        add_quoted(out, shell, word,
                   group_count == 0 && bytes > 0 ? NULL : manual->commands[i].summary);
    }
}

static void add_options(struct text *out, const struct shell *shell,
                        const struct cli_command *command)
{
    for (const struct cli_option *option = command->options; option && option->name; option++) {
        char name[64] = "--";
        if (!option->help)
            continue;
        text_copy(name + 2, sizeof(name) - 2, option->name);
        add_quoted(out, shell, name, option->help);
    }
    add_quoted(out, shell, "--help", "show this help");
}

/* What may follow each command, and each group. */
static void add_names(struct text *out, const struct shell *shell, const struct cli_manual *manual)
{
    bool has_top = false;
    for (size_t i = 0; i < manual->count; i++) {
        const struct cli_command *command = &manual->commands[i];
        has_top = has_top || !command->name;
        if (begins_group(manual, i)) {
            char group[64] = "";
            const size_t bytes = group_bytes(command->name);
            memcpy(group, command->name, bytes < sizeof(group) ? bytes : sizeof(group) - 1);
            add_case(out, shell, group, "");
            text_add(out, " candidates=(");
            add_commands(out, shell, manual, command->name, bytes);
            text_add(out, ") ;;\n");
        }
        add_case(out, shell, name_of(command), "");
        text_add(out, " candidates=(");
        if (!command->name)
            add_commands(out, shell, manual, "", 0);
        if (command->operands)
            add_choices(out, shell, command->operands);
        add_options(out, shell, command);
        text_add(out, ") ;;\n");
    }
    if (has_top)
        return;
    add_case(out, shell, "", "");
    text_add(out, " candidates=(");
    add_commands(out, shell, manual, "", 0);
    text_add(out, " '--help' '--version') ;;\n");
}

/* The words that are a command or a group: "" and the word, or the group and the word. */
static void add_found(struct text *out, const struct shell *shell, const struct cli_manual *manual)
{
    for (size_t i = 0; i < manual->count; i++) {
        const char *name = name_of(&manual->commands[i]);
        const size_t bytes = group_bytes(name);
        if (begins_group(manual, i))
            text_add_format(out, "        %s\" %.*s\")%s", shell->case_begin, (int)bytes, name,
                            shell->found);
        if (*name != '\0')
            text_add_format(out, "        %s\"%s%s\")%s", shell->case_begin, bytes > 0 ? "" : " ",
                            name, shell->found);
    }
}

static void add_completion(const struct cli_manual *manual, const struct shell *shell,
                           struct text *out)
{
    text_add(out, shell->head);
    add_found(out, shell, manual);
    text_add(out, shell->values);
    for (size_t i = 0; i < manual->count; i++) {
        const struct cli_command *command = &manual->commands[i];
        for (const struct cli_option *o = command->options; o && o->name; o++)
            add_values(out, shell, name_of(command), o);
    }
    text_add(out, shell->names);
    add_names(out, shell, manual);
    text_add(out, shell->tail);
}

void cli_manual_bash(const struct cli_manual *manual, struct text *out)
{
    static const struct shell bash = {
        .head = "    local word=${COMP_WORDS[COMP_CWORD]} command='' i\n"
                "    local -a candidates=()\n"
                "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                "        case \"$command ${COMP_WORDS[i]}\" in\n",
        .found = " command=${command:+$command }${COMP_WORDS[i]} ;;\n",
        .values = "        *) break ;;\n"
                  "        esac\n"
                  "    done\n"
                  "    case \"$command ${COMP_WORDS[COMP_CWORD - 1]}\" in\n",
        .files = " compopt -o default; COMPREPLY=(); return ;;\n",
        .nothing = " COMPREPLY=(); return ;;\n",
        .names = "    *) case \"$command\" in\n",
        .tail = "    esac ;;\n"
                "    esac\n"
                "    mapfile -t COMPREPLY < <(compgen -W \"${candidates[*]}\" -- \"$word\")\n"
                "}\n",
        .case_begin = "",
    };
    text_add_format(out, "# shellcheck shell=bash\n# Completion of %s, written by its own help.\n",
                    manual->program);
    text_add(out, "_backfill_complete_");
    for (const char *at = manual->program; *at != '\0'; at++)
        text_add_format(out, "%c", *at == '-' ? '_' : *at);
    text_add(out, "()\n{\n");
    add_completion(manual, &bash, out);
    text_add(out, "complete -F _backfill_complete_");
    for (const char *at = manual->program; *at != '\0'; at++)
        text_add_format(out, "%c", *at == '-' ? '_' : *at);
    text_add_format(out, " %s\n", manual->program);
}

void cli_manual_zsh(const struct cli_manual *manual, struct text *out)
{
    static const struct shell zsh = {
        .head = "local command='' i\n"
                "local -a candidates\n"
                "for ((i = 2; i < CURRENT; i++)); do\n"
                "    case \"$command $words[i]\" in\n",
        .found = " command=${command:+$command }$words[i] ;;\n",
        .values = "        (*) break ;;\n"
                  "    esac\n"
                  "done\n"
                  "case \"$command $words[CURRENT-1]\" in\n",
        .files = " _files; return ;;\n",
        .nothing = " return 1 ;;\n",
        .names = "    (*) case \"$command\" in\n",
        .tail = "    esac ;;\n"
                "esac\n"
                "_describe 'backfill' candidates\n",
        .case_begin = "(",
        .describes = true,
    };
    text_add_format(out, "#compdef %s\n# Completion of %s, written by its own help.\n",
                    manual->program, manual->program);
    add_completion(manual, &zsh, out);
}
