package io.github.hidbpf4j.hid.model;

/** Observes what a device model does besides the traffic on the bus. Must not call back. */
public interface ModelObserver {
  /** Observer that does nothing. */
  ModelObserver NONE = new ModelObserver() {};

  /** The device entered this state. */
  default void entered(String state) {}

  /** A report of the recording was withheld: the state is mute. */
  default void withheld(byte[] report) {}

  /**
   * A rule was not executed completely, because too many others are waiting for their next step, or
   * too many reports are waiting to be sent: {@link ModelDevice#MAX_PENDING}.
   */
  default void overloaded(ModelRule rule) {}
}
