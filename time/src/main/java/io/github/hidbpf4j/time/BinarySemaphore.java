package io.github.hidbpf4j.time;

/**
 * A lock that may be released by another run than the one that took it: the kernel's {@code struct
 * semaphore} with count 1.
 */
public interface BinarySemaphore {
  /**
   * {@return true when it was free and is now taken; false when it is taken already} Does not wait.
   */
  boolean tryAcquire();

  /**
   * Takes it, waiting for it if need be.
   *
   * @return false when the calling run holds it already: waiting would never end
   */
  boolean acquire();

  /** Frees it; the longest waiter gets it. */
  void release();

  /** {@return whether it is taken} */
  boolean isHeld();

  /** {@return whether the calling run holds it} To wait for it would then never end. */
  boolean isHeldByCaller();
}
