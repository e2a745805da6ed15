#!/usr/bin/env bash
# Puts the report into the pull request's one comment of ctxsize: the first time it is made, later it is renewed.
set -euo pipefail

comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
mine='[.[] | select(.user.type == "Bot" and (.body | startswith("<!-- ctxsize -->")))][0].id // empty'
id=$(gh api --paginate "$comments" --jq "$mine" | head -n 1)
if [ -n "$id" ]; then
  gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" --silent --field "body=@$MARKDOWN"
else
  gh api --method POST "$comments" --silent --field "body=@$MARKDOWN"
fi
