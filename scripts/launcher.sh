# What ./hidbpf and ./hidbpf-tools have in common: a JDK, and a build when sources are newer. They set root, the checkout, and
# source this.

jar=$root/cli/target/hidbpf.jar
# Of the time when the last build that was completed began; the other one is there while a build is at work, or was killed.
built=$root/cli/target/.hidbpf-built
building=$root/cli/target/.hidbpf-building

# ---- a JDK

is25() {
  [ -x "$1/bin/java" ] || return 1
  version=
  if [ -r "$1/release" ]; then
    while IFS= read -r line; do
      case $line in
        JAVA_VERSION=*)
          version=${line#*\"}
          version=${version%%[!0-9]*}
          break
          ;;
      esac
    done <"$1/release"
  fi
  if [ -z "$version" ]; then
    version=$("$1/bin/java" -version 2>&1 | sed -n '1s/.*version "\([0-9]*\).*/\1/p')
  fi
  [ "${version:-0}" -ge 25 ]
}

# Sets jdk to the folder $1 by its real name.
by_real_name() {
  jdk=$(cd -P -- "$1" 2>/dev/null && pwd -P) || jdk=$1
}

# Sets jdk to the first that will do, by its real name, or fails.
find_jdk() {
  on_path=$(command -v java || true)
  if [ -n "$on_path" ]; then on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")"); fi
  for jdk in "${JAVA_HOME:-}" "$on_path" \
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -n "$jdk" ] && is25 "$jdk"; then
      by_real_name "$jdk"
      return 0
    fi
  done
  return 1
}

# The same, or ends.
need_jdk() {
  if find_jdk; then return 0; fi
  cat >&2 <<'MESSAGE'
hidbpf: needs a JDK 25 or newer, and found none in JAVA_HOME, on PATH, or in the usual folders (/usr/lib/jvm, ~/.jdks, ~/.sdkman).
Install one (Debian and Ubuntu: a package temurin-25-jdk or openjdk-25-jdk; sdkman: sdk install java 25-tem), or set JAVA_HOME to one.
MESSAGE
  exit 70
}

# ---- one at a time

# Takes the lock $1, which is the process's until give_lock, and its children's as long as they live. Waits for it and says $2 once, or,
# without $2, fails when it is taken.
take_lock() {
  lock=$1
  if command -v flock >/dev/null 2>&1; then
    exec 9>"$lock"
    if flock -n 9; then return 0; fi
    [ -n "${2:-}" ] || return 1
    echo "$2" >&2
    flock 9
    return
  fi
  # Made with its holder's number in it, in one step.
  said=
  until ln -s $$ "$lock.pid" 2>/dev/null; do
    holder=$(readlink "$lock.pid" || true)
    if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null; then
      rm -f "$lock.pid"
      continue
    fi
    [ -n "${2:-}" ] || return 1
    [ -n "$said" ] || echo "$2" >&2
    said=yes
    sleep 1
  done
}

give_lock() {
  if command -v flock >/dev/null 2>&1; then
    exec 9>&-
  else
    rm -f "$lock.pid"
  fi
}

# ---- the build

is_stale() {
  [ -e "$built" ] && [ -e "$jar" ] || return 0
  # Who cannot write the target folder uses what is there.
  [ -w "$root/cli/target" ] || return 1
  [ -n "$(find "$root"/pom.xml "$root"/*/pom.xml "$root"/*/src/main -newer "$built" -print -quit 2>/dev/null)" ]
}

build() {
  command -v mvn >/dev/null || {
    echo "hidbpf: building it needs Maven 3.8 or newer (Debian and Ubuntu: a package maven); found no mvn on PATH" >&2
    exit 70
  }
  echo "hidbpf: building (first use, or sources changed); this takes about a minute ..." >&2
  if [ -e "$building" ]; then
    # What a compiler was writing when it was killed looks newer than its source.
    rm -rf "$root"/*/target/classes "$root"/*/target/maven-status "$root"/*/target/*.jar "$root"/cli/target/lib
  fi
  # Sources that change from now on are newer.
  : >"$building"
  log=$root/cli/target/hidbpf-build.log
  status=0
  (cd "$root" && JAVA_HOME=$jdk mvn -B -q -ntp -Ddev -DskipTests -Dmaven.test.skip=true package) >"$log" 2>&1 || status=$?
  if [ $status -ne 0 ]; then
    if [ $status -lt 128 ]; then rm -f "$building"; fi
    grep -E '^\[ERROR\]' "$log" | head -20 >&2 || true
    echo "hidbpf: the build failed; the whole log is in $log" >&2
    exit 70
  fi
  mv -f "$building" "$built"
}

# Builds what is not there or older than its sources; one at a time.
build_if_stale() {
  if ! is_stale; then return 0; fi
  need_jdk
  mkdir -p "$root/cli/target"
  take_lock "$root/cli/target/.hidbpf-lock" "hidbpf: another start builds in $root; waiting for it ..."
  # Which may have done it.
  if is_stale; then
    build
  fi
  give_lock
}
