package io.github.hidbpf4j.bpf.verifier.env;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;

/**
 * The checks of calls to helpers and kfuncs, and of the objects that they alone make: dynptrs,
 * iterators, kptrs, lists and trees. Throws {@link Rejection} after it logged why.
 */
public interface CallVerifier {
  /** Finds prototypes and flags before the walk begins; refuses what no program may call. */
  void prepare();

  /**
   * Call of a helper ({@code check_helper_call}): checks the arguments, clears R1 to R5, sets R0,
   * pushes callbacks.
   */
  void checkHelperCall(Instruction instruction, int slot);

  /** Call of a kernel function ({@code check_kfunc_call}). */
  void checkKfuncCall(Instruction instruction, int slot);

  /**
   * Whether this call enters a callback before it returns ({@code is_sync_callback_calling_insn}).
   */
  boolean callsBackNow(Instruction instruction);

  /** Whether this call has a callback entered later ({@code is_async_callback_calling_insn}). */
  boolean callsBackLater(Instruction instruction);

  /** Whether it is the next function of an open-coded iterator. */
  boolean isIteratorNext(Instruction instruction);

  /** Whether it is {@code bpf_throw}. */
  boolean isThrow(Instruction instruction);

  /**
   * Whether it is one of the list and tree functions, which need a lock ({@code
   * is_bpf_graph_api_kfunc}).
   */
  boolean isGraphFunction(Instruction instruction);

  /** Whether packet pointers are stale after this helper ({@code bpf_helper_changes_pkt_data}). */
  boolean changesPacketData(Instruction instruction);

  /**
   * Registers that a call to a helper or kfunc clobbers if it follows the contract of bpf_fastcall,
   * as bits: R0 if it returns something, R1 to R5 that take arguments; 0 when it is none of both
   * ({@code helper_fastcall_clobber_mask}).
   */
  int fastcallClobbers(Instruction instruction);

  /** Whether the call follows that contract, being replaced by instructions. */
  boolean isFastcall(Instruction instruction);

  /** What the disassembler prints for a called kfunc; {@code bpf_obj_new_impl}. */
  String kfuncName(Instruction instruction);

  /**
   * A store goes over this slot: a dynptr there is gone, unless it is one that must be released
   * ({@code destroy_if_dynptr_stack_slot}).
   */
  void destroyDynptrAt(FrameState frame, int slotIndex);

  /**
   * A dynptr handed to a global function ({@code process_dynptr_func} with ARG_PTR_TO_DYNPTR |
   * MEM_RDONLY).
   */
  void checkConstDynptrArgument(int register, int slot);

  /**
   * A pointer to a kernel struct handed to a global function: {@code check_reg_type} and {@code
   * check_func_arg_reg_off} with ARG_PTR_TO_BTF_ID, {@code flags} being PTR_TRUSTED and maybe
   * PTR_MAYBE_NULL.
   */
  void checkBtfArgument(int register, Btf btf, int btfId, int flags);

  /**
   * Whether the pointer's offset fits an argument that takes none or a fixed one ({@code
   * check_func_arg_reg_off} with ARG_DONTCARE or ARG_PTR_TO_DYNPTR).
   */
  void checkArgumentOffset(int register, boolean dynptr);

  /** Releases the reference in registers and state ({@code release_reference}). */
  void releaseReference(int refObjId);

  /** Non-owning references end where the lock ends ({@code invalidate_non_owning_refs}). */
  void invalidateNonOwningReferences();

  /**
   * Whether this frame is a callback that must hold the lock of a tree ({@code
   * in_rbtree_lock_required_cb}).
   */
  boolean inTreeLockCallback();
}
