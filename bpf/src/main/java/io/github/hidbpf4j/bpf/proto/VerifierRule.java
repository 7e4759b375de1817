package io.github.hidbpf4j.bpf.proto;

import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux6;
import static io.github.hidbpf4j.bpf.proto.KernelRelease.linux7;

import java.util.EnumSet;

/**
 * A rule of the verifier ({@code kernel/bpf/verifier.c}) that came after Linux 6.12: its row. Where
 * the kernels differ, the check asks {@link ApiProfile#has(VerifierRule)} for the rule, never for a
 * release; which kernels have it stands here and nowhere else. Releases that were asked are 6.16 to
 * 7.3: a rule of 6.16 may be older.
 */
public enum VerifierRule {
  // ---- locks, sections and sleeping

  /**
   * What is held where the program ends, throws, tail-calls or loads from the packet by LD_ABS is
   * refused in one order and with the same words ({@code check_resource_leak}).
   */
  RESOURCES_CHECKED_TOGETHER(linux6(16)),
  /** Global functions may be called with preemption disabled ({@code check_func_call}). */
  GLOBAL_CALLS_WITHOUT_PREEMPTION(linux6(16)),
  /** RCU sections nest ({@code check_kfunc_call}). */
  NESTED_RCU_SECTIONS(linux6(19)),
  /** A kfunc with KF_RCU_PROTECTED needs an RCU section whatever it takes. */
  RCU_PROTECTED_CALLS(linux6(18)),
  /**
   * Global functions that may sleep are found before the walk, and refused where code may not sleep
   * ({@code might_sleep}).
   */
  SLEEPABLE_GLOBAL_FUNCTIONS(linux6(16)),
  /**
   * Sleeping calls are refused by where they are, in the same words all: a lock counts too ({@code
   * in_sleepable_context}).
   */
  SLEEPABLE_CONTEXTS(linux7(1)),

  /**
   * Whether code may sleep is a matter of its state alone: callbacks of timers never may, those of
   * work queues always ({@code is_async_cb_sleepable}).
   */
  SLEEPABLE_BY_STATE(linux6(18)),
  /**
   * References are the state's, not a frame's: a callback may release those of its caller, and what
   * it leaves is found at the end of the program ({@code struct bpf_verifier_state}).
   */
  REFERENCES_OF_STATE(linux6(16)),

  /**
   * What RCU protects is not trusted any more when a lock is given back, where nothing else
   * protects it ({@code process_spin_lock}); before, only when the RCU section was left.
   */
  PROTECTION_ENDS_WITH_LOCK(linux7(2)),
  /**
   * Preemption and interrupts that are off protect too, until they are on again; and the end of an
   * RCU section takes nothing away where something else protects, or the program never sleeps
   * ({@code invalidate_rcu_protected_refs}).
   */
  PROTECTION_ENDS_WITH_ALL(linux7(3)),

  // ---- which states are compared, and how

  /** States are compared in the registers that instructions behind may read. */
  LIVE_REGISTERS(linux6(16)),

  /** The statistics count the states that there are at a time ({@code update_peak_states}). */
  COUNTED_STATES(linux6(16)),

  /** Loops are those of instructions ({@code bpf_compute_scc}); of states before. */
  LOOP_COMPONENTS(linux6(17)),

  /** A call that calls back is a loop of its own, in which paths are put aside. */
  CALLBACKS_ARE_LOOPS(linux6(19)),

  /** Live stack slots are learnt from accesses, by chain of calls; by marks in states before. */
  OBSERVED_STACK(linux6(18)),

  /**
   * A tail call that succeeds leaves its function: a path of its own ({@code check_helper_call}).
   */
  TAIL_CALLS_LEAVE(linux6(18)),

  /**
   * Numbers of registers and unused fields are checked before the walk, of dead instructions too
   * ({@code check_and_resolve_insns}).
   */
  REGISTERS_CHECKED_FIRST(linux7(1)),

  /** Stack bytes of different kinds do not keep a state from covering another of a loop. */
  STACK_WITHIN_RANGE(linux7(0)),

