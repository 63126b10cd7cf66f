# Names and small words the other parts share.
local_dir=$root/.local
build_dir=${OVERROUND_BUILD_DIR:-$root/build/default}
services=(collector prediction grading bankroll user_model gateway)

say() { printf '%s\n' "$*"; }
fail() { printf 'tools/dev: %s\n' "$*" >&2; exit 1; }

# Runs a command as root: directly when we are, by sudo otherwise.
as_root() {
  if [[ $(id -u) == 0 ]]; then "$@"; else sudo "$@"; fi
}

# Shows a step's name while it runs, its time when it ends, and its log only when it fails.
step() {
  local name=$1 log started=$SECONDS
  shift
  mkdir -p "$local_dir/log"
  log=${name,,}
  log=$local_dir/log/${log//[^a-z0-9]/-}.log
  printf '%-44s' "$name"
  if "$@" >"$log" 2>&1; then
    printf 'done in %d s\n' $((SECONDS - started))
  else
    printf 'FAILED after %d s\n' $((SECONDS - started))
    tail -n 60 "$log" >&2
    return 1
  fi
}
