# shellcheck shell=bash
# lib.sh: what the lint tests share. Each looks at files as git would add them, prints
# "file:line: what is wrong", and fails when there was anything to print.

cd -P -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." || exit 2

# files PATTERN...: the project's files, also new ones, never ignored or deleted ones
files() {
    local file
    while IFS= read -r file; do
        if [ -f "$file" ]; then printf '%s\n' "$file"; fi
    done < <(git ls-files --cached --others --exclude-standard -- "$@" | sort -u)
}

# Without git (an unpacked archive) there is no telling what is the project's.
git rev-parse --is-inside-work-tree >/dev/null 2>&1 || {
    echo "this is not a git checkout: lint looks at the files that git knows"
    exit 2
}

# code FILE: C without its comments, line numbers kept; strings stay
code() {
    perl -0777 -pe 's{("(?:\\.|[^"\\])*"|\x27(?:\\.|[^\x27\\])*\x27)|/\*.*?\*/|//[^\n]*}
                     {defined $1 ? $1 : ($& =~ tr/\n//cdr) . " "}gsex' -- "$1"
}

# search FILE PATTERN WHAT: print the lines of C that match, as complaints
search() {
    code "$1" | { grep -nE -- "$2" || true; } | sed "s|^\([0-9]*\):\s*|$1:\1: $3: |"
}

# verdict: the last command: whatever came in is a complaint
verdict() {
    if grep .; then exit 1; fi
}
