# Configures and builds. `build` with no target builds everything.
build() {
  configure "$build_dir"
  step "build ${*:-everything}" ninja -C "$build_dir" "$@"
}

configure() {
  local dir=$1
  shift
  [[ -e $dir/build.ninja ]] || step "configure $(basename "$dir")" cmake -S "$root" -B "$dir" -G Ninja "$@"
}

web_dir=$root/services/gateway/web
build_web() {
  [[ -e $web_dir/package.json ]] || return 0
  step "install web packages" npm_install "$web_dir"
  local built=$web_dir/dist/index.html
  if [[ ! -e $built || -n $(find "$web_dir" -path "$web_dir/node_modules" -prune -o -path "$web_dir/dist" -prune -o -type f -newer "$built" -print -quit) ]]; then
    step "build the web app" npm --prefix "$web_dir" run build
  fi
}
