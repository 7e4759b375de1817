package io.github.hidbpf4j.bpf.verifier.prune;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.InstructionFacts;
import io.github.hidbpf4j.bpf.verifier.env.StackLiveness;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.prune.StateEquality.Exact;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.IteratorState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.StackSlot;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * States seen at each instruction ({@code is_state_visited}): decides whether the current state is
 * covered by an old one, whether it is stored, and which old ones are dropped. Its heuristics are
 * the kernel's, as they decide which programs are too complex.
 */
public final class StateTable {
  private static final class Entry {
    final VerifierState state = new VerifierState();
    final int slot;
    @Nullable Entry next;
    int misses;
    int hits;

    Entry(int slot) {
      this.slot = slot;
    }
  }

  private final VerifierEnv env;
  private final StateEquality equality;
  private final Precision precision;
  private final History history;
  private final @Nullable Entry[] entries;
  private final boolean countsStates;
  private final boolean clearsSingularIds;
  private final SingularIds singularIds;
  private Liveness liveness;
  private OpenLoops loops;
  private int jumps;
  private int previousJumps;
  private int previousProcessed;
  private int maxPerSlot;
  private int total;
  private int size;
  private int peak;

  /**
   * Creates it for one verification, with marks and loop entries; see {@link #use} for other
   * kernels.
   */
  public StateTable(VerifierEnv env, Precision precision, History history) {
    this.env = env;
    this.precision = precision;
    this.history = history;
    this.entries = new Entry[Math.max(1, env.instructions.length)];
    liveness = new ReadMarks(env);
    equality = new StateEquality(env, liveness);
    countsStates = env.has(VerifierRule.COUNTED_STATES);
    singularIds = new SingularIds(env.scalars);
    clearsSingularIds = env.has(VerifierRule.SINGULAR_IDS);
    loops = loops();
  }

  private OpenLoops loops() {
    return env.has(VerifierRule.LOOP_COMPONENTS)
        ? new LoopVisits(env, precision, liveness, history)
        : new LoopEntries(env);
  }

  /** Sets another source of stack liveness than marks; call before the walk. */
  public void use(StackLiveness stack) {
    liveness = new KnownUses(env, stack, env.has(VerifierRule.CLEANED_PATHS));
    precision.use(liveness);
    equality.use(liveness);
    loops = loops();
  }

  /**
   * Removes all states, before another function is verified. Statistics continue, as do the counts
   * of jumps and instructions since the last stored state, which decide where the next one is
   * stored.
   */
  public void clear() {
    Arrays.fill(entries, null);
    loops.clear();
  }

  /** Counts a jump. */
  public void countJump() {
    jumps++;
  }

  /**
   * The numbers at the end of the log: {@code max_states_per_insn 1 total_states 2 peak_states 2}.
   */
  public String statistics() {
    return "max_states_per_insn "
        + maxPerSlot
        + " total_states "
        + total
        + " peak_states "
        + (countsStates ? peak : size);
  }

  private int index(VerifierState state, int slot) {
    int callsite = state.frame().callsite();
    return Integer.remainderUnsigned(slot ^ callsite, entries.length);
  }

