package io.github.hidbpf4j.linux.node;

/**
 * An event node, {@code /dev/input/eventN}; reads return {@code struct input_event}s of 24 bytes.
 */
public interface EvdevNode extends DeviceNode {
  /** Size of {@code struct input_event} on a 64-bit machine. */
  int EVENT_SIZE = 24;

  /** The name of the input device: EVIOCGNAME. */
  String name();

  /**
   * Grabs or releases the node: EVIOCGRAB. Its events go to this file alone, or to everybody again.
   * A grab ends with the process.
   *
   * @return 0 or a negative error number: {@code -EBUSY} if somebody else has grabbed it
   */
  int grab(boolean on);

  /**
   * Whether a key or button is down, also on a node that somebody has grabbed; false for one that
   * is gone.
   */
  boolean isAnyKeyDown();
}
