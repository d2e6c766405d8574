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

# search PATTERN WHAT: of the C files on stdin, print the lines that match, as complaints. Comments are
# left out, strings stay. All files are read by one process: one a file takes minutes.
search() {
    # shellcheck disable=SC2016 # the variables are Perl's
    xargs -r -d '\n' perl -e '
        my ($pattern, $what) = splice @ARGV, 0, 2;
        undef $/;
        for my $file (@ARGV) {
            open my $in, "<", $file or die "$file: $!\n";
            my $code = <$in>;
            $code =~ s{("(?:\\.|[^"\\])*"|\x27(?:\\.|[^\x27\\])*\x27)|/\*.*?\*/|//[^\n]*}
                      {defined $1 ? $1 : ($& =~ tr/\n//cdr) . " "}gsex;
            my $number = 0;
            for my $line (split /\n/, $code) {
                $number++;
                if ($line =~ /$pattern/) { $line =~ s/^\s+//; print "$file:$number: $what: $line\n"; }
            }
        }' -- "$1" "$2"
}

# verdict: the last command: whatever came in is a complaint
verdict() {
    if grep .; then exit 1; fi
}
