# A private PostgreSQL: its own data directory, a Unix socket only we can reach, no TCP port.
postgres_bin=/usr/lib/postgresql/15/bin

# PostgreSQL refuses to run as root, and then its user must be able to walk to its files: a clone under a folder
# only root can enter gets its data under /var/lib instead. The place depends on the clone, so two never meet.
postgres_home() {
  local id
  id=$(printf '%s' "$root" | sha256sum | cut -c1-12)
  if [[ $(id -u) == 0 ]]; then
    echo "/var/lib/overround/$id"
  else
    echo "$local_dir/postgres"
  fi
}

# A socket's path may have 107 bytes; a deep clone gets a short folder of its own.
postgres_socket_dir() {
  local home
  home=$(postgres_home)
  if [[ ${#home} -lt 80 ]]; then
    echo "$home/socket"
  else
    echo "/tmp/overround-$(id -u)-$(printf '%s' "$root" | sha256sum | cut -c1-12)"
  fi
}

# Runs a program as the user that owns the cluster.
as_postgres() {
  if [[ $(id -u) == 0 ]]; then (cd / && exec runuser -u postgres -- "$@"); else "$@"; fi
}

postgres_start() {
  local home socket
  home=$(postgres_home)
  socket=$(postgres_socket_dir)
  mkdir -p "$home" "$socket"
  chmod 700 "$home" "$socket"
  if [[ $(id -u) == 0 ]]; then
    chmod 711 /var/lib/overround
    chown postgres: "$home" "$socket"
  fi
  if [[ ! -e $home/data/PG_VERSION ]]; then
    as_postgres "$postgres_bin/initdb" -D "$home/data" -U overround_admin -A trust -E UTF8 --locale=C.UTF-8 --data-checksums
  fi
  if ! as_postgres "$postgres_bin/pg_ctl" -D "$home/data" status >/dev/null 2>&1; then
    as_postgres "$postgres_bin/pg_ctl" -D "$home/data" -l "$home/server.log" -w -t 60 \
      -o "-c listen_addresses='' -c unix_socket_directories='$socket' -c max_connections=300 -c shared_buffers=256MB" start
  fi
}

postgres_stop() {
  local home
  home=$(postgres_home)
  [[ -e $home/data/postmaster.pid ]] && as_postgres "$postgres_bin/pg_ctl" -D "$home/data" -m fast -w stop >/dev/null
  return 0
}

# The connection string of a role of a database, e.g. `postgres_url overround overround_collector_app`.
postgres_url() { echo "host=$(postgres_socket_dir) dbname=$1 user=$2"; }

postgres_shell() {
  local service=${1:-} database
  [[ " ${services[*]} " == *" $service "* ]] || fail "psql: \"$service\", want one of ${services[*]}"
  database=$(python3 -c 'import json; print(json.load(open(".local/run/stack.json"))["database"])') || fail "psql: not running"
  exec psql -d "$(postgres_url "$database" "overround_${service}_app")"
}
