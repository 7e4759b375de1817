package io.github.hidbpf4j.bpf.verifier.live;

import io.github.hidbpf4j.bpf.verifier.env.StackLiveness;
import io.github.hidbpf4j.bpf.verifier.env.SubprogramFacts;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Derives live stack slots during the walk, as Linux 6.18 to 7.0 do: for each call chain and
 * instruction, the slots that it may read (in any state seen) and those that it always writes; from
 * these, liveness within each function and across calls ({@code kernel/bpf/liveness.c}, 6.18).
 * Queries are made only for states whose paths were all explored, so that nothing is missing.
 */
final class ObservedStack implements StackLiveness {
  private final VerifierEnv env;
  private final InstructionGraph graph;
  private final Map<List<Integer>, Instance> instances = new HashMap<>();

  /** Instances without a caller, by number of the function. */
  private final @Nullable Instance[] roots;

  private final List<Instance> asked = new ArrayList<>();
  private final long[] writes = new long[VerifierState.MAX_CALL_FRAMES];
  private @Nullable Instance current;
  private int writingSlot;
  private int askedSlot;

  ObservedStack(VerifierEnv env, InstructionGraph graph) {
    this.env = env;
    this.graph = graph;
    roots = new Instance[env.subprograms().size()];
  }

  /** Information about a function in a call chain ({@code struct func_instance}). */
  private static final class Instance {
    final List<Integer> key;
    final List<Integer> calls;
    final int subprogram;
    final int start;
    final int size;
    final boolean[] seen;
    final @Nullable Masks[] frames;
    boolean updated;
    boolean writesDropped;

    Instance(List<Integer> key, List<Integer> calls, int subprogram, SubprogramFacts function) {
      this.key = key;
      this.calls = calls;
      this.subprogram = subprogram;
      start = function.start;
      size = function.end - function.start;
      seen = new boolean[size];
      frames = new Masks[calls.size() + 1];
    }

    int depth() {
      return calls.size();
    }

    Masks masks(int frame) {
      Masks masks = frames[frame];
      if (masks == null) {
        masks = new Masks(size);
        frames[frame] = masks;
      }
      return masks;
    }

    boolean isLive(int slot, int frame, int index) {
      Masks masks = frames[frame];
      return masks != null && (masks.live[slot - start] >> index & 1) != 0;
    }
  }

  /** Slots of one frame, by instruction ({@code struct per_frame_masks}). */
  private static final class Masks {
    final long[] read;
    final long[] written;
    final long[] writtenFromHere;
    final long[] live;

    Masks(int size) {
      read = new long[size];
      written = new long[size];
      writtenFromHere = new long[size];
      live = new long[size];
    }
  }

  // ---- what the walk does

  @Override
  public void read(int frame, int index) {
    Instance at = current();
    markRead(at, frame, env.slot() - at.start, 1L << index);
  }

  private static void markRead(Instance at, int frame, int relative, long slots) {
    Masks masks = at.masks(frame);
    if ((slots & ~masks.read[relative]) != 0) {
      masks.read[relative] |= slots;
      at.updated = true;
    }
  }

  @Override
  public void written(int frame, int index) {
    writes[frame] |= 1L << index;
  }

  @Override
  public void begin(int slot) {
    startWriting(current(), slot);
  }

  private void startWriting(Instance at, int slot) {
    writingSlot = slot;
    Arrays.fill(writes, 0, at.depth() + 1, 0);
  }

  @Override
  public void end() {
    Instance at = current;
    if (at != null) {
      commitWrites(at);
    }
  }

  private void commitWrites(Instance at) {
    int relative = writingSlot - at.start;
    for (int frame = 0; frame <= at.depth(); frame++) {
      if (writes[frame] == 0 && !at.seen[relative]) {
        continue;
      }
      Masks masks = at.masks(frame);
      long old = masks.written[relative];
      long both = at.seen[relative] ? writes[frame] & old : writes[frame];
      if (both != old) {
        masks.written[relative] = both;
        at.updated = true;
        at.writesDropped |= (old & ~both) != 0;
      }
    }
    at.seen[relative] = true;
  }

  @Override
  public void framesChanged() {
    current = null;
  }

  @Override
  public void finish() {
    current = null;
    VerifierState state = env.state();
    for (int frame = state.currentFrame(); frame >= 0; frame--) {
      Instance at = instance(state, frame);
      if (at.updated) {
        update(at);
        at.updated = false;
        at.writesDropped = false;
      }
    }
  }

