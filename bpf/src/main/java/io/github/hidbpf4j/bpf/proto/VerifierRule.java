package io.github.hidbpf4j.bpf.proto;

import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux6;
import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux7;

import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/**
 * A rule of the verifier ({@code kernel/bpf/verifier.c}) introduced after Linux 6.12: its row.
 * Where kernels differ, checks ask {@link ApiProfile#has(VerifierRule)} for the rule, never for a
 * release; which kernels have it is recorded only here. Releases measured are 6.16 to 7.3: a rule
 * of 6.16 may be older. Some rules are older and have ended: what 6.12 had no longer when its last
 * stable version was made, other releases kept to their end.
 */
public enum VerifierRule {
  // ---- locks, sections and sleeping

  /**
   * Resources held where the program exits, throws, tail-calls or uses LD_ABS are refused in a
   * uniform order and with the same messages ({@code check_resource_leak}).
   */
  RESOURCES_CHECKED_TOGETHER(linux6(16)),
  /**
   * A throw is checked as such wherever it is; previously (6.16.12, 6.18.15) as the end of the
   * program, and in other functions than the first one only for references ({@code
   * process_bpf_exit_full}).
   */
  THROWS_CHECKED_AS_SUCH(linux6(18)),
  /** Global functions may be called with preemption disabled ({@code check_func_call}). */
  GLOBAL_CALLS_WITHOUT_PREEMPTION(linux6(16)),
  /** RCU sections nest ({@code check_kfunc_call}). */
  NESTED_RCU_SECTIONS(linux6(19)),
  /** A kfunc with KF_RCU_PROTECTED needs an RCU section whatever its arguments. */
  RCU_PROTECTED_CALLS(linux6(18)),
  /**
   * Global functions that may sleep are determined before the walk, and refused in non-sleepable
   * code ({@code might_sleep}).
   */
  SLEEPABLE_GLOBAL_FUNCTIONS(linux6(16)),
  /**
   * Sleeping calls are refused by context, all with the same message; a held lock counts as well
   * ({@code in_sleepable_context}).
   */
  SLEEPABLE_CONTEXTS(linux7(1)),

  /**
   * Whether code may sleep depends only on its state: timer callbacks never may, work queue
   * callbacks always may ({@code is_async_cb_sleepable}).
   */
  SLEEPABLE_BY_STATE(linux6(18)),
  /**
   * References belong to the state, not to a frame: a callback may release its caller's, and a leak
   * is found at the end of the program ({@code struct bpf_verifier_state}).
   */
  REFERENCES_OF_STATE(linux6(16)),

  /**
   * RCU-protected pointers lose trust when a lock is released, unless something else protects them
   * ({@code process_spin_lock}); previously only when the RCU section ended.
   */
  PROTECTION_ENDS_WITH_LOCK(linux7(2)),
  /**
   * Disabled preemption or interrupts also protect, until re-enabled; and the end of an RCU section
   * invalidates nothing if something else protects, or the program never sleeps ({@code
   * invalidate_rcu_protected_refs}).
   */
  PROTECTION_ENDS_WITH_ALL(linux7(3)),

  // ---- which states are compared, and how

  /** States are compared only in registers that later instructions may read. */
  LIVE_REGISTERS(linux6(16)),

  /** The statistics count the states alive at a time ({@code update_peak_states}). */
  COUNTED_STATES(linux6(16)),

  /**
   * Loops are components of the instruction graph ({@code bpf_compute_scc}); previously of the
   * state graph.
   */
  LOOP_COMPONENTS(linux6(17)),

  /** A call with a callback is a loop of its own, in which paths are deferred. */
  CALLBACKS_ARE_LOOPS(linux6(19)),

  /**
   * Live stack slots are derived from accesses, per call chain; previously from marks in states.
   */
  OBSERVED_STACK(linux6(18)),

  /** A successful tail call leaves its function, on a separate path ({@code check_helper_call}). */
  TAIL_CALLS_LEAVE(linux6(18)),

  /**
   * Numbers of registers and unused fields are checked before the walk, also in dead instructions
   * ({@code check_and_resolve_insns}).
   */
  REGISTERS_CHECKED_FIRST(linux7(1)),

  /** Stack bytes of different kinds do not prevent a state from covering another one in a loop. */
  STACK_WITHIN_RANGE(linux7(0)),

  /**
   * Live stack slots are computed before the walk ({@code compute_subprog_args}), as are constants,
   * and branches on these become jumps ({@code bpf_prune_dead_branches}).
   */
  ANALYZED_STACK(linux7(1)),

  /** Dead values are forgotten in the current path, not in the stored states. */
  CLEANED_PATHS(linux7(1)),

  /** Stack slots are compared by halves. */
  HALF_SLOTS(linux7(1)),

