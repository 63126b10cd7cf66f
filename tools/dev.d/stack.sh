# The running product: a private PostgreSQL, a feed, the six services. One process, one pid file, one log.
run_dir=$local_dir/run
http_port=${OVERROUND_HTTP_PORT:-8080}
simbook_port=${OVERROUND_SIMBOOK_PORT:-7100}
declare -A grpc_port=([collector]=7001 [prediction]=7002 [grading]=7003 [bankroll]=7004 [user_model]=7005 [gateway]=7006)

stack_run() {
  local detach=no replay="" results="" speed=max
  while [[ $# -gt 0 ]]; do
    case $1 in
      --detach) detach=yes; shift ;;
      --replay) replay=$(realpath -e "${2:-}") || fail "--replay: want a folder of captured responses"; shift 2 ;;
      --results) results=$(realpath -e "${2:-}") || fail "--results: want a results file"; shift 2 ;;
      --speed) speed=${2:-}; shift 2 ;;
      *) fail "run: unknown option $1" ;;
    esac
  done
  running && fail "already running (tools/dev status; tools/dev stop)"
  ready_to_build
  build
  build_web
  mkdir -p "$run_dir" "$local_dir/log" "$local_dir/archive"
  stack_choose_feed "$replay" "$results"
  step "start PostgreSQL" postgres_start
  [[ -z $replay ]] || step "drop the last replay's database" drop_database "$database"
  step "prepare database $database" postgres_prepare "$database"
  echo "$database" >"$run_dir/database"
  local service
  for service in "${services[@]}"; do
    step "migrate $service" migrate "$service"
  done
  stack_start
  say
  say "Overround is running: http://127.0.0.1:$http_port"
  say "gRPC: $(for service in "${services[@]}"; do printf '%s %s  ' "$service" "${grpc_port[$service]}"; done)"
  if [[ -n $replay ]]; then
    "$build_dir/bin/overround-conductor" --secrets "$local_dir/secrets" --speed "$speed"
  fi
  [[ $detach == yes ]] || stack_watch
}

# Which world the collector sees: a captured one, a real provider when there is a key, or the simulated book.
stack_choose_feed() {
  replay_dir=$1 replay_results=$2
  if [[ -n $replay_dir ]]; then
    feed=replay database=overround_replay
  elif [[ -n ${ODDS_API_KEY:-} ]]; then
    feed=odds_api database=overround
  else
    feed=simbook database=overround_sim
  fi
}

drop_database() {
  psql -Xq -v ON_ERROR_STOP=1 -d "$(postgres_url postgres overround_admin)" -c "DROP DATABASE IF EXISTS $1 WITH (FORCE)"
}

migrate() {
  OVERROUND_OWNER_DATABASE_URL=$(postgres_url "$database" "overround_$1_owner") service_env "$1" \
    "$build_dir/bin/overround-$1" --migrate
}

# Runs a command with the settings of a service. What the caller's environment already sets, stays.
service_env() {
  local service=$1 other
  shift
  (
    set_default OVERROUND_DATABASE_URL "$(postgres_url "$database" "overround_${service}_app")"
    set_default OVERROUND_GRPC_ADDRESS "127.0.0.1:${grpc_port[$service]}"
    set_default OVERROUND_METRICS_ADDRESS "127.0.0.1:$((grpc_port[$service] + 1000))"
    set_default OVERROUND_SIGNING_KEY_FILE "$local_dir/secrets/$service.key"
    set_default OVERROUND_PUBLIC_KEYS_DIR "$local_dir/keys"
    set_default OVERROUND_MODE "$([[ $feed == replay ]] && echo replay || echo live)"
    for other in "${services[@]}"; do
      set_default "OVERROUND_${other^^}_ADDRESS" "127.0.0.1:${grpc_port[$other]}"
    done
    case $service in
      collector) collector_env ;;
      gateway)
        set_default OVERROUND_HTTP_ADDRESS "127.0.0.1:$http_port"
        set_default OVERROUND_WEB_DIR "$web_dir/dist"
        ;;
    esac
    exec "$@"
  )
}

