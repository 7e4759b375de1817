package io.github.hidbpf4j.bpf.verifier.env;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import org.jspecify.annotations.Nullable;

/**
 * What the walk over paths does for the checks of calls and types. All work on the current state
 * ({@link VerifierEnv#state}) and throw {@link Rejection} after they logged why.
 */
public interface WalkOperations {
  /** Register must be readable: logs {@code R%d !read_ok} ({@code check_reg_arg} SRC_OP). */
  void checkReadable(int register);

  /**
   * Register is written; its contents become unknown to nobody's harm ({@code check_reg_arg}
   * DST_OP, which leaves an unknown number).
   */
  void checkWritable(int register);

  /** The same without changing the contents ({@code check_reg_arg} DST_OP_NO_MARK). */
  void checkWritableUnmarked(int register);

  /**
   * An access through a register ({@code check_mem_access}).
   *
   * @param slot the instruction
   * @param register the pointer
   * @param off offset in the instruction
   * @param size 1, 2, 4 or 8 bytes
   * @param access read or write
   * @param value register that is stored or loaded into; -1 for none
   * @param strictAlignment whether alignment matters here, whatever the rest of the program does
   * @param signExtends whether a load extends the sign
   */
  void checkMemoryAccess(
      int slot,
      int register,
      int off,
      int size,
      AccessType access,
      int value,
      boolean strictAlignment,
      boolean signExtends);

  /**
   * Memory that a call reads or writes ({@code check_helper_mem_access}).
   *
   * @param register the pointer
   * @param size bytes
   * @param access read or write
   * @param zeroAllowed whether NULL with size 0 will do
   * @param raw for memory that the call fills; null when it must be initialised
   */
  void checkHelperMemory(
      int register, int size, AccessType access, boolean zeroAllowed, @Nullable RawMemory raw);

  /**
   * Memory whose size is in a register: bounds of the size, then {@link #checkHelperMemory} for the
   * least and greatest, then precision ({@code check_mem_size_reg}).
   *
   * @param sizeRegister register with the size; the pointer is in the one before it
   * @param maxSize where the greatest size is put, or null ({@code msize_max_value})
   */
  void checkMemorySize(
      int sizeRegister,
      AccessType access,
      boolean zeroAllowed,
      @Nullable RawMemory raw,
      long @Nullable [] maxSize);

  /**
   * Memory, size pair of a kfunc: readable and writable ({@code check_kfunc_mem_size_reg}).
   *
   * @param sizeRegister register with the size; the pointer is in the one before it
   */
  void checkKfuncMemorySize(int sizeRegister);

  /** Memory of a fixed size, readable and writable, maybe NULL ({@code check_mem_reg}). */
  void checkMemory(RegisterState pointer, int register, int size);

  /** {@code __check_ptr_off_reg}: no variable offset, no negative one; fixed one if allowed. */
  void checkPointerOffset(RegisterState pointer, int register, boolean fixedOffsetAllowed);

  /** Access to a value of a map by a call ({@code check_map_access} ACCESS_HELPER). */
  void checkMapAccess(int register, int off, int size, boolean zeroAllowed);

  /** Access to a region of a size ({@code check_mem_region_access}). */
  void checkMemoryRegion(int register, int off, int size, int regionSize, boolean zeroAllowed);

  /** Access to packet data ({@code check_packet_access}). */
  void checkPacketAccess(int register, int off, int size, boolean zeroAllowed);

  /**
   * The value of this scalar matters, here and where it came from ({@code mark_chain_precision}).
   */
  void markPrecise(int register);

  /**
   * Enters a callback: a synchronous one in a state pushed beside the current one ({@code
   * push_callback_call}), an asynchronous one as a root of its own ({@code push_async_cb}), with
   * {@link VerifierState#inSleepable()} as given.
   *
   * @param instruction the call
   * @param slot the call
   * @param subprogram number of the callback
   * @param setup fills in its registers
   * @param async whether it runs later
   * @param sleepable for asynchronous ones: whether it may sleep
   */
  void pushCallback(
      Instruction instruction,
      int slot,
      int subprogram,
      CalleeSetup setup,
      boolean async,
      boolean sleepable);

  /**
   * A copy of the current state to be explored later, from {@code slot} on ({@code push_stack}).
   */
  VerifierState pushBranch(int slot, int previousSlot);

  /**
   * The nearest explored state of this loop at the same call, or null ({@code find_prev_entry}).
   */
  @Nullable VerifierState findPreviousEntry(VerifierState current, int slot);

  /** Forgets the values of imprecise scalars that differ ({@code widen_imprecise_scalars}). */
  void widenImpreciseScalars(VerifierState previous, VerifierState current);

  /** Clears R0 to R5 and marks them written ({@code clear_caller_saved_regs} and check_reg_arg). */
  void clearCallerSaved(int registers);

  /** References, locks, sections must be closed ({@code check_resource_leak}). */
  void checkResourceLeak(boolean exceptionExit, String prefix);

  /** References must be released ({@code check_reference_leak}). */
  void checkReferenceLeak(boolean exceptionExit);

  /** The register must hold what the program may return ({@code check_return_code}). */
  void checkReturnCode(int register, String registerName);
}
