# manual.cmake: write the commented configuration file as a man page (section 5): its text as it is, so that
# the two never differ.
# CMake reads ';' and '[' of a file as list syntax in places, so the text stays quoted throughout.
file(READ "${INPUT}" text)
string(REPLACE "\\" "\\e" text "${text}")
string(REPLACE "-" "\\-" text "${text}")
string(REPLACE "'" "\\(aq" text "${text}")
string(REPLACE "…" "\\[u2026]" text "${text}")
string(REGEX REPLACE "(^|\n)\\." "\\1\\\\&." text "${text}")
file(WRITE "${OUTPUT}" ".TH BACKFILL.CONF 5 \"\" \"Backfill ${VERSION}\"
.SH NAME
backfill.conf \\- configuration of backfill\\-producer and backfill\\-consumer
.SH SYNOPSIS
.I /etc/backfill/backfill.conf
.SH DESCRIPTION
Every key there is, with its default behind a number sign, in the form of the file itself:
.PP
.nf
${text}.fi
.SH \"SEE ALSO\"
.BR backfill\\-producer (1),
.BR backfill\\-consumer (1)
")