  /** Scalars in loops are widened regardless of which are equal. */
  WIDENED_ACROSS_IDS(linux7(0)),

  /** Stored states drop ids that only one register has ({@code bpf_clear_singular_ids}). */
  SINGULAR_IDS(linux7(0)),

  /** A fill links the register with the slot it is filled from, as a spill does. */
  FILLS_LINK(linux7(0)),

  /**
   * A store at a variable offset discards what was spilled where it may hit, but leaves the other
   * bytes marked as spilled: nobody reads these any more ({@code check_stack_write_var_off}).
   * 6.16.12 to 6.19.14 and, by their age, earlier releases; 6.18's newest version was not asked.
   */
  CUT_SPILLS_STAY(KernelRelease.OLD, linux6(19)),

  /** Bytes of spilled zeros are read as zeros at any offset ({@code mark_reg_stack_read}). */
  SPILLED_ZEROS_READ(linux7(3)),

  /** Scalars stay linked whatever constant is added, in 32 bits as well. */
  LINKS_AT_ANY_DISTANCE(linux6(18)),

  /** What a jump reveals about a linked register is intersected with what is already known. */
  SYNCED_LINKS(linux6(18)),

  /** Dead registers are not linked with those that a jump narrows. */
  LIVE_LINKS(linux7(0)),

  /** Callbacks that compare nodes of a tree may not take bpf_res_spin_lock either. */
  NO_LOCKS_IN_COMPARISONS(linux7(2)),
  /** Programs of kprobes, tracepoints and perf events may use maps with a bpf_res_spin_lock. */
  RESILIENT_LOCKS_IN_PROBES(linux7(3)),

  /** bpf_kptr_xchg may be called while a lock is held. */
  KPTR_XCHG_UNDER_LOCK(linux7(3)),
  /** bpf_iter_num_* may be used while a lock is held. */
  NUMBER_ITERATORS_UNDER_LOCK(linux6(16)),

  // ---- instructions

  /** Load-acquire and store-release of 1 to 8 bytes exist ({@code check_atomic_load}). */
  ORDERED_ACCESSES(linux6(15)),
  /**
   * The address register of a load-acquire is checked before the load, and must not be a pointer
   * that can be stale or NULL, as no handler would catch the fault ({@code is_load_acq_unsafe}).
   * Previously the register was checked in its state after the load.
   */
  ACQUIRES_CHECKED_FIRST(linux7(2)),
  /** Jumps to an address in a register exist: gotox ({@code check_indirect_jump}). */
  INDIRECT_JUMPS(linux6(19)),
  /**
   * Functions may take more than five arguments, the rest on the stack: R11 ({@code
   * is_stack_arg_ldx}).
   */
  STACK_ARGUMENTS(linux7(2)),

  // ---- functions of the program

  /** Calls nest to a depth of 16 frames; 8 before ({@code MAX_CALL_FRAMES}). */
  SIXTEEN_CALL_FRAMES(linux7(1)),
  /** The frame count starts anew in global functions, as they are verified on their own. */
  GLOBAL_CALLS_COUNT_ANEW(linux7(1)),
  /** Global functions are verified once for sleepable callers and once for others. */
  GLOBAL_FUNCTIONS_BY_CONTEXT(linux7(3)),
  /**
   * A call of a global function that may throw may end the program: resources held there are leaked
   * ({@code mark_subprog_might_throw}).
   */
  THROWING_GLOBAL_FUNCTIONS(linux7(1)),
  /** Global functions may return nothing ({@code btf_prepare_func_args}). */
  VOID_GLOBAL_FUNCTIONS(linux7(1)),
  /** No callback may make tail calls; previously only the exception callback was refused. */
  NO_TAIL_CALL_IN_CALLBACKS(linux7(2)),
  /** may_goto may lead to the next instruction ({@code check_cond_jmp_op}). */
  EMPTY_MAY_GOTO(linux6(16)),
  /**
   * may_goto is limited by time: 16 bytes of stack, previously 8 ({@code
   * bpf_check_timed_may_goto}).
   */
  TIMED_MAY_GOTO(linux6(16)),
  /** A global function with a result that cannot be checked has its own error (95). */
  RESULTS_UNSUPPORTED(linux7(2)),
  /** A function that calls itself is detected before the walk ({@code sort_subprogs_topo}). */
  RECURSION_FOUND_FIRST(linux7(1)),

  // ---- numbers

