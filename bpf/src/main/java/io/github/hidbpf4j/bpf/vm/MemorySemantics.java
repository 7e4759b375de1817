package io.github.hidbpf4j.bpf.vm;

import io.github.hidbpf4j.bpf.memory.ArenaAtomics;
import io.github.hidbpf4j.bpf.memory.ArenaMemory;
import java.lang.foreign.MemorySegment;

/**
 * The semantics of load, store and atomic instructions, one method per operation and width: the
 * only definition, for interpreter and compiled code. {@code memory} is the arena's segment, {@code
 * offset} the address already masked to it; the caller checks whether the bytes may be accessed.
 * Memory is little-endian; plain access may be unaligned, atomic access must be aligned. Atomic
 * read-modify-write operations are sequentially consistent; those without BPF_FETCH drop the
 * result.
 *
 * <p>Rules: RFC 9669 section 5, conformance groups base32, base64, atomic32 and atomic64.
 */
public final class MemorySemantics {
  private MemorySemantics() {}

  /** BPF_LDX BPF_MEM, 8 bits, zero-extended (RFC 9669 section 5.1). */
  public static long load8(MemorySegment memory, long offset) {
    return memory.get(ArenaMemory.BYTE, offset) & 0xff;
  }

  /** BPF_LDX BPF_MEM, 16 bits, zero-extended (RFC 9669 section 5.1). */
  public static long load16(MemorySegment memory, long offset) {
    return memory.get(ArenaMemory.SHORT, offset) & 0xffff;
  }

  /** BPF_LDX BPF_MEM, 32 bits, zero-extended (RFC 9669 section 5.1). */
  public static long load32(MemorySegment memory, long offset) {
    return memory.get(ArenaMemory.INT, offset) & 0xffff_ffffL;
  }

  /** BPF_LDX BPF_MEM, 64 bits (RFC 9669 section 5.1). */
  public static long load64(MemorySegment memory, long offset) {
    return memory.get(ArenaMemory.LONG, offset);
  }

  /** BPF_LDX BPF_MEMSX, 8 bits, sign-extended (RFC 9669 section 5.2). */
  public static long loadSigned8(MemorySegment memory, long offset) {
    return memory.get(ArenaMemory.BYTE, offset);
  }

  /** BPF_LDX BPF_MEMSX, 16 bits, sign-extended (RFC 9669 section 5.2). */
  public static long loadSigned16(MemorySegment memory, long offset) {
    return memory.get(ArenaMemory.SHORT, offset);
  }

  /** BPF_LDX BPF_MEMSX, 32 bits, sign-extended (RFC 9669 section 5.2). */
  public static long loadSigned32(MemorySegment memory, long offset) {
    return memory.get(ArenaMemory.INT, offset);
  }

  /** BPF_STX and BPF_ST BPF_MEM, 8 bits: the low ones of {@code value} (RFC 9669 section 5.1). */
  public static void store8(MemorySegment memory, long offset, long value) {
    memory.set(ArenaMemory.BYTE, offset, (byte) value);
  }

  /** BPF_STX and BPF_ST BPF_MEM, 16 bits: the low ones of {@code value} (RFC 9669 section 5.1). */
  public static void store16(MemorySegment memory, long offset, long value) {
    memory.set(ArenaMemory.SHORT, offset, (short) value);
  }

  /** BPF_STX and BPF_ST BPF_MEM, 32 bits: the low ones of {@code value} (RFC 9669 section 5.1). */
  public static void store32(MemorySegment memory, long offset, long value) {
    memory.set(ArenaMemory.INT, offset, (int) value);
  }

  /** BPF_STX and BPF_ST BPF_MEM, 64 bits: the low ones of {@code value} (RFC 9669 section 5.1). */
  public static void store64(MemorySegment memory, long offset, long value) {
    memory.set(ArenaMemory.LONG, offset, value);
  }

  /** BPF_ATOMIC BPF_ADD, 32 bits: returns the old value, zero-extended (RFC 9669 section 5.3). */
  public static long atomicAdd32(MemorySegment memory, long offset, long value) {
    return (int) ArenaAtomics.INT.getAndAdd(memory, offset, (int) value) & 0xffff_ffffL;
  }

  /** BPF_ATOMIC BPF_OR, 32 bits: returns the old value, zero-extended (RFC 9669 section 5.3). */
  public static long atomicOr32(MemorySegment memory, long offset, long value) {
    return (int) ArenaAtomics.INT.getAndBitwiseOr(memory, offset, (int) value) & 0xffff_ffffL;
  }

  /** BPF_ATOMIC BPF_AND, 32 bits: returns the old value, zero-extended (RFC 9669 section 5.3). */
  public static long atomicAnd32(MemorySegment memory, long offset, long value) {
    return (int) ArenaAtomics.INT.getAndBitwiseAnd(memory, offset, (int) value) & 0xffff_ffffL;
  }

  /** BPF_ATOMIC BPF_XOR, 32 bits: returns the old value, zero-extended (RFC 9669 section 5.3). */
  public static long atomicXor32(MemorySegment memory, long offset, long value) {
    return (int) ArenaAtomics.INT.getAndBitwiseXor(memory, offset, (int) value) & 0xffff_ffffL;
  }

