#!/bin/sh
# Finds the programs of a PostgreSQL server and prints their folder. Where there are none it installs the
# distribution's package, if it may; else it says what is missing.
set -eu

found() {
    for folder in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/local/pgsql/bin; do
        if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && [ -x "$folder/psql" ]; then
            echo "$folder"
            return 0
        fi
    done
    return 1
}

found && exit 0
if [ "$(id -u)" != 0 ] || [ ! -e /etc/debian_version ]; then
    echo "there is no PostgreSQL server under /usr/lib/postgresql: install it ('apt-get install postgresql' as root)" >&2
    exit 1
fi
# Only the programs are wanted, no server that starts by itself.
mkdir -p /etc/postgresql-common
[ -e /etc/postgresql-common/createcluster.conf ] ||
    echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
"$(dirname "$0")/apt.sh" postgresql >&2
found || { echo "the package 'postgresql' is installed, but its programs are not where they are looked for" >&2; exit 1; }