  /** Bounds of products are computed for factors of any sign ({@code scalar_min_max_mul}). */
  PRODUCTS_OF_ANY_SIGN(linux6(16)),
  /** Bounds of negated numbers are computed. */
  NEGATION_COMPUTED(linux6(17)),
  /**
   * Nothing follows from signed bounds of 64 bits on both sides of zero and unsigned ones that meet
   * only one side ({@code __reg64_deduce_bounds}): 6.16.12 and, by their age, earlier releases.
   */
  SIGN_SEPARATES_64(KernelRelease.OLD, linux6(16)),
  /**
   * The same for bounds of 32 bits ({@code __reg32_deduce_bounds}): 6.16.12, 6.17.13 and, by their
   * age, earlier releases. 6.18.15 has it too.
   */
  SIGN_SEPARATES_32(KernelRelease.OLD, linux6(17)),
  /** Unsigned bounds are kept if both ends of a sum or difference wrap; release by date. */
  SUMS_WRAP(linux6(17)),
  /** For each unknown bit of a factor, the products with 0 and 1 are joined ({@code tnum_mul}). */
  PRODUCT_BITS_JOINED(linux6(18)),
  /**
   * If bits and bounds have exactly one number in common, the value is known ({@code tnum_step}).
   */
  BITS_STEPPED(linux6(19)),
  /** Known bits survive a byte swap ({@code scalar_byte_swap}). */
  BYTE_SWAPS_COMPUTED(linux6(18)),
  /** Comparisons of a register with itself are decided ({@code is_scalar_branch_taken}). */
  EQUAL_TO_ITSELF(linux6(19)),
  /**
   * Bounds of quotient and remainder are computed for constant divisors ({@code
   * scalar_min_max_udiv}).
   */
  DIVISION_COMPUTED(linux7(0)),
  /** A test for NULL may compare with a register that is 0 ({@code check_cond_jmp_op}). */
  NULL_IN_REGISTER(linux7(1)),

  /**
   * A branch on which the bounds would contradict each other is not taken ({@code
   * simulate_both_branches_taken}); previously it was followed with unknown bounds.
   */
  DEAD_BRANCHES(linux7(1)),
  /** Bounds are circular ranges, signed and unsigned at once ({@code cnum.h}). */
  CIRCULAR_BOUNDS(linux7(2)),
  /**
   * A struct_ops program may return a pointer of the type that its member returns. The kernel looks
   * up the BTF type of any pointer, even one that has none: a pointer to memory makes it oops
   * ({@code check_return_code}; measured on 6.16.12, 6.17.13, 6.18.15, 7.2.12 and 7.3.4), as does
   * one to a map or its values, depending on memory contents (6.16.12, 6.17.13, 7.3.4).
   */
  POINTER_RESULTS(linux6(16)),
  // ---- maps

  /** Programs of kprobes, tracepoints and perf events may use timers and work queues. */
  TIMERS_IN_PROBES(linux7(0)),
  /**
   * A lookup in an array by a constant key within its bounds never returns NULL ({@code
   * can_elide_value_nullness}).
   */
  CONSTANT_ARRAY_KEYS(linux6(16)),

  /** Work queues must be at a constant offset, like timers ({@code check_map_field_pointer}). */
  WORK_QUEUES_LIKE_TIMERS(linux6(18)),
  /**
   * The map argument that follows an object in a map value must be the map of that value, whatever
   * it contains ({@code process_map_ptr_arg}); previously this was checked only for maps with a
   * work queue.
   */
  MAP_ARGUMENTS_COMPARED(linux7(3)),
  /**
   * The result of a lookup in a map of maps is a map immediately, not only after the NULL check.
   */
  INNER_MAPS_AT_LOOKUP(linux7(3)),

  // ---- what pointers point to

  /**
   * Pointers in structs to anything but a struct, and casts to void, point to untrusted memory that
   * may be read, mapped or not ({@code WALK_PTR_UNTRUSTED}); previously they were scalars.
   */
  UNTRUSTED_MEMORY(linux6(17)),
  /**
   * Pointers to structs that kfuncs give are trusted; those of kfuncs with KF_RCU_PROTECTED are
   * protected since {@link #RCU_PROTECTED_CALLS}.
   */
  RESULTS_TRUSTED(linux7(0)),

  // ---- arguments of calls