  /** BPF_ATOMIC BPF_XCHG, 32 bits: returns the old value, zero-extended (RFC 9669 section 5.3). */
  public static long atomicExchange32(MemorySegment memory, long offset, long value) {
    return (int) ArenaAtomics.INT.getAndSet(memory, offset, (int) value) & 0xffff_ffffL;
  }

  /**
   * BPF_ATOMIC BPF_CMPXCHG, 32 bits: stores {@code value} where memory equals {@code expected}
   * (R0); returns the old value, zero-extended, for R0 (RFC 9669 section 5.3).
   */
  public static long atomicCompareExchange32(
      MemorySegment memory, long offset, long expected, long value) {
    return (int) ArenaAtomics.INT.compareAndExchange(memory, offset, (int) expected, (int) value)
        & 0xffff_ffffL;
  }

  /** BPF_ATOMIC BPF_ADD, 64 bits: returns the old value (RFC 9669 section 5.3). */
  public static long atomicAdd64(MemorySegment memory, long offset, long value) {
    return (long) ArenaAtomics.LONG.getAndAdd(memory, offset, value);
  }

  /** BPF_ATOMIC BPF_OR, 64 bits: returns the old value (RFC 9669 section 5.3). */
  public static long atomicOr64(MemorySegment memory, long offset, long value) {
    return (long) ArenaAtomics.LONG.getAndBitwiseOr(memory, offset, value);
  }

  /** BPF_ATOMIC BPF_AND, 64 bits: returns the old value (RFC 9669 section 5.3). */
  public static long atomicAnd64(MemorySegment memory, long offset, long value) {
    return (long) ArenaAtomics.LONG.getAndBitwiseAnd(memory, offset, value);
  }

  /** BPF_ATOMIC BPF_XOR, 64 bits: returns the old value (RFC 9669 section 5.3). */
  public static long atomicXor64(MemorySegment memory, long offset, long value) {
    return (long) ArenaAtomics.LONG.getAndBitwiseXor(memory, offset, value);
  }

  /** BPF_ATOMIC BPF_XCHG, 64 bits: returns the old value (RFC 9669 section 5.3). */
  public static long atomicExchange64(MemorySegment memory, long offset, long value) {
    return (long) ArenaAtomics.LONG.getAndSet(memory, offset, value);
  }

  /**
   * BPF_ATOMIC BPF_CMPXCHG, 64 bits: stores {@code value} where memory equals {@code expected}
   * (R0); returns the old value, for R0 (RFC 9669 section 5.3).
   */
  public static long atomicCompareExchange64(
      MemorySegment memory, long offset, long expected, long value) {
    return (long) ArenaAtomics.LONG.compareAndExchange(memory, offset, expected, value);
  }

  /** BPF_ATOMIC BPF_LOAD_ACQ, 8 bits, zero-extended (Linux 6.15 {@code kernel/bpf/core.c}). */
  public static long loadAcquire8(MemorySegment memory, long offset) {
    return (byte) ArenaAtomics.BYTE.getAcquire(memory, offset) & 0xff;
  }

  /** BPF_ATOMIC BPF_LOAD_ACQ, 16 bits, zero-extended (Linux 6.15 {@code kernel/bpf/core.c}). */
  public static long loadAcquire16(MemorySegment memory, long offset) {
    return (short) ArenaAtomics.SHORT.getAcquire(memory, offset) & 0xffff;
  }

  /** BPF_ATOMIC BPF_LOAD_ACQ, 32 bits, zero-extended (Linux 6.15 {@code kernel/bpf/core.c}). */
  public static long loadAcquire32(MemorySegment memory, long offset) {
    return (int) ArenaAtomics.INT.getAcquire(memory, offset) & 0xffff_ffffL;
  }

  /** BPF_ATOMIC BPF_LOAD_ACQ, 64 bits (Linux 6.15 {@code kernel/bpf/core.c}). */
  public static long loadAcquire64(MemorySegment memory, long offset) {
    return (long) ArenaAtomics.LONG.getAcquire(memory, offset);
  }

  /**
   * BPF_ATOMIC BPF_STORE_REL, 8 bits: the low ones of {@code value} (Linux 6.15 {@code
   * kernel/bpf/core.c}).
   */
  public static void storeRelease8(MemorySegment memory, long offset, long value) {
    ArenaAtomics.BYTE.setRelease(memory, offset, (byte) value);
  }

  /**
   * BPF_ATOMIC BPF_STORE_REL, 16 bits: the low ones of {@code value} (Linux 6.15 {@code
   * kernel/bpf/core.c}).
   */
  public static void storeRelease16(MemorySegment memory, long offset, long value) {
    ArenaAtomics.SHORT.setRelease(memory, offset, (short) value);
  }

  /**
   * BPF_ATOMIC BPF_STORE_REL, 32 bits: the low ones of {@code value} (Linux 6.15 {@code
   * kernel/bpf/core.c}).
   */
  public static void storeRelease32(MemorySegment memory, long offset, long value) {
    ArenaAtomics.INT.setRelease(memory, offset, (int) value);
  }

  /** BPF_ATOMIC BPF_STORE_REL, 64 bits (Linux 6.15 {@code kernel/bpf/core.c}). */
  public static void storeRelease64(MemorySegment memory, long offset, long value) {
    ArenaAtomics.LONG.setRelease(memory, offset, value);
  }
}
