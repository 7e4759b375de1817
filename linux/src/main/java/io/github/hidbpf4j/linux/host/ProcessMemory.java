package io.github.hidbpf4j.linux.host;

import io.github.hidbpf4j.linux.call.NativeHeap;

/** The memory of this process. */
public final class ProcessMemory {
  private ProcessMemory() {}

  /**
   * Returns memory that the process does not use to the system. All threads are paused meanwhile,
   * for some milliseconds.
   */
  public static void giveBack() {
    System.gc();
    boolean _ = NativeHeap.trim();
  }
}
