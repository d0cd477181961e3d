#!/bin/sh
# apt.sh PACKAGE…: installs packages of the distribution, one caller after the other: tests run side by side, and apt-get
# does not wait for another one that reads the lists.
set -eu
export DEBIAN_FRONTEND=noninteractive
exec 9>"${TMPDIR:-/tmp}/newsloom-apt.lock"
flock -w 900 9
apt="apt-get -y -q -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold"
$apt install --no-install-recommends "$@" || { $apt update && $apt install --no-install-recommends "$@"; }
