package io.github.hidbpf4j.linux.host;

import io.github.hidbpf4j.linux.call.NativeHeap;

/** The memory of this process. */
public final class ProcessMemory {
  private ProcessMemory() {}

  /**
   * Gives what the process does not use back to the system. All threads stand still meanwhile, for
   * some milliseconds.
   */
  public static void giveBack() {
    System.gc();
    boolean _ = NativeHeap.trim();
  }
}
