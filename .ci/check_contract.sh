#!/usr/bin/env bash
# Asks a running server everything its OpenAPI document promises: check_contract.sh HOME SCHEMATHESIS [EXAMPLES]
set -euo pipefail
home="$1"; schemathesis="$2"; examples="${3:-50}"
here="$(cd "$(dirname "$0")" && pwd)"
work="$(mktemp -d)"
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$work"' EXIT
printf '[serve]\nrequests_per_second_per_caller = 0\n' >"$work/mizan.toml"
mizan="${CARGO_TARGET_DIR:-target}/debug/mizan"
"$mizan" serve --home "$home" --config "$work/mizan.toml" --port 0 2>"$work/log" &
server=$!
address=""
while [ -z "$address" ]; do
  kill -0 "$server" || { cat "$work/log"; exit 1; }
  address="$(sed -n 's|.*\(http://[0-9.:]*\).*|\1|p' "$work/log" | head -1)"
  read -rt 0.2 <> <(:) || true
done
cd "$work"
"$schemathesis" --config-file "$here/schemathesis.toml" run "$address/api/v1/openapi.json" \
  --phases examples,coverage,fuzzing --max-examples "$examples" --seed 1
