package io.github.hidbpf4j.guest.machine;

/** Why a guest ended before it was told to. */
public enum GuestDeath {
  /** The kernel gave up. */
  PANIC("the kernel panicked"),

  /** An error in the kernel: a bad address, a failed check of its own. */
  OOPS("an error in the kernel"),

  /** A processor or a task made no progress. */
  LOCKUP("the kernel locked up"),

  /** No memory was left. */
  OUT_OF_MEMORY("the guest ran out of memory"),

  /** The guest's program, or its JVM, failed. */
  JAVA("the guest's program failed"),

  /** It did not answer in time, and its console says nothing. */
  HANG("no answer in time"),

  /** QEMU ended, or the guest's program did. */
  ENDED("the guest ended");

  private final String text;

  GuestDeath(String text) {
    this.text = text;
  }

  /** The text for people. */
  public String text() {
    return text;
  }
}