  /** Pointer arguments of kfuncs must be trusted and non-NULL, even without KF_TRUSTED_ARGS. */
  TRUSTED_BY_DEFAULT(linux7(0)),
  /**
   * Dynptrs and iterators must be below the frame pointer; previously one at fp+0 was taken for the
   * one at fp-8 ({@code stack_slot_obj_get_spi}).
   */
  OBJECTS_BELOW_FRAME_POINTER(linux7(2)),
  /** The kinds of a kfunc's arguments depend only on its prototype, not on the registers. */
  ARGUMENTS_BY_PROTOTYPE(linux7(3)),
  /**
   * Context at any offset, aligned or not, is memory for programs of SEC("syscall"), also in
   * helpers.
   */
  CONTEXT_AS_MEMORY(linux7(1)),
  /** A released dynptr is only checked to be a dynptr, not to hold a reference. */
  DYNPTRS_RELEASED_AS_SUCH(linux7(2)),
  /**
   * A size that becomes the size of the returned memory must be below 2^32, for helpers as well,
   * all with the same message ({@code process_const_alloc_mem_size}).
   */
  ALLOCATION_SIZES_CHECKED(linux7(3)),
  /**
   * A kernel struct that a call writes must be writable by the program; previously only reading was
   * checked ({@code check_helper_mem_access}).
   */
  STRUCTS_WRITTEN_BY_CALLS(linux7(2)),
  /**
   * Nothing may be written through a pointer that may be stale, whatever it points to ({@code
   * bpf_may_fault_on_deref}); previously only untrusted pointers were refused as such.
   */
  STALE_NOT_WRITTEN(linux7(3)),
  /** Programs for both entry and exit exist: fsession. */
  TRACING_SESSIONS(linux7(0)),
  /** Programs of kprobes may write the registers ({@code kprobe_prog_is_valid_access}). */
  PROBES_WRITE_REGISTERS(linux6(18)),
  /** What bpf_set_retval sets must be an error or 0, or what the LSM hook may return. */
  SET_RESULTS_CHECKED(linux7(2)),
  /** Memory that a helper fills may overlap a dynptr, which then ends. */
  RAW_MEMORY_ENDS_DYNPTRS(linux7(3)),

  /**
   * A global function's argument that is never NULL must not be 0; measured on 7.2.12; 6.18.15
   * accepts it.
   */
  ZERO_IS_NULL(linux6(19)),

  /** Messages name an argument by its register, R2, not as arg#1 ({@code reg_arg_name}). */
  ARGUMENTS_NAMED_BY_REGISTER(linux7(2)),
  /** Messages say whether the stack is read or written, not that a call does it. */
  STACK_ACCESS_BY_KIND(linux6(16)),
  /**
   * Calls that only read the stack leave it unchanged; previously they turned it into unknown data.
   */
  READS_KEEP_STACK(linux6(16)),
  /** Bugs of the verifier itself are reported as such ({@code verifier_bug}). */
  VERIFIER_BUGS_TOLD(linux6(17)),
  /**
   * A write that a struct_ops struct does not allow is reported a second time, with the struct's
   * name.
   */
  WRITES_NAME_STRUCT(linux7(2)),
  /** The offset that an address may have in a map value depends only on the map. */
  VALUES_BY_MAP(linux7(2)),
  /** bpf_kptr_xchg may store into nodes of lists and trees, too ({@code kptr_xchg_dest_types}). */
  KPTR_XCHG_INTO_NODES(linux7(1)),
  /** Messages about releases name the function and the register. */
  RELEASES_NAME_FUNCTION(linux7(2)),
  /** Messages name bpf_obj_new and the like without {@code _impl}. */
  OBJECT_KFUNCS_WITHOUT_IMPL(linux7(1)),
  /** bpf_rbtree_remove and the like accept owning references, too. */
  TREE_NODES_OWNED_OR_NOT(linux6(16)),

  // ---- the log

  /** States are printed without liveness marks: R0=, not R0_w= ({@code print_reg_state}). */
  STATES_WITHOUT_LIVENESS(linux6(18)),
  /** The fixed offset of a pointer is folded into its variable offset ({@code reg->var_off}). */
  OFFSETS_FOLDED(linux7(1)),
  /**
   * References are identified by the id of their holder; derived objects have their parent's
   * ({@code parent_id}). Ids survive a NULL check.
   */
  REFERENCES_BY_ID(linux7(2)),
  /**
   * Statistics count processed instructions per global function; 7.3 has a line for each function.
   */
  STATISTICS_BY_GLOBAL_FUNCTION(linux7(2)),
  /** Statistics have a line for each function ({@code print_verification_stats}). */
  STATISTICS_BY_FUNCTION(linux7(3));

  private static final KernelRelease STABLE = linux6(12);

  private final KernelRelease since;
  private final @Nullable KernelRelease last;

  VerifierRule(KernelRelease since) {
    this.since = since;
    last = null;
  }

  /** A rule that ended after a release, and in 6.12 while that was kept up. */
  VerifierRule(KernelRelease since, KernelRelease last) {
    this.since = since;
    this.last = last;
  }

  /** The first release that has it, judged by the newest stable version of each release. */
  public KernelRelease since() {
    return since;
  }

  /** The rules of a release. */
  public static EnumSet<VerifierRule> of(KernelRelease release) {
    EnumSet<VerifierRule> all = EnumSet.noneOf(VerifierRule.class);
    for (VerifierRule rule : values()) {
      if (rule.isIn(release)) {
        all.add(rule);
      }
    }
    return all;
  }

  private boolean isIn(KernelRelease release) {
    return release.isAtLeast(since)
        && (last == null || last.isAtLeast(release) && !release.equals(STABLE));
  }
}
