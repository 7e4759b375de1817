# shellcheck shell=sh disable=SC2154 # sourced; they set the variables
# How Java is started, for ./hidbpf and for the launcher of packages: they set java, caches (the folder of the AOT caches), access (the
# module that may call native code), path (an option of Java's, or nothing) and main, keep the user's arguments, and source this.
# Environment: HIDBPF_CACHE=off, HIDBPF_TIER=N; see ./hidbpf

# What looks at files is over before the second compiler pays, and has little room for new objects: a third less memory for the walk of a large
# program. What waits for devices has little to gain from that compiler, and is to be small and to sleep: the JVM would look for idle locks four
# times a second, and for other things once.
# The other heaps start small, as below all of them is touched at the start, and methods are compiled later than HotSpot would: compilers took
# two fifths of a short replay, and nothing was left of it to gain.
more="-Xms12m -XX:NewSize=8m -XX:CompileThresholdScaling=5"
touch="-XX:+AlwaysPreTouch -XX:+UseTransparentHugePages"
case ${1:-} in
  verify | inspect | --version | -V | --help | -h)
    tier=1 cache=hidbpf-look.aot
    more="-Xms8m -Xmn4m -XX:CompileThresholdScaling=5"
    ;;
  new | disasm | descriptor | btf | '') tier=1 cache=hidbpf.aot ;;
  daemon)
    tier=1 cache=hidbpf-live.aot touch=
    more="-XX:+IgnoreUnrecognizedVMOptions -Xms4m -Xmx64m -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=20 -XX:-ShrinkHeapInSteps"
    # The buffer through which a thread has read a large file would be kept.
    more="$more -Djdk.nio.maxCachedBufferSize=65536 -XX:+UnlockDiagnosticVMOptions -XX:ServiceThreadCleanupInterval=3600000"
    more="$more -XX:AsyncDeflationInterval=60000 -XX:GuaranteedAsyncDeflationInterval=60000"
    # One arena of malloc for all threads: what is free in it can be given back.
    export MALLOC_ARENA_MAX=1
    ;;
  attach)
    # Its warm-up is measured with HotSpot's own thresholds.
    tier=1 cache=hidbpf-live.aot
    more="-Xms12m -XX:NewSize=8m"
    ;;
  test)
    # Runs long enough that methods pay which are compiled as early as HotSpot would: 5 % less time for a collection of a thousand tests.
    tier=4 cache=hidbpf.aot
    more="-Xms12m -XX:NewSize=8m -XX:FreqInlineSize=100"
    ;;
  *)
    # The way of an event is a dozen methods deep, each of which the second compiler would compile with all that are below it.
    tier=4 cache=hidbpf.aot
    more="$more -XX:FreqInlineSize=100"
    ;;
esac
# Packages make one cache more than the build does.
[ -e "$caches/$cache" ] || cache=hidbpf.aot
tier=${HIDBPF_TIER:-$tier}
# Only here can be seen where the command writes to: see class Progress.
progress=false
if [ -t 2 ]; then
  if [ -t 1 ]; then progress=shared; else progress=true; fi
fi
# With these options of the user's, Java refuses to start with a cache of ours.
case ${JAVA_TOOL_OPTIONS:-}${JDK_JAVA_OPTIONS:-}${_JAVA_OPTIONS:-} in
  *-Xshare* | *AOT* | *SharedArchive* | *SharedClassList*) HIDBPF_CACHE=off ;;
esac
set -- --enable-native-access="$access" ${path:+"$path"} "$main" "$@"
if [ "${HIDBPF_CACHE:-}" != off ]; then
  # The profiles that a cache keeps of methods start compilations at once, which nobody waits for that long. Java writes to most pages of a cache
  # that it reads, and each costs a fault when it is read and a dearer one when it is written: with touch they are read and made writable in one
  # call (-XX:+UseTransparentHugePages: MADV_POPULATE_WRITE).
  # shellcheck disable=SC2086 # several options
  set -- -Xlog:disable -XX:+IgnoreUnrecognizedVMOptions -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 -XX:-AOTReplayTraining \
    $touch -XX:AOTCache="$caches/$cache" "$@"
fi
# shellcheck disable=SC2086 # several options
exec "$java" -XX:+UseSerialGC $more -XX:TieredStopAtLevel="$tier" -XX:-UsePerfData -Dhidbpf4j.progress=$progress "$@"
