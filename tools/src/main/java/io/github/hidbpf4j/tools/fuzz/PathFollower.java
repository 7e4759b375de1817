package io.github.hidbpf4j.tools.fuzz;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.VerifiedProgram;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import io.github.hidbpf4j.bpf.vm.InstructionObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Follows a run through the {@link PathGraph} of its program: at every instruction, one of the
 * states that the verifier had there on this path must contain the run. If two paths go to the same
 * instruction, both are followed until the values tell them apart.
 *
 * <p>A comparison that ended a path is a step to the node of the kept state. From there on the
 * state describes only what the comparison vouched for, see {@link TrustedState}; whatever is
 * computed from that alone is trusted again: {@link TrustFlow}.
 */
final class PathFollower implements InstructionObserver {
  private static final int MOST_CANDIDATES = 64;
  private static final int LOOKUP = 1;
  private static final int LOOP = 181;

  private record Candidate(int node, @Nullable TrustedState trust) {}

  private final PathGraph graph;
  private final List<Instruction> slots;
  private final Concrete run;
  private final TrustFlow flow;
  private List<Candidate> candidates = new ArrayList<>();
  private List<Candidate> next = new ArrayList<>();
  private int slot = -1;
  private int depth;
  private boolean turnsUnknown;
  private @Nullable String deadRead;
  private long steps;
  private long loose;
  private boolean gaveUp;
  private @Nullable Blind excuse;
  private @Nullable Blind blind;
  private @Nullable String violation;

  PathFollower(PathGraph graph, List<Instruction> slots, Concrete run) {
    this.graph = graph;
    this.slots = slots;
    this.run = run;
    flow = new TrustFlow(graph, slots, run);
  }

  /** What was found outside all states, or null. */
  @Nullable String violation() {
    return violation;
  }

  /** Why the run went where Linux 6.12 is known to be blind, or null. */
  @Nullable Blind blind() {
    return blind;
  }

  /** Number of executed instructions. */
  long steps() {
    return steps;
  }

  /** Number of instructions at which not everything was trusted. */
  long looseSteps() {
    return loose;
  }

  @Override
  public void before(VerifiedProgram program, int at, int frame, long[] registers) {
    steps++;
    if (violation != null || gaveUp || blind != null) {
      return;
    }
    next.clear();
    turnsUnknown = false;
    deadRead = null;
    if (slot < 0) {
      run.setRegisters(0, registers);
      next.add(new Candidate(0, null));
    } else {
      learnValues(at, frame, registers);
      for (Candidate c : candidates) {
        advance(c, at, frame);
      }
      noteSignExtendingFill(registers);
      run.setRegisters(frame, registers);
    }
    addForks(at, frame);
    retainConsistent(at, frame);
    slot = at;
    depth = frame;
  }

  /** Learns addresses of map values from the results of calls. */
  private void learnValues(int at, int frame, long[] registers) {
    Instruction insn = slots.get(slot);
    boolean lookup =
        insn.opcode() == (Opcode.JMP | Opcode.CALL)
            && insn.src() == Opcode.CALL_HELPER
            && insn.imm() == LOOKUP;
    if (lookup && registers[0] != 0) {
      for (Candidate c : candidates) {
        RegisterState map = graph.frame(c.node).register(1);
        if (map.map() != null) {
          run.addValue(map.map(), registers[0]);
        }
      }
    }
    // a callback of for_each: its states describe R3
    if (frame > 0 && graph.size() > 0) {
      for (Candidate c : candidates) {
        for (int e = graph.firstEdge(c.node); e >= 0; e = graph.nextEdge(e)) {
          learnArgument(graph.target(e), at, frame, registers);
          if (graph.slot(graph.target(e)) != at) {
            for (int f = graph.firstEdge(graph.target(e)); f >= 0; f = graph.nextEdge(f)) {
              learnArgument(graph.target(f), at, frame, registers);
            }
          }
        }
      }
    }
  }

  private void learnArgument(int node, int at, int frame, long[] registers) {
    VerifierState state = graph.state(node);
    if (graph.slot(node) != at || state.currentFrame() != frame || !state.frame().inCallback()) {
      return;
    }
    RegisterState value = state.frame().register(3);
    RegisterState key = state.frame().register(2);
    if (value.type() == RegisterType.PTR_TO_MAP_VALUE
        && value.off() == 0
        && value.tnum().equalsConst(0)
        && (key.type() == RegisterType.PTR_TO_MAP_KEY
            || key.type() == RegisterType.NOT_INIT) // forgotten if nobody reads it
        && state.frame().callsite() == callSlot()) {
      run.addValue(value.requireMap(), registers[3]);
    }
  }

