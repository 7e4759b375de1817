package io.github.hidbpf4j.hid.model;

/** Sees what a device model does besides what passes over the bus. Must not call back. */
public interface ModelObserver {
  /** Sees nothing. */
  ModelObserver NONE = new ModelObserver() {};

  /** The device is in this state now. */
  default void entered(String state) {}

  /** A report of the recording was withheld: the state is mute. */
  default void withheld(byte[] report) {}

  /**
   * A rule was not followed in full, because too many others wait for their next step, or too many
   * reports for being sent: {@link ModelDevice#MAX_PENDING}.
   */
  default void overloaded(ModelRule rule) {}
}
