package io.github.hidbpf4j.linux.libbpf;

import java.util.List;
import java.util.Map;

/**
 * What came of loading an object.
 *
 * @param result 0, or the error number negated; libbpf passes on the kernel's
 * @param error one line that says what failed and what to do; empty when nothing did
 * @param messages what libbpf wrote, a line each
 * @param logs what the kernel's verifier wrote of each program that has a log
 */
public record LoadResult(
    int result, String error, List<String> messages, Map<String, String> logs) {
  /** Copies. */
  public LoadResult {
    messages = List.copyOf(messages);
    logs = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(logs));
  }

  /** Whether the programs are in the kernel. */
  public boolean isLoaded() {
    return result >= 0;
  }
}
