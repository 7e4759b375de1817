package io.github.hidbpf4j.linux.host;

import io.github.hidbpf4j.linux.call.FilePages;
import io.github.hidbpf4j.linux.call.NativeHeap;

/** The memory of this process. */
public final class ProcessMemory {
  private ProcessMemory() {}

  /**
   * Returns memory that the process does not use to the system: objects, the C library's memory,
   * pages of files. All threads are paused meanwhile, for some milliseconds.
   */
  public static void giveBack() {
    // Before the rest, which gives back what this takes.
    FilePages pages = FilePages.ofProcess();
    System.gc();
    boolean _ = NativeHeap.trim();
    int _ = pages.drop();
  }
}
