#!/bin/sh
# backup.sh FOLDER: one dated folder with the records, the index and the documents, while the server goes on.
# Runs as the service's own user with its settings; assistant-backup.service does so. Records in PostgreSQL are for pg_dump.
set -eu
umask 077
index=${ASSISTANT_INDEX:?set it as in /etc/assistant/assistant.env}
days=${ASSISTANT_BACKUP_DAYS:-14}
to=$1/$(date -u +%Y%m%d-%H%M%S)
mkdir -p "$1"
mkdir "$to"
# Half a backup looks like a whole one: it goes when something fails.
trap 'rm -rf "$to"' EXIT
trap 'exit 1' HUP INT TERM

case ${ASSISTANT_DATABASE:-} in
    "") records=$index-records/records.sqlite ;;
    sqlite:///*) records=${ASSISTANT_DATABASE#sqlite:///} ;;
    *) records= ;;
esac
if [ -n "$records" ]; then
    # A copy of one moment; a plain cp of a database in use is none.
    "${PYTHON:-python3}" -c '
import sqlite3, sys
sqlite3.connect(f"file:{sys.argv[1]}?mode=rw", uri=True).execute("VACUUM INTO ?", (sys.argv[2],))
' "$records" "$to/records.sqlite"
fi

# The key of the pseudonyms, which stands beside the records unless the settings say where, and the switch that turns
# the assistant off, where there are any.
beside=$(dirname "${records:-$index-records/-}")
key=${ASSISTANT_PSEUDONYM_KEY_FILE:-$beside/pseudonym.key}
if [ -e "$key" ]; then
    cp "$key" "$to/pseudonym.key"
fi
if [ -e "$index-records/switch.json" ]; then
    cp "$index-records/switch.json" "$to/"
fi

# Under the lock that an ingest takes, so that none changes the index meanwhile.
flock "$index/lock" tar -C "$index" --exclude=./lock -czf "$to/index.tar.gz" .
documents=$(dirname "$index")/documents
if [ -d "$documents" ]; then
    tar -C "$documents" -czf "$to/documents.tar.gz" .
fi

trap - EXIT

# Copies hold questions too: they go as well.
find "$1" -mindepth 1 -maxdepth 1 -type d -name '????????-??????' -mtime "+$days" -exec rm -r {} +
echo "$to"