  /**
   * Live stack slots are worked out before the walk ({@code compute_subprog_args}); so are
   * constants, and branches on them become jumps ({@code bpf_prune_dead_branches}).
   */
  ANALYZED_STACK(linux7(1)),

  /** The path itself forgets what nobody reads any more, not the states that were kept. */
  CLEANED_PATHS(linux7(1)),

  /** Stack slots are compared by halves. */
  HALF_SLOTS(linux7(1)),

  /** Scalars in loops are widened without regard to which are equal. */
  WIDENED_ACROSS_IDS(linux7(0)),

  /** Kept states forget ids that one register alone has ({@code bpf_clear_singular_ids}). */
  SINGULAR_IDS(linux7(0)),

  /** Scalars stay linked when less or more is added, in 32 bits as well. */
  LINKS_AT_ANY_DISTANCE(linux6(18)),

  /** What a jump tells of a linked register is brought together with what else is known of it. */
  SYNCED_LINKS(linux6(18)),

  /** Registers that nobody reads any more are not linked with those that a jump narrows. */
  LIVE_LINKS(linux7(0)),

  /** bpf_kptr_xchg may be called while a lock is held. */
  KPTR_XCHG_UNDER_LOCK(linux7(3)),
  /** Numbers may be counted by bpf_iter_num_* while a lock is held. */
  NUMBER_ITERATORS_UNDER_LOCK(linux6(16)),

  // ---- instructions

  /**
   * There are loads that acquire and stores that release, of 1 to 8 bytes ({@code
   * check_atomic_load}).
   */
  ORDERED_ACCESSES(linux6(15)),
  /**
   * What a load that acquires goes through is asked before it is made, and may not be a pointer
   * that can be stale or NULL, as no handler would catch the fault ({@code is_load_acq_unsafe}).
   * Before, it was asked of the register as the load left it.
   */
  ACQUIRES_CHECKED_FIRST(linux7(2)),
  /** There are jumps to where a register points to: gotox ({@code check_indirect_jump}). */
  INDIRECT_JUMPS(linux6(19)),
  /** Functions take more than five arguments, on the stack: R11 ({@code is_stack_arg_ldx}). */
  STACK_ARGUMENTS(linux7(2)),

  // ---- functions of the program

  /** Calls nest to a depth of 16 frames; 8 before ({@code MAX_CALL_FRAMES}). */
  SIXTEEN_CALL_FRAMES(linux7(1)),
  /** Global functions begin to count frames anew, as they are verified on their own. */
  GLOBAL_CALLS_COUNT_ANEW(linux7(1)),
  /** Global functions are verified once for sleepable callers and once for others. */
  GLOBAL_FUNCTIONS_BY_CONTEXT(linux7(3)),
  /**
   * A call of a global function that may throw may end the program: what is held there is a leak
   * ({@code mark_subprog_might_throw}).
   */
  THROWING_GLOBAL_FUNCTIONS(linux7(1)),
  /** Global functions may return nothing ({@code btf_prepare_func_args}). */
  VOID_GLOBAL_FUNCTIONS(linux7(1)),
  /** No callback may make tail calls; before only that of exceptions might not. */
  NO_TAIL_CALL_IN_CALLBACKS(linux7(2)),
  /** may_goto is by time: 16 bytes of stack, 8 before ({@code bpf_check_timed_may_goto}). */
  TIMED_MAY_GOTO(linux6(16)),
  /** A global function with a result that cannot be checked is an error of its own (95). */
  RESULTS_UNSUPPORTED(linux7(2)),
  /** A function that calls itself is found before the walk ({@code sort_subprogs_topo}). */
  RECURSION_FOUND_FIRST(linux7(1)),

  // ---- numbers

