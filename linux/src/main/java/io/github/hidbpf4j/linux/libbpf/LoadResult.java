package io.github.hidbpf4j.linux.libbpf;

import java.util.List;
import java.util.Map;

/**
 * The result of loading an object.
 *
 * @param result 0, or the negated error number; libbpf passes on the kernel's
 * @param error one line that says what failed and what to do; empty on success
 * @param messages messages of libbpf, one per line
 * @param logs the verifier's log of each program that has one
 */
public record LoadResult(
    int result, String error, List<String> messages, Map<String, String> logs) {
  /** Copies. */
  public LoadResult {
    messages = List.copyOf(messages);
    logs = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(logs));
  }

  /** Whether the programs are loaded. */
  public boolean isLoaded() {
    return result >= 0;
  }
}
