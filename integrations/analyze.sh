#!/usr/bin/env bash
# Runs ctxsize for the GitHub action, by the inputs in CTXSIZE_*. Its exit code becomes an output: the upload and the comment
# come before the verdict.
set -euo pipefail

folder=$(mktemp -d "${RUNNER_TEMP:-/tmp}/ctxsize-report.XXXXXX")
options=(--no-progress --format ci --format json -o "$folder/report.json" --format sarif -o "$folder/report.sarif"
  --format markdown -o "$folder/report.md")
# Whoever names no build means all that the repository defines.
[ -n "${CTXSIZE_FILE:-}${CTXSIZE_TARGET:-}${CTXSIZE_ARGS:-}" ] || options+=(--all)
[ -z "${CTXSIZE_BUDGET_TOTAL:-}" ] || options+=("--budget-total=$CTXSIZE_BUDGET_TOTAL")
[ -z "${CTXSIZE_FILE:-}" ] || options+=("--file=$CTXSIZE_FILE")
[ -z "${CTXSIZE_TARGET:-}" ] || options+=("--target=$CTXSIZE_TARGET")
[ -z "${CTXSIZE_BUDGET:-}" ] || options+=("--budget=$CTXSIZE_BUDGET")
[ -z "${CTXSIZE_FAIL_ON:-}" ] || options+=("--fail-on=$CTXSIZE_FAIL_ON")
if [ "${CTXSIZE_COMPARE:-none}" != none ]; then
  # A checkout as actions/checkout makes it has one commit and no other branch: get what there is to compare with.
  path=${CTXSIZE_PATH:-.}
  if ! git -C "$path" merge-base "$CTXSIZE_COMPARE" HEAD >/dev/null 2>&1; then
    branch=${CTXSIZE_COMPARE#origin/}
    refs="+refs/heads/$branch:refs/remotes/origin/$branch"
    git -C "$path" fetch --quiet --no-tags --unshallow origin "$refs" 2>/dev/null ||
      git -C "$path" fetch --quiet --no-tags origin "$refs" || true
  fi
  options+=("--compare=$CTXSIZE_COMPARE")
  [ -z "${CTXSIZE_MAX_GROWTH:-}" ] || options+=("--max-growth=$CTXSIZE_MAX_GROWTH")
fi
while IFS= read -r argument; do
  [ -z "$argument" ] || options+=("$argument")
done <<<"${CTXSIZE_ARGS:-}"

code=0
"${CTXSIZE:-ctxsize}" "${options[@]}" -- "${CTXSIZE_PATH:-.}" || code=$?
echo "exit-code=$code" >>"$GITHUB_OUTPUT"
# Where it could not analyze there is no report.
[ -s "$folder/report.md" ] || exit 0
{
  echo "json=$folder/report.json"
  echo "sarif=$folder/report.sarif"
  echo "markdown=$folder/report.md"
} >>"$GITHUB_OUTPUT"
if [ "${CTXSIZE_SUMMARY:-true}" = true ]; then
  cat "$folder/report.md" >>"$GITHUB_STEP_SUMMARY"
fi
