package io.github.hidbpf4j.time;

/**
 * A lock that may be released by a different run than the one that acquired it: the kernel's {@code
 * struct semaphore} with count 1.
 */
public interface BinarySemaphore {
  /**
   * {@return true when it was free and is now taken; false when it was already taken} Does not
   * wait.
   */
  boolean tryAcquire();

  /**
   * Takes it, waiting for it if necessary.
   *
   * @return false when the calling run already holds it: waiting would never end
   */
  boolean acquire();

  /** Releases it; the longest waiter gets it. */
  void release();

  /** {@return whether it is taken} */
  boolean isHeld();

  /** {@return whether the calling run holds it} Waiting for it would then never end. */
  boolean isHeldByCaller();
}
