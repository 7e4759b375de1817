package io.github.hidbpf4j.hid.input;

/**
 * A bug of the kernel's input layer that this device triggers. The events are those of the kernel.
 *
 * @param kind the kind of bug
 * @param message the usage and the effect, for the author of a fix
 */
public record InputFinding(Kind kind, String message) {
  /** Kinds of bugs. */
  public enum Kind {
    /**
     * The bits of a D-pad (01:90 to 01:93) in one field: only the first is mapped, and it sticks.
     */
    D_PAD_STICKS,
    /** A relative volume (0c:e0) that sends one key press per unit of its value. */
    RELATIVE_VOLUME,
    /** A relative volume of an input device without {@code EV_KEY}: nothing is delivered. */
    VOLUME_WITHOUT_KEYS,
    /** A relative volume so large that the kernel is busy with it; fewer presses are shown. */
    VOLUME_LOOP
  }
}
