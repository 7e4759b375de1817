package io.github.hidbpf4j.time;

import java.lang.reflect.Method;

/**
 * Bytes that the calling thread has allocated so far. Through reflection: the module under test
 * does not read java.management, so tests cannot name its types.
 */
final class AllocationMeter {
  private final Object threads;
  private final Method allocated;

  AllocationMeter() {
    try {
      threads =
          Class.forName("java.lang.management.ManagementFactory")
              .getMethod("getThreadMXBean")
              .invoke(null);
      allocated =
          Class.forName("com.sun.management.ThreadMXBean")
              .getMethod("getCurrentThreadAllocatedBytes");
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  long bytes() {
    try {
      return (long) allocated.invoke(threads);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
