# Puts the mutants of one source file into it, each behind a switch.
#
#   awk -f rewrite.awk -v file=Sources/…/X.swift LIST… X.swift
#
# LIST is as README.md describes; mutants are numbered in the order of the lists. Prints the file with
# `limn_mutant() == n` choosing, and on standard error, for each mutant of the file:
#   n <tab> name <tab> ok | gone | twice | overlaps | cut (its text begins within a name)
#     | labelled (it begins with an argument's label, so it is no expression)

function finish() {
  if (!open) return
  open = 0
  if (path != file) return
  own[++count] = number
  names[count] = name
  olds[count] = old
  news[count] = new
  isStatement[count] = statement
  contexts[count] = context
}

function lines(text, line) { return text == "" ? line : text "\n" line }

BEGIN { source = ARGV[ARGC - 1] }

FILENAME == source {
  text = text $0 "\n"
  next
}
/^= / { finish(); path = substr($0, 3); next }
/^@ / {
  finish()
  open = 1
  number++
  name = substr($0, 3)
  sub(/:.*/, "", name)
  old = new = context = ""
  statement = 0
  next
}
/^~ / { context = substr($0, 3); next }
/^- / { old = lines(old, substr($0, 3)); next }
/^\+ / { new = lines(new, substr($0, 3)); next }
/^< / { old = lines(old, substr($0, 3)); statement = 1; next }
/^> / { new = lines(new, substr($0, 3)); next }

function report(i, verdict) { print own[i] "\t" names[i] "\t" verdict > "/dev/stderr" }

# Where the mutant's text begins in the source, or 0.
function place(i,   from, at, more) {
  from = 1
  if (contexts[i] != "") {
    at = index(text, contexts[i])
    if (at == 0) return 0
    from = at + length(contexts[i])
  }
  at = index(substr(text, from), olds[i])
  if (at == 0) return 0
  at += from - 1
  if (contexts[i] == "" && index(substr(text, at + 1), olds[i]) > 0) return -1
  return at
}

# The source from `low` up to `high`, with the mutants from `first` on that lie in it.
function emit(low, high, first,   result, at, i, inner, rest) {
  result = ""
  at = low
  i = first
  while (i <= kept && starts[i] < high) {
    result = result substr(text, at, starts[i] - at)
    inner = emit(starts[i], ends[i], i + 1)
    if (isStatement[order[i]])
      result = result "if limn_mutant() == " own[order[i]] " {\n" news[order[i]] "\n} else {\n" inner "\n}"
    else
      result = result "(limn_mutant() == " own[order[i]] " ? (" news[order[i]] ") : (" inner "))"
    at = ends[i]
    i = after
  }
  after = i
  return result substr(text, at, high - at)
}

END {
  finish()
  for (i = 1; i <= count; i++) {
    at = place(i)
    if (at == 0) { report(i, "gone"); continue }
    if (at < 0) { report(i, "twice"); continue }
    if (!isStatement[i] && olds[i] ~ /^[A-Za-z0-9_]/ && substr(text, at - 1, 1) ~ /[A-Za-z0-9_.]/ \
      && substr(text, at - 3, 3) !~ /\.\.[.<]/) {
      report(i, "cut")
      continue
    }
    if (!isStatement[i] && (olds[i] ~ /^[A-Za-z0-9_]+: / || news[i] ~ /^[A-Za-z0-9_]+: /)) {
      report(i, "labelled")
      continue
    }
    end = at + length(olds[i])
    clash = 0
    for (j = 1; j <= kept; j++) {
      apart = end <= starts[j] || ends[j] <= at
      nested = (starts[j] <= at && end <= ends[j]) || (at <= starts[j] && ends[j] <= end)
      if (!apart && !nested) clash = 1
    }
    if (clash) { report(i, "overlaps"); continue }
    report(i, "ok")
    # In order: what begins earlier first, of those the longer first.
    j = kept++
    while (j > 0 && (starts[j] > at || (starts[j] == at && ends[j] < end))) {
      starts[j + 1] = starts[j]
      ends[j + 1] = ends[j]
      order[j + 1] = order[j]
      j--
    }
    starts[j + 1] = at
    ends[j + 1] = end
    order[j + 1] = i
  }
  printf "import CMutant\n%s", emit(1, length(text) + 1, 1)
}
