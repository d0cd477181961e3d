#!/bin/sh
# run.sh FEEDS STATE: reads every feed that the file FEEDS lists, a URL a line, with its state in the folder STATE.
# NEWSLOOM names the program; without it, the release build of this repository is used. Pages are asked for again with
# every poll, or as RECHECK says.
set -eu
feeds=$1
state=$2
newsloom=${NEWSLOOM:-$(dirname "$0")/../../target/release/newsloom}
configuration=$state/newsloom.toml
if [ ! -e "$configuration" ]; then
  {
    printf '[state]\ndir = "var"\n\n[http]\nallow_private_networks = true\nper_host = { concurrency = 4, delay = "0s" }\nrecheck = "%s"\n\n' "${RECHECK:-every poll}"
    printf '[[sink]]\nid = "out"\nkind = "jsonl"\npath = "out.jsonl"\n'
    awk 'NF { printf "\n[[source]]\nid = \"feed-%d\"\nkind = \"feed\"\nurl = \"%s\"\n", NR, $1 }' "$feeds"
  } > "$configuration"
fi
exec "$newsloom" fetch --all --config "$configuration"