  private static boolean sameCallsites(VerifierState a, VerifierState b) {
    if (a.currentFrame() != b.currentFrame()) {
      return false;
    }
    for (int f = a.currentFrame(); f >= 0; f--) {
      if (a.frame(f).callsite() != b.frame(f).callsite()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the current state is covered at this prune point; if not, it may be stored.
   *
   * @return true when the path ends here
   */
  public boolean isCovered(int slot) {
    VerifierState current = env.state();
    InstructionFacts facts = env.facts[slot];
    boolean force =
        (env.flags & VerifierEnv.F_TEST_STATE_FREQ) != 0
            || facts.isCheckpoint()
            || current.historyEnd() - current.historyStart() > 40;
    boolean add = force || jumps - previousJumps >= 2 && env.processed() - previousProcessed >= 8;
    int index = index(current, slot);
    if (liveness.cleansPaths()) {
      liveness.cleanPath(current, add, hasEntry(index, slot));
    } else {
      clean(index, slot, current);
    }
    Entry before = null;
    Entry entry = entries[index];
    int count = 0;
    while (entry != null) {
      count++;
      if (entry.slot != slot) {
        before = entry;
        entry = entry.next;
        continue;
      }
      liveness.cleanKept(entry.state);
      if (entry.state.branches() > 0) {
        if (loopConverges(entry.state, current, slot)) {
          hit(entry, current, true);
          loops.closed(current, entry.state);
          notePeak();
          return true;
        }
        if (!force && jumps - previousJumps < 20 && env.processed() - previousProcessed < 100) {
          add = false;
        }
      } else if (explored(entry, current)) {
        return true;
      }
      if (add) {
        entry.misses++;
      }
      int patience = facts.isCheckpoint() && entry.state.branches() > 0 ? 64 : 3;
      Entry next = entry.next;
      if (entry.misses > entry.hits * patience + patience) {
        evict(index, before, entry);
      } else {
        before = entry;
      }
      entry = next;
    }
    maxPerSlot = Math.max(maxPerSlot, count);
    if (add) {
      keep(current, slot, index);
    }
    return false;
  }

  /** Whether a state whose paths were all explored covers the current one. */
  private boolean explored(Entry entry, VerifierState current) {
    boolean open = loops.isOpen(entry.state);
    if (!equality.equal(entry.state, current, open ? Exact.RANGE_WITHIN : Exact.NOT_EXACT)) {
      return false;
    }
    hit(entry, current, open);
    if (open) {
      loops.closed(current, entry.state);
      notePeak();
    }
    return true;
  }

  private void evict(int index, @Nullable Entry before, Entry entry) {
    if (before == null) {
      entries[index] = entry.next;
    } else {
      before.next = entry.next;
    }
    entry.state.markEvicted();
    forget(entry.state);
  }

  /** Drops an evicted state once nothing needs it any more, which shows in the statistics. */
  private void forget(VerifierState evicted) {
    if (!loops.isNeeded(evicted)) {
      size--;
    }
  }

  private void notePeak() {
    peak = Math.max(peak, size + loops.waiting());
  }

  /** Whether a state of a loop still under way covers the current one, or shows it never ends. */
  private boolean loopConverges(VerifierState old, VerifierState current, int slot) {
    FrameState frame = old.frame();
    if (frame.inAsyncCallback() && frame.asyncEntryCount() != current.frame().asyncEntryCount()) {
      return false;
    }
    InstructionFacts facts = env.facts[slot];
    if (facts.isIteratorNext()) {
      if (equality.equal(old, current, Exact.RANGE_WITHIN)) {
        RegisterState pointer = current.frame().register(1);
        int off = pointer.off() + (int) pointer.tnum().value();
        int index = (-off - 1) / StackSlot.SIZE; // for fp+0 also the first slot
        if (pointer.type() == RegisterType.PTR_TO_STACK
            && off <= 0
            && index < current.frame(pointer.frameNumber()).slotCount()
            && current.frame(pointer.frameNumber()).slot(index).register.iteratorState()
                == IteratorState.ACTIVE) {
          return true;
        }
      }
      return false;
    }
    if (isMayGoto(slot)
        && old.mayGotoDepth() != current.mayGotoDepth()
        && equality.equal(old, current, Exact.RANGE_WITHIN)) {
      return true;
    }
    if (facts.callsCallback()) {
      return equality.equal(old, current, Exact.RANGE_WITHIN);
    }
    if (StateEquality.maybeLooping(old, current)
        && equality.equal(old, current, Exact.EXACT)
        && !StateEquality.iteratorDepthsDiffer(old, current)
        && old.mayGotoDepth() == current.mayGotoDepth()
        && old.callbackUnrollDepth() == current.callbackUnrollDepth()) {
      env.text.printLine(slot, "; ");
      var rejection = env.reject(Errno.EINVAL, "infinite loop detected at insn %d", slot);
      env.log.append("cur state:");
      env.text.printAll(current.frame());
      env.log.append("old state:");
      env.text.printAll(old.frame());
      throw rejection;
    }
    return false;
  }

  private boolean isMayGoto(int slot) {
    Instruction insn = env.instructions[slot];
    return insn.opcode() == (Opcode.JMP | Opcode.JCOND) && insn.src() == 0;
  }

  private void hit(Entry entry, VerifierState current, boolean within) {
    if (env.observer != null) {
      env.observer.covered(env.slot(), entry.state, current, equality.vouched(entry.state, within));
    }
    entry.hits++;
    boolean _ = liveness.propagate(entry.state, current);
    if (env.facts[env.slot()].isJumpPoint()) {
      history.push(env, current, 0, 0);
    }
    boolean _ = precision.propagate(entry.state, current);
  }

  /** Stores a copy of the current state in the table and makes it the parent of the current one. */
  private void keep(VerifierState current, int slot, int index) {
    total++;
    size++;
    notePeak();
    previousJumps = jumps;
    previousProcessed = env.processed();
    Precision.markAllImprecise(current);
    if (clearsSingularIds) {
      singularIds.clear(current);
    }
    Entry entry = new Entry(slot);
    entry.state.copy(current);
    entry.next = entries[index];
    entries[index] = entry;
    loops.kept(entry.state);
    if (env.observer != null) {
      env.observer.kept(entry.state);
    }
    current.connectToParent(entry.state, slot);
  }

  private boolean hasEntry(int index, int slot) {
    Entry entry = entries[index];
    while (entry != null && entry.slot != slot) {
      entry = entry.next;
    }
    return entry != null;
  }

  /** What nobody reads any more is forgotten before states are compared. */
  private void clean(int index, int slot, VerifierState current) {
    for (Entry e = entries[index]; e != null; e = e.next) {
      if (e.state.branches() == 0
          && e.slot == slot
          && !liveness.isCleaned(e.state)
          && sameCallsites(e.state, current)
          && !loops.isOpen(e.state)) {
        liveness.clean(e.state);
      }
    }
  }

  /** Handles the end of a path from this state ({@code update_branch_counts}). */
  public void endBranch(@Nullable VerifierState state) {
    VerifierState s = state;
    while (s != null) {
      s.endBranch();
      if (s.branches() > 0) {
        break;
      }
      VerifierState parent = s.parent();
      loops.explored(s, parent);
      if (countsStates && s.isEvicted()) {
        forget(s);
      }
      s = parent;
    }
  }

  /**
   * The nearest state of this path at the same instruction and call stack ({@code
   * find_prev_entry}).
   */
  public @Nullable VerifierState findPrevious(VerifierState current, int slot) {
    for (Entry e = entries[index(current, slot)]; e != null; e = e.next) {
      if (e.slot == slot
          && e.state.branches() > 0
          && sameCallsites(e.state, current)
          && e.state.dfsDepth() < current.dfsDepth()) {
        return e.state;
      }
    }
    return null;
  }

  /** Forgets the values of imprecise scalars that changed ({@code widen_imprecise_scalars}). */
  public void widen(VerifierState old, VerifierState current) {
    equality.startWidening();
    for (int f = old.currentFrame(); f >= 0; f--) {
      FrameState from = old.frame(f);
      FrameState to = current.frame(f);
      for (int r = 0; r < FrameState.REGISTERS; r++) {
        widen(from.register(r), to.register(r));
      }
      int slots = Math.min(from.slotCount(), to.slotCount());
      for (int s = 0; s < slots; s++) {
        if (from.slot(s).isSpilled() && to.slot(s).isSpilled()) {
          widen(from.slot(s).register, to.slot(s).register);
        }
      }
    }
  }

  private void widen(RegisterState old, RegisterState current) {
    if (old.isScalar()
        && current.isScalar()
        && !old.isPrecise()
        && !current.isPrecise()
        && !equality.sameForWidening(old, current)) {
      current.setUnknownImprecise();
    }
  }
}
