# Makes a manual page of a command's help: awk -v name="limn explain" -v version=0.2.0 -f help-to-man.awk
#
# The help begins with OVERVIEW: and USAGE:, then has sections whose titles are capitals and a colon, of
# entries that are indented by two, their texts by twenty-six.

function safe(text) {
  gsub(/\\/, "\\e", text)
  gsub(/-/, "\\-", text)
  if (text ~ /^[.']/) text = "\\&" text
  return text
}
function say(text) { print safe(text) }
function endExample() { if (example) { print ".fi"; print ".RE"; example = 0 } }

BEGIN {
  page = name
  gsub(/ /, "-", page)
  printf ".TH %s 1 \"\" \"Limn %s\" \"Limn\"\n.SH NAME\n", safe(toupper(page)), version
  state = "start"
}

/^OVERVIEW: / { state = "abstract"; sub(/^OVERVIEW: /, "") }

# What the command does in a sentence is the page's name line, what follows its description.
state == "abstract" {
  if ($0 != "") { abstract = abstract (abstract == "" ? "" : " ") $0; next }
  sub(/\.$/, "", abstract)
  print safe(page) " \\- " safe(abstract)
  state = "description"
  next
}

/^USAGE: / {
  if (state == "abstract") { sub(/\.$/, "", abstract); print safe(page) " \\- " safe(abstract) }
  sub(/^USAGE: /, "")
  usage = $0
  state = "usage"
  next
}

state == "description" { description[++lines] = $0; next }

state == "usage" {
  if ($0 != "" && $0 !~ /^[A-Z ]+:$/) { sub(/^ +/, ""); usage = usage " " $0; next }
  print ".SH SYNOPSIS"
  say(usage)
  if (lines) print ".SH DESCRIPTION"
  paragraph = 0
  for (i = 1; i <= lines; i++) {
    if (description[i] == "") { endExample(); paragraph = 1; continue }
    if (description[i] ~ /^  /) {
      if (!example) { print ".PP"; print ".RS 4"; print ".nf"; example = 1 }
    } else {
      endExample()
      if (paragraph) print ".PP"
    }
    paragraph = 0
    sub(/^  /, "", description[i])
    say(description[i])
  }
  endExample()
  state = "sections"
}

state == "sections" {
  if ($0 ~ /^[A-Z][A-Z ]*:$/) {
    title = $0
    sub(/:$/, "", title)
    print ".SH " title
  } else if ($0 ~ /^  See '/) {
    next
  } else if ($0 ~ /^  [^ ]/) {
    entry = substr($0, 3)
    text = ""
    # Its text begins on the same line where there is room: behind some spaces, or behind one where the entry
    # just fits.
    if (match(entry, /   */)) {
      text = substr(entry, RSTART + RLENGTH)
      entry = substr(entry, 1, RSTART - 1)
    } else if (match(entry, /> [^<]/)) {
      text = substr(entry, RSTART + 2)
      entry = substr(entry, 1, RSTART)
    }
    print ".TP"
    print "\\fB" safe(entry) "\\fR"
    if (text != "") say(text)
  } else if ($0 ~ /^ +[^ ]/) {
    sub(/^ +/, "")
    say($0)
  }
}

END {
  print ".SH SEE ALSO"
  if (name == "limn") print "The guides, in Docs/Guides of the source."
  else print ".BR limn (1)"
}
