#!/bin/sh
# Prove `sh run` and `sh check` on bare Debian 12 systems and print how long each call takes:
#   sudo sh tools/prove_bare_debian.sh [FOLDER]
# FOLDER keeps the downloaded system for the next time; without it a temporary one is used.
# Needs root, debootstrap, 2 GB and some minutes. Nothing outside FOLDER is changed.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)

say() { printf '%s\n' "$1"; }

[ "$(id -u)" -eq 0 ] || { say "A system in a folder can be made by root only. Call with sudo."; exit 1; }
command -v debootstrap >/dev/null || { say "Run: apt-get install debootstrap"; exit 1; }
if [ "${alone-}" != yes ]; then
    alone=yes exec unshare --mount sh "$root/tools/prove_bare_debian.sh" "$@"    # mounts end with us
fi

if [ "$#" -gt 0 ]; then
    folder=$1
    mkdir -p "$folder"
else
    folder=$(mktemp -d)
    trap 'rm -rf --one-file-system "$folder"' EXIT
fi
pristine=$folder/pristine
bare=$folder/bare
person=1000    # the number of an ordinary user, who need not have an account
failures=0

# --- a fresh system --------------------------------------------------------------------------

if [ ! -e "$folder/pristine-is-whole" ]; then
    say 'Fetching Debian 12'
    rm -rf --one-file-system "$pristine"
    debootstrap --variant=minbase bookworm "$pristine" >"$folder/debootstrap.log" 2>&1 \
        || { tail -n 20 "$folder/debootstrap.log"; exit 1; }
    touch "$folder/pristine-is-whole"
fi

# How this machine reaches the package registries; the bare system reaches them the same way.
way_out=''
for name in http_proxy https_proxy no_proxy PIP_INDEX_URL UV_DEFAULT_INDEX; do
    value=$(printenv "$name" || :)
    [ -z "$value" ] || way_out="$way_out $name=$value"
done
if [ -n "${SSL_CERT_FILE-}" ]; then
    # A name of its own: Debian's ca-certificates, once installed, rewrites the usual file.
    way_out="$way_out SSL_CERT_FILE=/etc/certificates.pem PIP_CERT=/etc/certificates.pem"
fi

# fresh OWNER PACKAGE...: a new system with the packages and a copy of this project, nothing else.
fresh() {
    owner=$1
    shift
    ! mountpoint -q "$bare/proc" || umount "$bare/proc"
    rm -rf --one-file-system "$bare"
    cp -a --reflink=auto "$pristine" "$bare"
    mount -t proc proc "$bare/proc"
    cp -L /etc/resolv.conf "$bare/etc/resolv.conf"
    [ -z "${SSL_CERT_FILE-}" ] || cp -L "$SSL_CERT_FILE" "$bare/etc/certificates.pem"
    if [ "$#" -gt 0 ]; then
        inside 0 "apt-get update -q && apt-get install -q -y --no-install-recommends $*" \
            >"$folder/apt.log" 2>&1 || { tail -n 20 "$folder/apt.log"; exit 1; }
    fi
    mkdir "$bare/project" "$bare/person"
    tar -C "$root" --exclude-vcs --exclude=./.venv --exclude=./.tools --exclude='.*_cache' \
        --exclude=__pycache__ --exclude=./out -cf - . | tar -C "$bare/project" -xf -
    chown -R "$owner:$owner" "$bare/project" "$bare/person"
}

# inside OWNER COMMAND
inside() {
    # shellcheck disable=SC2086    # way_out is a list of words
    chroot --userspec="$1:$1" "$bare" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/person \
        LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive $way_out sh -c "$2"
}

# --- a call and what is expected of it -------------------------------------------------------

# call STATUS COMMAND: time one call in the current system and show the last thing it said.
call() {
    start=$(date +%s.%N)
    status=0
    inside "$owner" "$2" >"$folder/call.log" 2>&1 </dev/null || status=$?
    seconds=$(echo "$start $(date +%s.%N)" | awk '{printf "%.2f", $2 - $1}')
    printf '  %-34s %7s s   status %s   %s\n' "$2" "$seconds" "$status" "$(tail -n 1 "$folder/call.log")"
    if [ "$status" -ne "$1" ]; then
        failures=$((failures + 1))
        say "  expected status $1; it said:"
        tail -n 20 "$folder/call.log" | sed 's/^/    /'
    fi
}

# one_line: the call before said exactly one line.
one_line() {
    [ "$(wc -l <"$folder/call.log")" -eq 1 ] || {
        failures=$((failures + 1))
        say '  expected one line; it said:'
        tail -n 20 "$folder/call.log" | sed 's/^/    /'
    }
}

# --- the situations --------------------------------------------------------------------------

say 'No Python at all, as root'
fresh 0
call 0 'sh /project/run'
call 0 'sh /project/run'
call 0 'sh /project/run --help'
call 0 'sh /project/check'
call 0 'sh /project/check'

say 'Python without venv, as root'
fresh 0 python3
call 0 'sh /project/check'
call 0 'sh /project/run'

say 'Python and pip without venv, as an ordinary user'
fresh "$person" python3 python3-pip
call 0 'sh /project/run'
call 0 'sh /project/check'
call 0 'sh /project/check'

say 'Python without venv and pip, as an ordinary user'
fresh "$person" python3
call 1 'sh /project/run'
one_line

say 'No Python at all, as an ordinary user'
fresh "$person"
call 1 'sh /project/check'
one_line

say 'A set-up killed at various moments, then called again'
fresh "$person" python3 python3-venv
for moment in 0.5 2 4 5 6; do
    call 137 "rm -rf /project/.venv /project/.tools; timeout -s KILL $moment sh /project/check"
    call 0 'sh /project/run --help'
done

say 'Two first calls at once'
fresh "$person" python3 python3-venv
# shellcheck disable=SC2016    # the inner shell knows $!
call 0 'sh /project/run & first=$!; sh /project/check && wait $first'

say 'A project that was moved after its set-up'
call 0 'cp -r /project /person/moved && sh /person/moved/run --help'

umount "$bare/proc"
rm -rf --one-file-system "$bare"
if [ "$failures" -gt 0 ]; then
    say "$failures of the calls above did not do what was expected."
    exit 1
fi
say 'Every call did what was expected.'
