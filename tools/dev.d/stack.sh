# The running product; tools/stack.py knows its processes.
stack_run() {
  local argument
  for argument in "$@"; do
    [[ $argument != --help && $argument != -h ]] || exec python3 tools/stack.py run --help
  done
  ready_to_build
  build
  build_web
  step "start PostgreSQL" postgres_start
  trap : INT TERM # The product ends itself; we wait for it.
  local code=0
  OVERROUND_BUILD_DIR=$build_dir python3 tools/stack.py run --socket "$(postgres_socket_dir)" "$@" || code=$?
  [[ " $* " == *" --detach "* && $code == 0 ]] || postgres_stop
  return $code
}

# A PostgreSQL that was not running ends with it.
stack_rebuild() {
  local argument running=0 code=0
  for argument in "$@"; do
    [[ $argument != --help && $argument != -h ]] || exec python3 tools/stack.py rebuild --help
  done
  ready_to_build
  build
  [[ ! -S $(postgres_socket_dir)/.s.PGSQL.5432 ]] || running=1
  step "start PostgreSQL" postgres_start
  OVERROUND_BUILD_DIR=$build_dir python3 tools/stack.py rebuild --socket "$(postgres_socket_dir)" "$@" || code=$?
  [[ $running == 1 ]] || postgres_stop
  return $code
}

stack_stop() {
  python3 tools/stack.py stop
  postgres_stop
}

stack_status() { exec python3 tools/stack.py status; }