  private Instance current() {
    Instance at = current;
    if (at == null) {
      at = instance(env.state(), env.state().currentFrame());
      current = at;
    }
    return at;
  }

  private Instance instance(VerifierState state, int frame) {
    if (frame == 0) {
      int subprogram = state.frame(0).subprogram();
      Instance root = roots[subprogram];
      if (root == null) {
        root = instance(List.of(subprogram));
        roots[subprogram] = root;
      }
      return root;
    }
    List<Integer> key = new ArrayList<>(2 * frame + 1);
    key.add(state.frame(0).subprogram());
    for (int f = 1; f <= frame; f++) {
      key.add(state.frame(f).callsite());
      key.add(state.frame(f).subprogram());
    }
    return instance(key);
  }

  private Instance instance(List<Integer> key) {
    Instance known = instances.get(key);
    if (known == null) {
      List<Integer> calls = new ArrayList<>();
      for (int i = 1; i < key.size(); i += 2) {
        calls.add(key.get(i));
      }
      int subprogram = key.getLast();
      known = new Instance(List.copyOf(key), calls, subprogram, env.subprograms().get(subprogram));
      instances.put(known.key, known);
    }
    return known;
  }

  // ---- what follows from it

  /** {@code update_instance}. */
  private void update(Instance at) {
    if (at.writesDropped) {
      for (Masks masks : at.frames) {
        if (masks != null) {
          Arrays.fill(masks.writtenFromHere, 0);
        }
      }
    }
    int from = graph.orderStart(at.subprogram);
    int to = graph.orderStart(at.subprogram + 1);
    int rounds = 0;
    boolean changed = true;
    while (changed) {
      rounds++;
      changed = false;
      for (Masks masks : at.frames) {
        if (masks != null) {
          for (int place = from; place < to; place++) {
            changed |= update(masks, graph.inOrder(place), at.start);
          }
        }
      }
    }
    if (env.log.showsAll()) {
      env.verbose(chain(at) + " live stack update done in " + rounds + " iterations");
    }
    if (at.depth() > 0) {
      tellCaller(at);
    }
  }

  private boolean update(Masks masks, int slot, int start) {
    long after = 0;
    long written = -1;
    boolean ends = true;
    for (int s = 0; s < 2; s++) {
      int to = graph.successor(slot, s);
      if (to >= 0) {
        ends = false;
        after |= masks.live[to - start];
        written &= masks.writtenFromHere[to - start];
      }
    }
    if (ends) {
      return false;
    }
    int at = slot - start;
    written |= masks.written[at];
    long live = after & ~masks.written[at] | masks.read[at];
    boolean changed = live != masks.live[at] || written != masks.writtenFromHere[at];
    masks.live[at] = live;
    masks.writtenFromHere[at] = written;
    return changed;
  }

  /** {@code propagate_to_outer_instance}. */
  private void tellCaller(Instance at) {
    Instance caller = instance(at.key.subList(0, at.key.size() - 2));
    int call = at.calls.getLast();
    startWriting(caller, call);
    for (int frame = 0; frame < at.depth(); frame++) {
      Masks masks = at.frames[frame];
      if (masks != null) {
        writes[frame] |= masks.writtenFromHere[0];
        markRead(caller, frame, call - caller.start, masks.live[0]);
      }
    }
    commitWrites(caller);
  }

  private static String chain(Instance at) {
    StringBuilder out = new StringBuilder("(");
    at.calls.forEach(call -> out.append(call).append(','));
    return out.append(at.start).append(')').toString();
  }

  // ---- what is asked

  @Override
  public void ask(VerifierState about) {
    asked.clear();
    for (int frame = 0; frame <= about.currentFrame(); frame++) {
      asked.add(instance(about, frame));
    }
    askedSlot = about.slot();
  }

  @Override
  public int liveHalves(int frame, int index) {
    Instance innermost = asked.getLast();
    if (innermost.isLive(askedSlot, frame, index)) {
      return WHOLE_SLOT;
    }
    for (int f = frame; f < asked.size() - 1; f++) {
      int call = innermost.calls.get(f);
      int from = env.facts[call].callsCallback() ? call : call + 1;
      if (asked.get(f).isLive(from, frame, index)) {
        return WHOLE_SLOT;
      }
    }
    return 0;
  }
}
