# Tests, checks and figures.

# Every test of the tree, or the test binaries named. Prints `N passed, N failed` at the end.
quality_test() {
  ready_to_test
  build
  if [[ $# == 0 ]]; then build_web; fi
  step "start a PostgreSQL for the tests" test_postgres_start
  trap test_postgres_stop EXIT
  OVERROUND_TEST_POSTGRES="host=$test_socket user=overround_admin" OVERROUND_BUILD_DIR=$build_dir python3 tools/run_tests.py "$@"
}

# Speed as ratios taken in one run: see tests/load/README.md.
quality_bench() {
  ready_to_test
  build
  build_web
  step "start a PostgreSQL for the figures" test_postgres_start
  trap test_postgres_stop EXIT
  OVERROUND_TEST_POSTGRES="host=$test_socket user=overround_admin" OVERROUND_BUILD_DIR=$build_dir python3 tests/load/bench.py "$@"
}

# Not durable and in a place of its own: made for the run, gone after it.
test_postgres_start() {
  test_home=$(mktemp -d /tmp/overround-test.XXXXXX)
  test_socket=$test_home
  [[ $(id -u) != 0 ]] || chown postgres: "$test_home"
  as_postgres "$postgres_bin/initdb" -D "$test_home/data" -U overround_admin -A trust -E UTF8 --locale=C.UTF-8 --no-sync
  as_postgres "$postgres_bin/pg_ctl" -D "$test_home/data" -l "$test_home/server.log" -w -o "-c listen_addresses='' \
    -c unix_socket_directories='$test_home' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300" start
}

test_postgres_stop() {
  as_postgres "$postgres_bin/pg_ctl" -D "$test_home/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$test_home"
}

quality_sources() { git ls-files --cached --others --exclude-standard -- "$@"; }

quality_format() {
  ready_to_test
  quality_sources '*.h' '*.cc' | xargs -r clang-format-14 -i
}

quality_check() {
  ready_to_test
  step "format" check_format
  step "include table" python3 tools/tidy.py includes
  step "migrations" python3 tools/check_migrations.py
  step "protos" python3 tools/check_protos.py
  step "shell" check_shell
  configure "$build_dir"
  step "tidy on changed files" python3 tools/tidy.py clang "$build_dir"
  step "sanitized tests of libraries and cores" check_sanitized
  step "fuzz targets, ${OVERROUND_FUZZ_SECONDS:-30} s each" check_fuzz
}

check_format() { quality_sources '*.h' '*.cc' | xargs -r clang-format-14 --dry-run -Werror; }

# Within a step a command that fails does not end its function: each says so itself.
check_shell() {
  local file
  for file in tools/dev tools/dev.d/*.sh .ci/run; do bash -n "$file" || return 1; done
}

# ASan and UBSan over libraries and cores: what needs no running product.
sanitized_tests=(base_test domain_test history_test models_test json_test wire_test telemetry_test pg_test http_server_test
  http_test eventlog_test schedule_test ops_test rpc_test collector_test prediction_test grading_test bankroll_test
  user_model_test gateway_test)
check_sanitized() {
  local dir=$root/build/sanitize code=0
  [[ -e $dir/build.ninja ]] || cmake -S "$root" -B "$dir" -G Ninja -DOVERROUND_SANITIZE=ON || return 1
  ninja -C "$dir" "${sanitized_tests[@]}" || return 1
  test_postgres_start || return 1
  OVERROUND_TEST_POSTGRES="host=$test_socket user=overround_admin" OVERROUND_BUILD_DIR=$dir \
    python3 tools/run_tests.py --binaries-only "${sanitized_tests[@]}" || code=$?
  test_postgres_stop
  return $code
}

check_fuzz() {
  local dir=$root/build/fuzz target
  [[ -e $dir/build.ninja ]] || cmake -S "$root" -B "$dir" -G Ninja -DOVERROUND_FUZZ=ON \
    -DCMAKE_C_COMPILER=clang-14 -DCMAKE_CXX_COMPILER=clang++-14 || return 1
  python3 tools/run_fuzzers.py "$dir" "${OVERROUND_FUZZ_SECONDS:-30}"
}
