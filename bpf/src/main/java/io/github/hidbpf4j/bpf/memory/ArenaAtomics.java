package io.github.hidbpf4j.bpf.memory;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Ordered and atomic access to aligned values of {@link ArenaMemory#segment}. A separate class,
 * because creating these handles costs some milliseconds at start-up, and few programs use them.
 */
public final class ArenaAtomics {
  /** Ordered access to bytes. */
  public static final VarHandle BYTE = ValueLayout.JAVA_BYTE.varHandle();

  /** Ordered access to 16-bit values. */
  public static final VarHandle SHORT =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

  /** Atomic access to 32-bit values. */
  public static final VarHandle INT =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

  /** Atomic access to 64-bit values. */
  public static final VarHandle LONG =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle();

  private ArenaAtomics() {}
}
