# Sourced by run, check and the scripts beside it, with `root` set to the project's folder.
# Makes .venv from the hash-locked requirements. A call that finds everything in place costs
# a few milliseconds; one that was interrupted leaves no stamp, so the next one starts afresh.
# shellcheck shell=sh disable=SC2154

venv=$root/.venv
tools=$root/.tools
stamp=$venv/set-up-of-lumbalis
oldest='(3, 11)'

export PYTHONUTF8=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_USER=0 UV_PYTHON_DOWNLOADS=never
unset PYTHONHOME PYTHONPATH

# --- telling ---------------------------------------------------------------------------------

say() { printf '%s\n' "$1" >&2; }

# fail SENTENCE [STATUS]: say what is wrong and what to do, and end.
fail() {
    say "$1"
    exit "${2:-1}"
}

# stage NAME COMMAND...: one line with the seconds it took; the command's output only if it fails.
stage() {
    stage_name=$1
    shift
    mkdir -p "$tools" || fail "Cannot write in $root. Make the folder writable and call again."
    stage_log=$tools/stage.$$.log
    stage_start=$(date +%s)
    printf '%-28s' "$stage_name" >&2
    if "$@" >"$stage_log" 2>&1 </dev/null; then
        printf '%4s s\n' "$(($(date +%s) - stage_start))" >&2
        rm -f "$stage_log"
    else
        printf 'failed\n' >&2
        cat "$stage_log" >&2
        rm -f "$stage_log"
        return 1
    fi
}

# --- finding Python --------------------------------------------------------------------------

# Print the first Python that is new enough; print nothing if there is none.
find_python() {
    for candidate in python3.11 python3.12 python3.13 python3; do
        if "$candidate" -c "import sys; sys.exit(sys.version_info < $oldest)" 2>/dev/null; then
            "$candidate" -c 'import sys; print(sys.executable)'
            return
        fi
    done
}

has_venv() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

has_pip() { "$1" -m pip --version >/dev/null 2>&1; }

# Debian keeps venv in a package of its own, named after the Python it belongs to.
venv_package() {
    if [ -n "$1" ]; then
        "$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
    else
        echo python3-venv
    fi
}

install_debian_package() {
    apt-get update -q && DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "$@"
}

# Leave in `python` one that can make an environment, installing it where that is allowed.
require_python() {
    python=$(find_python)
    if [ -n "$python" ] && { has_venv "$python" || has_pip "$python"; }; then
        return
    fi
    package=$(venv_package "$python")
    command -v apt-get >/dev/null 2>&1 || fail \
        "Lumbalis needs Python 3.11 or newer with its venv module. Install it and call again."
    [ "$(id -u)" -eq 0 ] || fail \
        "Lumbalis needs Python 3.11 or newer with its venv module. Run: sudo apt-get install $package"
    stage "$package" install_debian_package "$package" || exit 1
    python=$(find_python)
    { [ -n "$python" ] && has_venv "$python"; } || fail \
        "This system's Python is older than 3.11. Install a newer one with venv and call again."
}

# --- finding what the tests need of the system ----------------------------------------------

has_library() { ldconfig -p 2>/dev/null | grep -q "$1"; }

