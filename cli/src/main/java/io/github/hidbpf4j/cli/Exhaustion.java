package io.github.hidbpf4j.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says in one line what has run out when the JVM throws an error, and which setting to change. */
final class Exhaustion {
  private Exhaustion() {}

  /** The line for an error; null if nothing has run out. */
  static @Nullable String describe(Throwable error) {
    String detail = String.valueOf(error.getMessage());
    return switch (error) {
      case OutOfMemoryError _ -> memory(detail);
      case StackOverflowError _ ->
          "the stack of a thread is full: this input is nested too deeply; for larger stacks:"
              + " JAVA_TOOL_OPTIONS=-Xss16m";
      case InternalError _ when detail.contains("unsafe memory access") ->
          "the folder of temporary files (java.io.tmpdir, "
              + System.getProperty("java.io.tmpdir")
              + ") is full, in which the memory of programs lies: make room there, or name another"
              + " folder with JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=FOLDER";
      default -> null;
    };
  }

  private static String memory(String detail) {
    String what = detail.toLowerCase(Locale.ROOT);
    if (what.contains("native thread")) {
      return "no more threads can be started: the system's limit (ulimit -u, pids of a container) is"
          + " reached: raise it, or ask for fewer --jobs";
    }
    if (what.contains("metaspace") || what.contains("class space")) {
      return "memory for classes is used up ("
          + detail
          + "): leave -XX:MaxMetaspaceSize out, or raise it in JAVA_TOOL_OPTIONS";
    }
    if (what.contains("direct buffer")) {
      return "memory outside the heap is used up ("
          + detail
          + "): JAVA_TOOL_OPTIONS=-XX:MaxDirectMemorySize=512m";
    }
    if (what.contains("map failed")) {
      return "the system gives no more address space (ulimit -v): raise the limit";
    }
    long mebibytes = Runtime.getRuntime().maxMemory() >> 20;
    return "memory is used up (%s; the heap may have %d MiB): a larger heap: JAVA_TOOL_OPTIONS=-Xmx%dm"
        .formatted(detail, mebibytes, 2 * mebibytes);
  }
}
