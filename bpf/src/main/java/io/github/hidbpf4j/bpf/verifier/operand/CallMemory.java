package io.github.hidbpf4j.bpf.verifier.operand;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.AccessType;
import io.github.hidbpf4j.bpf.verifier.env.RawMemory;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.prune.Precision;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.type.TypeChecker;
import org.jspecify.annotations.Nullable;

/**
 * Checks memory passed to helpers, kfuncs and global functions ({@code check_helper_mem_access}).
 */
public final class CallMemory {
  private static final long MAX_SIZE = 1 << 29;

  private final VerifierEnv env;
  private final TypeChecker types;
  private final Regions regions;
  private final StackAccess stack;
  private final MemoryAccess memory;
  private final NullChecks nulls;
  private final Precision precision;

  CallMemory(
      VerifierEnv env,
      TypeChecker types,
      Regions regions,
      StackAccess stack,
      MemoryAccess memory,
      NullChecks nulls,
      Precision precision) {
    this.env = env;
    this.types = types;
    this.nulls = nulls;
    this.regions = regions;
    this.stack = stack;
    this.memory = memory;
    this.precision = precision;
  }

  /**
   * Checks memory that a call reads or writes ({@code check_helper_mem_access}).
   *
   * @param register the pointer
   * @param size size in bytes
   * @param zeroAllowed whether NULL with size 0 is accepted
   * @param raw for memory that the call fills; null when it must be initialised
   */
  public void check(
      int register, int size, AccessType access, boolean zeroAllowed, @Nullable RawMemory raw) {
    RegisterState pointer = env.register(register);
    boolean write = access == AccessType.WRITE;
    switch (pointer.baseType()) {
      case RegisterType.PTR_TO_PACKET, RegisterType.PTR_TO_PACKET_META ->
          regions.checkPacket(register, pointer.off(), size, zeroAllowed);
      case RegisterType.PTR_TO_MAP_KEY -> {
        if (write) {
          throw readOnly(register, pointer);
        }
        regions.checkRegion(register, pointer.off(), size, pointer.requireMap().keySize(), false);
      }
      case RegisterType.PTR_TO_MAP_VALUE -> {
        regions.checkMapAccessType(register, pointer.off(), size, access);
        regions.checkMap(register, pointer.off(), size, zeroAllowed, false);
      }
      case RegisterType.PTR_TO_MEM -> {
        checkNotReadOnly(register, pointer, write);
        regions.checkRegion(register, pointer.off(), size, pointer.memSize(), zeroAllowed);
      }
      case RegisterType.PTR_TO_BUF -> {
        checkNotReadOnly(register, pointer, write);
        regions.checkBuffer(
            RegisterType.isReadOnly(pointer.type()) ? "rdonly" : "rdwr",
            pointer,
            register,
            pointer.off(),
            size);
      }
      case RegisterType.PTR_TO_STACK ->
          stack.checkInitialized(register, pointer.off(), size, zeroAllowed, true, access, raw);
      case RegisterType.PTR_TO_BTF_ID ->
          types.checkStructAccess(
              register,
              pointer.off(),
              size,
              env.has(VerifierRule.STRUCTS_WRITTEN_BY_CALLS) ? access : AccessType.READ,
              -1);
      case RegisterType.PTR_TO_CTX -> {
        if (env.has(VerifierRule.CONTEXT_AS_MEMORY)) {
          if (env.program.type() != ProgramType.SYSCALL) {
            other(register, pointer, size, zeroAllowed);
            return;
          }
          regions.checkRegion(
              register, pointer.off(), size, MemoryAccess.MOST_CONTEXT, zeroAllowed);
          env.reachContext((int) pointer.foldedMax() + size);
          return;
        }
        if (!isPlainContext(env.program.type())) {
          other(register, pointer, size, zeroAllowed);
          return;
        }
        if (size == 0) {
          if (!zeroAllowed) {
            throw new Rejection(Errno.EACCES, "zero-sized access to the context");
          }
          return;
        }
        memory.check(lastByte(register, size, access));
      }
      default -> other(register, pointer, size, zeroAllowed);
    }
  }