  /** Bounds of a product are known of factors of any sign ({@code scalar_min_max_mul}). */
  PRODUCTS_OF_ANY_SIGN(linux6(16)),
  /** Bounds of a negated number are known. */
  NEGATION_COMPUTED(linux6(17)),
  /** Unsigned bounds stay where both ends of a sum or difference wrap; by date. */
  SUMS_WRAP(linux6(17)),
  /** Bits of a product are joined from those of each partial one ({@code tnum_mul}). */
  PRODUCT_BITS_JOINED(linux6(18)),
  /** Where bits and bounds have one number in common, that is it ({@code tnum_step}). */
  BITS_STEPPED(linux6(19)),
  /** Bits are known of a number whose bytes were turned around ({@code scalar_byte_swap}). */
  BYTE_SWAPS_COMPUTED(linux6(18)),
  /** How a register compares with itself is known ({@code is_scalar_branch_taken}). */
  EQUAL_TO_ITSELF(linux6(19)),
  /** Bounds are known of quotient and rest by a known number ({@code scalar_min_max_udiv}). */
  DIVISION_COMPUTED(linux7(0)),
  /** A test for NULL may compare with a register that is 0 ({@code check_cond_jmp_op}). */
  NULL_IN_REGISTER(linux7(1)),

  /**
   * A branch on which the bounds would contradict each other is not taken ({@code
   * simulate_both_branches_taken}); before, it is followed with no bounds at all.
   */
  DEAD_BRANCHES(linux7(1)),
  /** Bounds are circular ranges, signed and unsigned at once ({@code cnum.h}). */
  CIRCULAR_BOUNDS(linux7(2)),
  /**
   * A struct_ops program may return a pointer of the type that its member returns. The kernel looks
   * for the type of any pointer, also where it has none: one to memory makes it oops ({@code
   * check_return_code}; measured of 6.16.12, 6.17.13, 6.18.15, 7.2.12 and 7.3.4), one to a map or
   * its values too, by what happens to be in memory (6.16.12, 6.17.13, 7.3.4).
   */
  POINTER_RESULTS(linux6(16)),
  // ---- maps

  /** Programs of kprobes, tracepoints and perf events may use timers and work queues. */
  TIMERS_IN_PROBES(linux7(0)),
  /**
   * A lookup in an array by a constant key within its bounds never gives NULL ({@code
   * can_elide_value_nullness}).
   */
  CONSTANT_ARRAY_KEYS(linux6(16)),

  /** Work queues must be at a constant offset, as timers ({@code check_map_field_pointer}). */
  WORK_QUEUES_LIKE_TIMERS(linux6(18)),
  /**
   * The map that a kfunc takes after an object of a map's value must be that one, whatever is in it
   * ({@code process_map_ptr_arg}); before, the kernel asked only where it had a work queue.
   */
  MAP_ARGUMENTS_COMPARED(linux7(3)),
  /** What a lookup in a map of maps gives is a map at once, not after the test for NULL. */
  INNER_MAPS_AT_LOOKUP(linux7(3)),

  // ---- what pointers point to

  /**
   * What a struct's pointers to no struct, and casts to void, point to is memory that may be read,
   * whether it is there or not ({@code WALK_PTR_UNTRUSTED}); before, they were numbers.
   */
  UNTRUSTED_MEMORY(linux6(17)),
  /** Pointers to structs that kfuncs give are trusted, or protected where the kfunc is. */
  RESULTS_TRUSTED(linux7(0)),

  // ---- arguments of calls

