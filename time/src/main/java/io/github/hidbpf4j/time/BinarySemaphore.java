package io.github.hidbpf4j.time;

/**
 * A lock that may be released by another run than the one that took it: the kernel's {@code struct
 * semaphore} with count 1.
 */
public interface BinarySemaphore {
  /** Takes it if it is free. */
  boolean tryAcquire();

  /**
   * Takes it, waiting for it if need be.
   *
   * @return false when the calling run holds it already: waiting would never end
   */
  boolean acquire();

  /** Frees it; the longest waiter gets it. */
  void release();

  /** Whether it is taken. */
  boolean isHeld();

  /** Whether the calling run holds it: to wait for it would never end. */
  boolean isHeldByCaller();
}
