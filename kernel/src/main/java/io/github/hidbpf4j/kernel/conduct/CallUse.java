package io.github.hidbpf4j.kernel.conduct;

/**
 * A call of the kernel.
 *
 * @param function its name
 * @param role its role
 * @param map the map of the timer or work queue that it starts; empty for others
 * @param where {@code file.c:12}
 */
public record CallUse(String function, Role role, String map, String where) {
  /** The role of a call. */
  public enum Role {
    /** It injects a report. */
    INJECTS,
    /** It asks the device, or sends it something. */
    ASKS,
    /** It starts deferred work. */
    DEFERS,
    /** Anything else. */
    OTHER
  }
}