  /** Notes a fill that made a number negative while its id says that it equals the spilled one. */
  private void noteSignExtendingFill(long[] registers) {
    Instruction insn = slots.get(slot);
    if (insn.instructionClass() != Opcode.LDX
        || Opcode.mode(insn.opcode()) != Opcode.MEMSX
        || registers[insn.dst()] >= 0) {
      return;
    }
    if (run.stackSlot(depth, run.register(depth, insn.src()) + insn.offset()) < 0) {
      return;
    }
    for (Candidate c : next) {
      if (graph.frame(c.node).register(insn.dst()).id() != 0) {
        excuse = Blind.SIGN_EXTENDING_FILL;
      }
    }
  }

  /**
   * The call that the run is in or returns to, if the last instruction was that call or an exit.
   */
  private int callSlot() {
    Instruction insn = slots.get(slot);
    if (insn.opcode() == (Opcode.JMP | Opcode.EXIT)) {
      return candidates.isEmpty() ? -1 : graph.frame(candidates.getFirst().node).callsite();
    }
    return slot;
  }

  private void advance(Candidate c, int at, int frame) {
    Instruction insn = slots.get(slot);
    String dead = flow.deadRead(c.node, c.trust, depth);
    if (dead != null) {
      deadRead = dead;
      return;
    }
    FrameState inner = graph.frame(c.node);
    boolean leavesCallback = insn.opcode() == (Opcode.JMP | Opcode.EXIT) && inner.inCallback();
    for (int e = graph.firstEdge(c.node); e >= 0; e = graph.nextEdge(e)) {
      int to = graph.target(e);
      if (leavesCallback) {
        // Not a step of the run: the verifier revisits the call.
        if (graph.isIntoLoop(e)) {
          excuse = Blind.LOOP_OF_STATES;
        }
        TrustedState trust = and(c.trust, graph.trust(e));
        turnsUnknown |= isLoop(to) && trust != null && !trust.register(depth - 1, 1);
        for (int f = graph.firstEdge(to); f >= 0; f = graph.nextEdge(f)) {
          reach(to, f, flow.after(to, trust, frame, depth - 1), at, frame);
        }
      } else if (isAt(to, at, frame)) {
        reach(c.node, e, flow.after(c.node, c.trust, frame, depth), at, frame);
      }
    }
  }

  private boolean isLoop(int node) {
    Instruction insn = slots.get(graph.slot(node));
    return insn.src() == Opcode.CALL_HELPER && insn.imm() == LOOP;
  }

  private boolean isAt(int node, int at, int frame) {
    return graph.slot(node) == at && graph.state(node).currentFrame() == frame;
  }

  private void reach(int from, int edge, @Nullable TrustedState trust, int at, int frame) {
    int to = graph.target(edge);
    if (to == from || !isAt(to, at, frame)) {
      return;
    }
    if (graph.isIntoLoop(edge)) {
      excuse = Blind.LOOP_OF_STATES;
    }
    TrustedState there = and(trust, graph.trust(edge));
    if (there != null && there.isComplete(frame + 1)) {
      there = null;
    }
    add(to, there);
  }

  private void add(int node, @Nullable TrustedState trust) {
    for (Candidate known : next) {
      if (known.node == node && Objects.equals(known.trust, trust)) {
        return;
      }
    }
    next.add(new Candidate(node, trust));
  }

  private static @Nullable TrustedState and(@Nullable TrustedState a, @Nullable TrustedState b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    TrustedState both = a.copy();
    both.and(b);
    return both;
  }

  /** Follows both starts of an AND or OR that the verifier forks at its own instruction. */
  private void addForks(int at, int frame) {
    if (!Opcode.isArithmetic(slots.get(at).opcode())) {
      return;
    }
    for (int i = 0; i < next.size(); i++) {
      Candidate c = next.get(i);
      for (int e = graph.firstEdge(c.node); e >= 0; e = graph.nextEdge(e)) {
        if (isAt(graph.target(e), at, frame) && graph.target(e) != c.node) {
          add(graph.target(e), and(c.trust, graph.trust(e)));
        }
      }
    }
  }

  private void retainConsistent(int at, int frame) {
    if (next.isEmpty() && turnsUnknown) {
      blind = Blind.TURNS;
      return;
    }
    String reason = deadRead;
    if (reason == null && next.isEmpty()) {
      reason = "the verifier never came here on this path";
    }
    boolean anyLoose = false;
    candidates.clear();
    for (Candidate c : next) {
      String outside = run.outside(graph.state(c.node), c.trust);
      if (outside == null) {
        candidates.add(c);
        anyLoose |= c.trust != null;
      } else if (reason == null) {
        reason = outside;
      }
    }
    if (anyLoose) {
      loose++;
    }
    if (candidates.isEmpty() && excuse != null) {
      blind = excuse;
    } else if (candidates.isEmpty()) {
      violation = "slot " + at + ", frame " + frame + ": " + reason;
    } else if (candidates.size() > MOST_CANDIDATES) {
      gaveUp = true;
    }
  }
}