has_postgres() {
    for home in /usr/lib/postgresql/*/bin; do
        [ -x "$home/initdb" ] && return
    done
    return 1
}

# Print the Debian packages that the tests of pages and databases miss here.
missing_for_tests() {
    command -v chromium >/dev/null 2>&1 || echo chromium
    [ -d /usr/share/fonts/truetype/dejavu ] || echo fonts-dejavu-core
    has_library libatomic.so.1 || echo libatomic1
    has_postgres || echo postgresql
}

# The tests start a private server; Debian's own cluster would only use memory.
without_main_cluster() {
    conf=/etc/postgresql-common/createcluster.conf
    [ -e "$conf" ] && return
    mkdir -p "${conf%/*}" && echo 'create_main_cluster = false' >"$conf"
}

install_for_tests() { without_main_cluster && install_debian_package "$@"; }

# Leave a browser and a PostgreSQL server on the machine, or say what is missing and end: a test
# that did not run has proved nothing.
require_test_system() {
    missing=$(missing_for_tests | tr '\n' ' ')
    [ -n "$missing" ] || return 0
    command -v apt-get >/dev/null 2>&1 || fail \
        "The tests of pages and databases need what Debian calls: $missing. Install it and call again."
    [ "$(id -u)" -eq 0 ] || fail \
        "The tests of pages and databases need more of the system. Run: sudo apt-get install $missing"
    # shellcheck disable=SC2086
    stage 'browser and PostgreSQL' install_for_tests $missing || exit 1
}

# Print the Debian packages the judges of our export miss here: engines and validators for Node.js.
missing_for_oracles() {
    command -v node >/dev/null 2>&1 || echo nodejs
    command -v npm >/dev/null 2>&1 || echo npm
}

# Engines and a validator that nobody here wrote judge the exported rules; they are tools of the
# tests and no part of the product.
require_oracles() {
    missing=$(missing_for_oracles | tr '\n' ' ')
    # shellcheck disable=SC2086
    [ -z "$missing" ] || stage 'Node.js' install_debian_package $missing || exit 1
    oracles=$root/tools/cql
    [ "$oracles/node_modules/.package-lock.json" -nt "$oracles/package-lock.json" ] ||
        stage 'CQL engines' npm ci --prefix "$oracles" --no-audit --no-fund || exit 1
}

# Spark is half a gigabyte and has its own idea of Java: the long run alone gives it a place.
require_spark() {
    command -v java >/dev/null 2>&1 ||
        stage 'Java' install_debian_package openjdk-17-jre-headless || exit 1
    spark=$tools/spark
    [ "$spark/made" -nt "$root/tools/spark/requirements.lock" ] ||
        stage 'Spark' make_spark || exit 1
}

make_spark() {
    rm -rf "$spark"
    "$venv/bin/python" -m venv "$spark" &&
        "$spark/bin/pip" install -q --require-hashes -r "$root/tools/spark/requirements.lock" &&
        touch "$spark/made"
}

# --- making the environment ------------------------------------------------------------------

# uv resolves nothing here; it only downloads faster than pip. Where it cannot be had, pip does
# the same work from the same locks. pip may write to a folder even where Debian guards its own.
fetch_uv() {
    rm -rf "$tools/uv"
    "$1" -m pip install -q --target "$tools/uv" --only-binary :all: --no-deps \
        --require-hashes -r "$root/requirements-setup.lock"
}

make_venv() {
    rm -rf "$venv"
    if has_venv "$python"; then
        "$python" -m venv "$venv"
    else
        fetch_uv "$python" && "$tools/uv/bin/uv" venv -q --python "$python" "$venv"
    fi
}

pip_in_venv() {
    if has_pip "$venv/bin/python"; then
        "$venv/bin/python" -m pip install -q "$@"
    else
        "$python" -m pip --python "$venv/bin/python" install -q "$@"
    fi
}

uv_in_venv() {
    [ -x "$tools/uv/bin/uv" ] && "$tools/uv/bin/uv" pip install -q --python "$venv/bin/python" "$@"
}

install_in_venv() { uv_in_venv "$@" || pip_in_venv "$@"; }

install_locked() {
    [ -x "$tools/uv/bin/uv" ] || fetch_uv "$venv/bin/python" || echo 'No uv; pip does the work.'
    install_in_venv --require-hashes -r "$1"
}

install_lumbalis() { install_in_venv --no-deps --no-build-isolation -e "$root"; }

# --- what is there already -------------------------------------------------------------------

sum_of() { (cd "$root" && cat "$@") | cksum; }

# The stamp's first line is what the environment was made from: another lock or another place
# (scripts in .venv hold its absolute path) calls for a new one. The second line is what can be
# brought up to date inside it.
made_from() { echo "$1 $(sum_of requirements-setup.lock requirements.lock requirements-dev.lock) $root"; }

described_by() { sum_of pyproject.toml; }

read_stamp() {
    stamped_made='' stamped_described=''
    if [ -x "$venv/bin/python" ] && [ -r "$stamp" ]; then
        { read -r stamped_made && read -r stamped_described; } <"$stamp" || stamped_made=''
    fi
}

write_stamp() {
    { made_from "$1" && described_by; } >"$stamp.new" && mv "$stamp.new" "$stamp"
}

# is_ready KIND: the development environment holds everything the runtime one does.
is_ready() {
    read_stamp
    [ "$stamped_described" = "$(described_by)" ] || return 1
    [ "$stamped_made" = "$(made_from "$1")" ] || [ "$stamped_made" = "$(made_from dev)" ]
}

# --- one at a time ---------------------------------------------------------------------------

# A folder can be made by one process only; the number inside tells whether its owner still lives.
take_turn() {
    mkdir -p "$tools" || fail "Cannot write in $root. Make the folder writable and call again."
    until mkdir "$tools/turn" 2>/dev/null; do
        owner=$(cat "$tools/turn/owner" 2>/dev/null || :)
        if [ -n "$owner" ] && kill -0 "$owner" 2>/dev/null; then
            [ -n "${waiting-}" ] || say 'Another set-up is at work here; waiting for it.'
            waiting=yes orphaned=''
        elif [ -n "${orphaned-}" ]; then
            rm -rf "$tools/turn"
        else
            orphaned=yes    # it may have been made this instant: look once more
        fi
        sleep 1
    done
    echo $$ >"$tools/turn/owner"
}

end_turn() { rm -rf "$tools/turn"; }

# --- the whole -------------------------------------------------------------------------------

lock_of() {
    case $1 in
        dev) echo "$root/requirements-dev.lock" ;;
        *) echo "$root/requirements.lock" ;;
    esac
}

# bring_up KIND: the shortest way from what is there to what is wanted.
bring_up() {
    kind=$1
    require_python
    read_stamp
    if [ "$stamped_made" = "$(made_from dev)" ]; then
        kind=dev
    elif [ "$stamped_made" = "$(made_from runtime)" ]; then
        rm -f "$stamp"
        stage 'packages' install_locked "$(lock_of "$kind")" || return
    else
        rm -rf "$tools/uv" "$venv"
        stage 'environment (.venv)' make_venv || return
        stage 'packages' install_locked "$(lock_of "$kind")" || return
    fi
    stage 'lumbalis' install_lumbalis || return
    write_stamp "$kind"
}

# set_up KIND: leave .venv ready; `runtime` is what people run, `dev` adds what checks it.
set_up() {
    is_ready "$1" && return
    take_turn
    trap end_turn EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    is_ready "$1" || bring_up "$1" || fail \
        "Set-up stopped at the step above. Call again once its cause is gone; it starts afresh."
    end_turn
    trap - EXIT INT TERM
}