set_default() { [[ -n ${!1:-} ]] || export "$1=$2"; }

collector_env() {
  set_default OVERROUND_ARCHIVE_DIR "$local_dir/archive/$database"
  case $feed in
    replay)
      set_default OVERROUND_REPLAY_DIR "$replay_dir"
      set_default OVERROUND_REPLAY_RESULTS "$replay_results"
      ;;
    simbook)
      set_default OVERROUND_ODDS_API_URL "http://127.0.0.1:$simbook_port"
      set_default OVERROUND_ODDS_API_KEY simulated
      ;;
    odds_api) set_default OVERROUND_ODDS_API_KEY "$ODDS_API_KEY" ;;
  esac
}

stack_start() {
  local service
  mkdir -p "$local_dir/secrets" "$local_dir/keys"
  chmod 700 "$local_dir/secrets"
  if [[ $feed == simbook ]]; then
    start_process simbook "$build_dir/bin/overround-simbook" --address "127.0.0.1:$simbook_port"
  fi
  for service in "${services[@]}"; do
    start_process "$service" service_env "$service" "$build_dir/bin/overround-$service"
  done
  step "wait until every service is ready" wait_ready
}

# start_process NAME COMMAND...: in a session of its own, so that it outlives this shell when detached.
start_process() {
  local name=$1
  shift
  ("$@" </dev/null >>"$local_dir/log/$name.log" 2>&1 & echo $! >"$run_dir/$name.pid")
}

wait_ready() {
  local waited=0
  until curl -fsS "http://127.0.0.1:$http_port/readyz"; do
    dead_process && return 1
    [[ $((waited += 1)) -le 240 ]] || return 1
    sleep 0.25
  done
}

# Names a started process that has ended, with the end of its log.
dead_process() {
  local file name
  for file in "$run_dir"/*.pid; do
    name=$(basename "$file" .pid)
    alive "$name" && continue
    echo "$name has ended:"
    tail -n 5 "$local_dir/log/$name.log"
    return 0
  done
  return 1
}

# Whether the pid in a pid file is still the program we started, not a stranger that inherited the number.
alive() {
  local pid
  pid=$(cat "$run_dir/$1.pid" 2>/dev/null) || return 1
  [[ $(readlink "/proc/$pid/exe" 2>/dev/null) == "$build_dir"/bin/overround-* ]]
}

running() {
  local file
  for file in "$run_dir"/*.pid; do
    [[ -e $file ]] && alive "$(basename "$file" .pid)" && return 0
  done
  return 1
}

stack_watch() {
  say "Ctrl-C stops it."
  trap 'say; stack_stop; exit 0' INT TERM
  while ! dead_process; do
    sleep 1 &
    wait $!
  done
  stack_stop
  return 1
}

stack_stop() {
  local file name waited=0
  for file in "$run_dir"/*.pid; do
    [[ -e $file ]] || continue
    name=$(basename "$file" .pid)
    alive "$name" && kill -TERM "$(cat "$file")"
  done
  while running && [[ $((waited += 1)) -le 100 ]]; do sleep 0.1; done
  for file in "$run_dir"/*.pid; do
    [[ -e $file ]] || continue
    name=$(basename "$file" .pid)
    if alive "$name"; then
      say "$name did not stop in 10 s, killed"
      kill -KILL "$(cat "$file")"
    fi
    rm -f "$file"
  done
  postgres_stop
  say "stopped"
}

stack_status() {
  local name state
  for name in simbook "${services[@]}"; do
    [[ -e $run_dir/$name.pid ]] || continue
    alive "$name" && state="running, pid $(cat "$run_dir/$name.pid")" || state="ended, see $local_dir/log/$name.log"
    printf '%-12s %s%s\n' "$name" "$state" "${grpc_port[$name]:+, gRPC 127.0.0.1:${grpc_port[$name]}}"
  done
  if running; then say "web app      http://127.0.0.1:$http_port"; else say "not running"; fi
}
