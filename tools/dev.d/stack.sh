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

stack_stop() {
  python3 tools/stack.py stop
  postgres_stop
}

stack_status() { exec python3 tools/stack.py status; }
