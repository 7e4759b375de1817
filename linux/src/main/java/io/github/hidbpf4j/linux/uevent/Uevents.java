package io.github.hidbpf4j.linux.uevent;

import org.jspecify.annotations.Nullable;

/** A stream of uevents. One thread reads; others may wake and close it. */
public interface Uevents extends AutoCloseable {
  /** The next pending event; null if there is none now. */
  @Nullable Uevent next();

  /**
   * Whether events have been lost since the last call: then all devices must be queried again. To
   * be called after {@link #next} has returned null.
   */
  boolean hasLost();

  /**
   * Waits until there may be an event, or {@link #wake} is called.
   *
   * @param millis for how long at most; negative for ever
   * @return false if the stream is closed
   */
  boolean await(int millis);

  /** Ends an {@link #await}, the current or the next one. From any thread. */
  void wake();

  @Override
  void close();
}
