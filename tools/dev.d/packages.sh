# What a bare Debian 12 lacks, by package name.
build_packages=(
  g++ cmake ninja-build ccache mold pkg-config git ca-certificates curl python3
  libgrpc++-dev protobuf-compiler protobuf-compiler-grpc libprotobuf-dev libabsl-dev libpq-dev rapidjson-dev
  prometheus-cpp-dev catch2 libboost-dev libcurl4-openssl-dev libsodium-dev libssl-dev zlib1g-dev
  grpc-proto golang-github-gogo-googleapis-dev postgresql-15 nodejs npm
)
test_packages=(clang-14 libclang-rt-14-dev clang-format-14 clang-tidy-14 chromium fonts-dejavu-core nginx-light wrk)

install_missing() {
  local missing=() package
  for package in "$@"; do
    # A program brought by other means counts: what matters is that it is there.
    case $package in
      nodejs) command -v node >/dev/null && continue ;;
      npm) command -v npm >/dev/null && continue ;;
    esac
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
  done
  [[ ${#missing[@]} == 0 ]] && return 0
  # PostgreSQL's package starts a cluster of its own unless told not to; ours is private.
  if [[ ! -e /etc/postgresql-common/createcluster.conf ]]; then
    as_root mkdir -p /etc/postgresql-common
    echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
  fi
  step "install ${#missing[@]} Debian packages" install_packages "${missing[@]}"
}

install_packages() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

ready_to_build() { install_missing "${build_packages[@]}"; }
ready_to_test() { install_missing "${build_packages[@]}" "${test_packages[@]}"; }

# Installs a folder's npm packages when its lock file has changed since the last time. `npm install` keeps to the lock
# file as `npm ci` does, but does not insist on the binaries for platforms that are not ours.
npm_install() {
  local folder=$1 stamp
  stamp=$folder/node_modules/.installed
  [[ -e $stamp && ! $folder/package-lock.json -nt $stamp ]] && return 0
  (cd "$folder" && npm install --no-save --no-audit --no-fund --loglevel=error) && touch "$stamp"
}
