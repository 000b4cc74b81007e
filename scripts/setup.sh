# Sourced by scripts/demo, scripts/test and .ci/run: sets up .venv from the pinned requirements, once.
#
# set_up REQUIREMENTS makes .venv hold that file's pins and the project itself. It then leaves a stamp in
# .venv, the word-for-word copy of everything the set-up depends on: a run that finds its stamp unchanged
# starts at once. requirements-dev.txt is a superset of requirements.txt, so it leaves both stamps.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
venv=$root/.venv
python=${PYTHON:-python3}

complain() {
    printf '%s\n' "$@" >&2
    exit 1
}

inputs_of() {
    printf '%s\n' "$root"
    cat "$root/$1" "$root/pyproject.toml" "$root/scripts/setup.sh"
}

is_set_up() {
    [[ -x $venv/bin/python && -f $venv/stamp-$1 ]] && inputs_of "$1" | cmp -s - "$venv/stamp-$1"
}

require_python() {
    command -v "$python" >/dev/null || complain \
        "There is no $python here, and Contract Ledger needs Python 3.11 or newer." \
        "Install it, or name one that is installed: PYTHON=/path/to/python3.11 $0"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || complain \
        "$python is $("$python" --version 2>&1), and Contract Ledger needs Python 3.11 or newer." \
        "Install it, or name one that is installed: PYTHON=/path/to/python3.11 $0"
    "$python" -c 'import ensurepip, venv' 2>/dev/null || complain \
        "$python comes without its venv and ensurepip modules, which the set-up needs." \
        "Install them (Debian and Ubuntu: the package python3-venv), or name another Python: PYTHON=/path/to/python3.11 $0"
}

# An environment whose interpreter is gone, or that was copied here from elsewhere, is made anew.
make_environment() {
    if ! "$venv/bin/python" -c '' 2>/dev/null || ! grep -qsF "$venv/bin/python" "$venv/bin/pip"; then
        require_python
        "$python" -m venv --clear "$venv"
    fi
}

pip_install() {
    "$venv/bin/python" -m pip install --quiet --quiet --no-input --disable-pip-version-check "$@" >&2 || complain \
        "The set-up of $venv failed at: pip install $*" \
        "pip's own words above tell why. Once that is mended, run $0 again; it takes up where it left off."
}

install() {
    echo "Setting up $venv from $1; this is done once and takes a minute or two." >&2
    make_environment
    rm -f "$venv"/stamp-*
    pip_install --require-hashes --requirement "$root/$1"
    pip_install --no-build-isolation --no-deps --editable "$root"
    inputs_of requirements.txt >"$venv/stamp-requirements.txt"
    inputs_of "$1" >"$venv/stamp-$1"
}

# Two runs that start together on a fresh checkout take turns, where the system has flock.
set_up() {
    is_set_up "$1" && return
    exec 9<"$root"
    if command -v flock >/dev/null; then flock 9; fi
    is_set_up "$1" || install "$1"
    exec 9<&-
}