  /** Pointers that kfuncs take must be trusted and not NULL, without KF_TRUSTED_ARGS too. */
  TRUSTED_BY_DEFAULT(linux7(0)),
  /**
   * Dynptrs and iterators lie below the frame pointer; before, one at fp+0 was taken for that at
   * fp-8 ({@code stack_slot_obj_get_spi}).
   */
  OBJECTS_BELOW_FRAME_POINTER(linux7(2)),
  /** What a kfunc takes is a matter of its prototype alone, not of the register. */
  ARGUMENTS_BY_PROTOTYPE(linux7(3)),
  /**
   * Context at any offset, aligned or not, is memory to programs of SEC("syscall"), in helpers too.
   */
  CONTEXT_AS_MEMORY(linux7(1)),
  /** A dynptr that is released need only be one; that it holds a reference follows. */
  DYNPTRS_RELEASED_AS_SUCH(linux7(2)),
  /**
   * A size that becomes that of what a call gives is below 2^32, of helpers too, and all of them
   * say so in the same words ({@code process_const_alloc_mem_size}).
   */
  ALLOCATION_SIZES_CHECKED(linux7(3)),
  /**
   * A kernel's struct that a call writes must be one that the program may write; before, only
   * reading was asked for ({@code check_helper_mem_access}).
   */
  STRUCTS_WRITTEN_BY_CALLS(linux7(1)),
  /**
   * Nothing is written through a pointer that may be stale, whatever it points to ({@code
   * bpf_may_fault_on_deref}); before, only untrusted ones were refused for themselves.
   */
  STALE_NOT_WRITTEN(linux7(3)),
  /** There are programs for entry and exit at once: fsession. */
  TRACING_SESSIONS(linux7(0)),
  /** Programs of kprobes may write the registers ({@code kprobe_prog_is_valid_access}). */
  PROBES_WRITE_REGISTERS(linux6(18)),
  /** What bpf_set_retval sets must be an error or 0, or what the LSM hook may return. */
  SET_RESULTS_CHECKED(linux7(1)),
  /** Memory that a helper fills may overlap a dynptr, which then ends. */
  RAW_MEMORY_ENDS_DYNPTRS(linux7(3)),

  /**
   * A global function's argument that is never NULL may not be given 0; measured of 7.2.12, and
   * that 6.18.15 lets it pass.
   */
  ZERO_IS_NULL(linux6(19)),

  /** Messages name an argument by its register, R2, not as arg#1 ({@code reg_arg_name}). */
  ARGUMENTS_NAMED_BY_REGISTER(linux7(2)),
  /** Messages say whether the stack is read or written, not that a call does it. */
  STACK_ACCESS_BY_KIND(linux6(16)),
  /** Calls that only read the stack leave it as it is; they made unknown data of it before. */
  READS_KEEP_STACK(linux6(16)),
  /** Faults of the verifier itself are told as such ({@code verifier_bug}). */
  VERIFIER_BUGS_TOLD(linux6(17)),
  /** A write that a struct_ops struct does not allow is told again, with the struct's name. */
  WRITES_NAME_STRUCT(linux7(2)),
  /** How far an address may point into a map's value is asked of the map alone. */
  VALUES_BY_MAP(linux7(2)),
  /** bpf_kptr_xchg stores into nodes of lists and trees too ({@code kptr_xchg_dest_types}). */
  KPTR_XCHG_INTO_NODES(linux7(1)),
  /** Messages of releases name the function and the register. */
  RELEASES_NAME_FUNCTION(linux7(2)),
  /** bpf_obj_new and its like have no {@code _impl} in their names in messages. */
  OBJECT_KFUNCS_WITHOUT_IMPL(linux7(1)),
  /** bpf_rbtree_remove and its like take owning references too. */
  TREE_NODES_OWNED_OR_NOT(linux6(16)),

  // ---- the log

  /** States have no marks of liveness: R0=, not R0_w= ({@code print_reg_state}). */
  STATES_WITHOUT_LIVENESS(linux6(18)),
  /** The fixed offset of a pointer is part of its variable one ({@code reg->var_off}). */
  OFFSETS_FOLDED(linux7(1)),
  /**
   * References are named by the ids of what refers to them; what is derived has its parent's
   * ({@code parent_id}). Ids stay after a test for NULL.
   */
  REFERENCES_BY_ID(linux7(2)),
  /** Statistics have what was looked at by global function; 7.3 has a line for each function. */
  STATISTICS_BY_GLOBAL_FUNCTION(linux7(2)),
  /** Statistics have a line for each function ({@code print_verification_stats}). */
  STATISTICS_BY_FUNCTION(linux7(3));

  private final KernelRelease since;

  VerifierRule(KernelRelease since) {
    this.since = since;
  }

  /** The first release that has it, in the newest stable level of each release. */
  public KernelRelease since() {
    return since;
  }

  /** The rules of a release. */
  public static EnumSet<VerifierRule> of(KernelRelease release) {
    EnumSet<VerifierRule> all = EnumSet.noneOf(VerifierRule.class);
    for (VerifierRule rule : values()) {
      if (release.isAtLeast(rule.since)) {
        all.add(rule);
      }
    }
    return all;
  }
}
