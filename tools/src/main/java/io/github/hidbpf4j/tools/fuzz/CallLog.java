package io.github.hidbpf4j.tools.fuzz;

import io.github.hidbpf4j.bpf.helper.HelperFunction;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Records which helpers and kfuncs a run called, in order, with arguments and results; nested calls
 * are between the two. Of very long runs only a hash is kept.
 */
final class CallLog {
  private static final int MOST = 1 << 15;
  private static final long RETURN = 1L << 32;

  private long[] words = new long[256];
  private int length;
  private long hash;

  /** Clears the log. */
  void clear() {
    length = 0;
    hash = 0;
  }

  /**
   * Wraps a function so that its calls are logged.
   *
   * @param number its number in the log
   * @param arguments how many of the registers R1 to R5 it takes
   */
  HelperFunction noting(int number, int arguments, HelperFunction function) {
    return (run, r1, r2, r3, r4, r5) -> {
      add(number);
      long[] all = {r1, r2, r3, r4, r5};
      for (int i = 0; i < arguments; i++) {
        add(all[i]);
      }
      long result = function.call(run, r1, r2, r3, r4, r5);
      add(RETURN | number);
      add(result);
      return result;
    };
  }

  private void add(long word) {
    if (length < MOST) {
      if (length == words.length) {
        words = Arrays.copyOf(words, 2 * length);
      }
      words[length++] = word;
    }
    hash = (hash ^ word) * 0x9e37_79b9_7f4a_7c15L;
    hash ^= hash >>> 29;
  }

  /** Where it differs from another log, or null. */
  @Nullable String difference(CallLog other) {
    int at = Arrays.mismatch(words, 0, length, other.words, 0, other.length);
    if (at >= 0) {
      return "calls of helpers differ at word %d: %s, %s".formatted(at, text(at), other.text(at));
    }
    return hash == other.hash ? null : "calls of helpers differ, far into the run";
  }

  private String text(int at) {
    return at < length ? "%x".formatted(words[at]) : "no more";
  }
}
