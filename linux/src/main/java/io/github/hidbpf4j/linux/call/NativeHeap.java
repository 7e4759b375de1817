package io.github.hidbpf4j.linux.call;

/** The memory of the C library, which the virtual machine uses as well. */
public final class NativeHeap {
  private NativeHeap() {}

  /**
   * Gives what is free in it back to the system: {@code malloc_trim}. Takes milliseconds.
   *
   * @return whether there was something; false with a C library that has no such function
   */
  public static boolean trim() {
    return SystemCalls.trimHeap();
  }
}
