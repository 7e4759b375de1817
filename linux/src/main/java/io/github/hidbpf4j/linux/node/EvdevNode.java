package io.github.hidbpf4j.linux.node;

/** An event node, {@code /dev/input/eventN}; reads give {@code struct input_event}s of 24 bytes. */
public interface EvdevNode extends DeviceNode {
  /** Bytes of {@code struct input_event} on a 64-bit machine. */
  int EVENT_SIZE = 24;

  /** The name of the input device: EVIOCGNAME. */
  String name();

  /**
   * EVIOCGRAB: its events go to this file alone, or to everybody again. Ends with the process.
   *
   * @return 0 or a negative error number: {@code -EBUSY} when somebody else has grabbed it
   */
  int grab(boolean on);

  /**
   * Whether a key or button is down, also on a node that somebody grabbed; not on one that is gone.
   */
  boolean isAnyKeyDown();
}
