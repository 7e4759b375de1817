package io.github.hidbpf4j.linux.uevent;

import org.jspecify.annotations.Nullable;

/** A stream of uevents. One thread reads; others may wake and close it. */
public interface Uevents extends AutoCloseable {
  /** The next one that is there; null when there is none now. */
  @Nullable Uevent next();

  /**
   * Whether events have been lost since this was asked last: all devices must be looked at anew.
   * Asked after {@link #next} has given null.
   */
  boolean hasLost();

  /**
   * Waits until there may be one, or somebody wakes it.
   *
   * @param millis how long at most; negative for ever
   * @return false when the stream is closed
   */
  boolean await(int millis);

  /** Ends an {@link #await}, that in progress or the next one. From any thread. */
  void wake();

  @Override
  void close();
}
