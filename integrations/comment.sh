#!/usr/bin/env bash
# Puts the report into a comment on the pull request: the first time it is made, later it is renewed. The first line of the report
# marks the comment, so that each build, or set of builds, has its own. Where the token only reads, as for a pull request from a
# fork, that is said, and nothing fails: the report stands in the job summary.
set -euo pipefail

IFS= read -r mark <"$MARKDOWN"
[[ $mark =~ ^"<!-- ctxsize "[0-9a-f]+" -->"$ ]] || { echo "$MARKDOWN is not a report of ctxsize" >&2; exit 2; }
comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
mine="[.[] | select(.user.type == \"Bot\" and (.body | startswith(\"$mark\")))][0].id // empty"
write() {
  local id
  id=$(gh api --paginate "$comments" --jq "$mine") || return
  id=${id%%$'\n'*}
  if [ -n "$id" ]; then
    gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" --silent --field "body=@$MARKDOWN"
  else
    gh api --method POST "$comments" --silent --field "body=@$MARKDOWN"
  fi
}
write || echo "::notice title=ctxsize::No comment was written: this job's token must not write comments, as for a pull request from a fork. The report stands in the job summary."
