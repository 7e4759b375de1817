package io.github.hidbpf4j.kernel.conduct;

/**
 * A call of the kernel.
 *
 * @param function its name
 * @param role what it is for
 * @param map whose timer or work queue it starts; empty for others
 * @param where {@code file.c:12}
 */
public record CallUse(String function, Role role, String map, String where) {
  /** What a call is for. */
  public enum Role {
    /** It injects a report. */
    INJECTS,
    /** It asks the device, or sends it something. */
    ASKS,
    /** It starts what runs later. */
    DEFERS,
    /** Anything else. */
    OTHER
  }
}
