package io.github.hidbpf4j.linux.call;

/** The heap of the C library, which the JVM uses as well. */
public final class NativeHeap {
  private NativeHeap() {}

  /**
   * Returns free memory to the system: {@code malloc_trim}. Takes milliseconds.
   *
   * @return whether there was any; false if the C library has no such function
   */
  public static boolean trim() {
    return SystemCalls.trimHeap();
  }
}