  private MemoryOperand lastByte(int register, int size, AccessType access) {
    int none = MemoryOperand.NO_VALUE;
    return access == AccessType.WRITE
        ? MemoryOperand.store(env.slot(), register, size - 1, 1, none)
        : MemoryOperand.load(env.slot(), register, size - 1, 1, none, false);
  }

  /**
   * Whether contexts of this type are plain memory, whose accesses are not rewritten (no {@code
   * convert_ctx_access}).
   */
  static boolean isPlainContext(ProgramType type) {
    return switch (type) {
      case SYSCALL,
          TRACEPOINT,
          KPROBE,
          RAW_TRACEPOINT,
          RAW_TRACEPOINT_WRITABLE,
          TRACING,
          LSM,
          STRUCT_OPS,
          CGROUP_DEVICE,
          NETFILTER,
          LIRC_MODE2 ->
          true;
      default -> false;
    };
  }

  private void other(int register, RegisterState pointer, int size, boolean zeroAllowed) {
    if (zeroAllowed && size == 0 && pointer.isNull()) {
      return;
    }
    throw env.reject(
        Errno.EACCES,
        "R%d type=%s expected=%s",
        register,
        RegisterType.text(pointer.type()),
        RegisterType.text(RegisterType.PTR_TO_STACK));
  }

  private void checkNotReadOnly(int register, RegisterState pointer, boolean write) {
    if (write && RegisterType.isReadOnly(pointer.type())) {
      throw readOnly(register, pointer);
    }
  }

  private Rejection readOnly(int register, RegisterState pointer) {
    return env.reject(
        Errno.EACCES, "R%d cannot write into %s", register, RegisterType.text(pointer.type()));
  }

  /**
   * Checks memory whose size is in a register: bounds of the size, then {@link #check} for the
   * largest size, then precision ({@code check_mem_size_reg}).
   *
   * @param sizeRegister register with the size; the pointer is in the one before it
   * @param maxSize where the largest size is stored, or null ({@code msize_max_value})
   */
  public void checkSize(
      int sizeRegister,
      AccessType access,
      boolean zeroAllowed,
      @Nullable RawMemory raw,
      long @Nullable [] maxSize) {
    RegisterState size = env.register(sizeRegister);
    if (maxSize != null) {
      maxSize[0] = size.umax();
    }
    if (size.smin() < 0) {
      throw env.reject(
          Errno.EACCES,
          "R%d min value is negative, either use unsigned or 'var &= const'",
          sizeRegister);
    }
    if (size.umin() == 0 && !zeroAllowed) {
      throw env.reject(
          Errno.EACCES,
          "R%d invalid zero-sized read: u64=[%d,%d]",
          sizeRegister,
          size.umin(),
          size.umax());
    }
    if (Long.compareUnsigned(size.umax(), MAX_SIZE) >= 0) {
      throw env.reject(
          Errno.EACCES,
          "R%d unbounded memory access, use 'var &= const' or 'if (var < const)'",
          sizeRegister);
    }
    check(sizeRegister - 1, (int) size.umax(), access, zeroAllowed, size.isConst() ? raw : null);
    precision.mark(sizeRegister);
  }

  /** Checks memory of a fixed size, readable and writable, or NULL ({@code check_mem_reg}). */
  public void checkFixed(RegisterState pointer, int register, int size) {
    if (pointer.isNull()) {
      return;
    }
    withoutNull(
        pointer,
        () -> {
          check(register, size, AccessType.READ, true, null);
          check(register, size, AccessType.WRITE, true, null);
        });
  }

  /**
   * Checks memory and size of a kfunc, readable and writable ({@code check_kfunc_mem_size_reg}).
   *
   * @param sizeRegister register with the size; the pointer is in the one before it
   */
  public void checkKfuncSize(int sizeRegister) {
    withoutNull(
        env.register(sizeRegister - 1),
        () -> {
          checkSize(sizeRegister, AccessType.READ, true, null, null);
          checkSize(sizeRegister, AccessType.WRITE, true, null, null);
        });
  }

  /** Runs a check as if the pointer were not NULL; the register is left unchanged. */
  private void withoutNull(RegisterState pointer, Runnable check) {
    if (!RegisterType.mayBeNull(pointer.type())) {
      check.run();
      return;
    }
    RegisterState saved = new RegisterState(pointer);
    nulls.markNotNull(pointer);
    check.run();
    pointer.copy(saved);
  }
}
