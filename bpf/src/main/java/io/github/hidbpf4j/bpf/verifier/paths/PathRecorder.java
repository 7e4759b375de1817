package io.github.hidbpf4j.bpf.verifier.paths;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.verifier.env.Vouched;
import io.github.hidbpf4j.bpf.verifier.env.WalkObserver;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths.Cover;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths.Entry;
import io.github.hidbpf4j.bpf.verifier.paths.ProgramPaths.EntryKind;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records the verifier's walk. Of a walk over more than {@value #MOST} instructions only the
 * beginning is recorded: see {@link ProgramPaths#isComplete}.
 */
@SuppressWarnings("exports") // the verifier is inside this module
public final class PathRecorder implements WalkObserver {
  private static final int MOST = 1 << 17;
  private static final int NONE = ProgramPaths.NONE;
  private static final int ARGUMENTS = 5;

  private final LinkedProgram program;
  private final ApiProfile profile;
  private final List<Instruction> instructions;
  private final int most;
  private int[] slots = new int[256];
  private int[] previous = new int[256];
  private byte[] depths = new byte[256];
  private byte[] marks = new byte[256];
  private Operand[] @Nullable [] operands = new Operand[256] @Nullable [];
  private int size;
  private final List<Cover> covers = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();
  private final Map<VerifierState, Integer> keptAt = new IdentityHashMap<>();
  private final Map<VerifierState, Integer> branchedAt = new IdentityHashMap<>();
  private final Map<VerifierState, Integer> deferredBy = new IdentityHashMap<>();
  private @Nullable VerifierState keptNext;
  private @Nullable Entry entering;
  private int cursor = NONE;
  private boolean complete = true;

  /** Creates a recorder, before the walk over this program. */
  public PathRecorder(LinkedProgram program, ApiProfile profile) {
    this(program, profile, MOST);
  }

  PathRecorder(LinkedProgram program, ApiProfile profile, int most) {
    this.program = program;
    this.profile = profile;
    this.instructions = program.instructions();
    this.most = most;
  }

  /** The recorded paths. */
  public ProgramPaths paths() {
    return new ProgramPaths(
        program,
        profile,
        complete,
        Arrays.copyOf(slots, size),
        Arrays.copyOf(previous, size),
        Arrays.copyOf(depths, size),
        Arrays.copyOf(marks, size),
        Arrays.copyOf(operands, size),
        entries,
        covers);
  }

  @Override
  public void entered(VerifierState state, int slot) {
    begin(slot == 0 ? EntryKind.PROGRAM : EntryKind.GLOBAL_FUNCTION, slot, NONE);
  }

  private void begin(EntryKind kind, int slot, int setBy) {
    cursor = NONE;
    keptNext = null;
    entering = new Entry(kind, slot, NONE, setBy);
  }

  @Override
  public void deferred(VerifierState pending) {
    deferredBy.put(pending, cursor);
  }

  @Override
  public void branched(VerifierState pending) {
    branchedAt.put(pending, cursor);
  }

  @Override
  public void resumed(VerifierState pending) {
    keptNext = null;
    Integer call = deferredBy.remove(pending);
    if (call != null) {
      begin(EntryKind.CALLBACK, NONE, call);
      return;
    }
    entering = null;
    Integer from = branchedAt.remove(pending);
    cursor = from == null ? NONE : from;
  }

  @Override
  public void kept(VerifierState copy) {
    keptNext = copy;
  }

  @Override
  public void covered(int slot, VerifierState by, VerifierState current, Vouched vouched) {
    Integer node = keptAt.get(by);
    if (node == null) {
      return;
    }
    Entry first = entering;
    if (first != null) {
      entries.add(new Entry(first.kind(), slot, node, first.setBy()));
      entering = null;
    } else if (cursor != NONE) {
      covers.add(new Cover(cursor, node, vouched.within()));
    }
  }

  @Override
  public void instruction(int slot, VerifierState state) {
    Entry first = entering;
    if (!complete || cursor == NONE && first == null) {
      return;
    }
    if (size == most) {
      complete = false;
      return;
    }
    grow();
    slots[size] = slot;
    previous[size] = cursor;
    depths[size] = (byte) state.currentFrame();
    look(instructions.get(slot), state.frame());
    if (first != null) {
      entries.add(new Entry(first.kind(), slot, size, first.setBy()));
      entering = null;
    }
    VerifierState copy = keptNext;
    if (copy != null) {
      keptAt.put(copy, size);
      keptNext = null;
    }
    cursor = size++;
  }

  private void grow() {
    if (size == slots.length) {
      int more = size * 2;
      slots = Arrays.copyOf(slots, more);
      previous = Arrays.copyOf(previous, more);
      depths = Arrays.copyOf(depths, more);
      marks = Arrays.copyOf(marks, more);
      operands = Arrays.copyOf(operands, more);
    }
  }

  /** Records the part of the state that matters for this instruction. */
  private void look(Instruction insn, FrameState frame) {
    if (insn.dst() >= FrameState.REGISTERS || insn.src() >= FrameState.REGISTERS) {
      return; // about to be refused
    }
    RegisterState dst = frame.register(insn.dst());
    RegisterState src = frame.register(insn.src());
    int opcode = insn.opcode();
    switch (insn.instructionClass()) {
      case Opcode.LDX -> operands[size] = new Operand[] {operand(src, insn.offset())};
      case Opcode.ST -> operands[size] = new Operand[] {operand(dst, insn.offset())};
      case Opcode.STX ->
          operands[size] =
              insn.isLoad()
                  ? new Operand[] {operand(src, insn.offset())}
                  : new Operand[] {operand(dst, insn.offset()), operand(src, 0)};
      case Opcode.ALU, Opcode.ALU64 -> {
        if (Opcode.source(opcode) == Opcode.K) {
          if (Opcode.operation(opcode) != Opcode.MOV && dst.isScalar()) {
            operands[size] = new Operand[] {operand(dst, 0)};
          }
        } else {
          marks[size] =
              (byte)
                  ((dst.isScalar() ? 0 : ProgramPaths.LEFT_IS_POINTER)
                      | (src.isScalar() ? 0 : ProgramPaths.RIGHT_IS_POINTER));
        }
      }
      case Opcode.JMP -> {
        if (Opcode.operation(opcode) == Opcode.CALL) {
          Operand[] arguments = new Operand[ARGUMENTS];
          for (int n = 0; n < ARGUMENTS; n++) {
            arguments[n] = operand(frame.register(n + 1), 0);
          }
          operands[size] = arguments;
        } else if (Opcode.operation(opcode) == Opcode.EXIT) {
          operands[size] = new Operand[] {operand(frame.register(0), 0)};
          marks[size] = (byte) (frame.inCallback() ? ProgramPaths.IN_CALLBACK : 0);
        }
      }
      default -> {}
    }
  }

  /** The operand in a register, at this offset. */
  private static Operand operand(RegisterState register, int more) {
    MapSpec map = register.map();
    long offset =
        register.isConst() ? register.off() + register.tnum().value() + more : Operand.ANYWHERE;
    return switch (register.baseType()) {
      case RegisterType.SCALAR_VALUE ->
          new Operand.Bounded(
              register.smin(), register.smax(), register.s32Min(), register.s32Max());
      case RegisterType.CONST_PTR_TO_MAP -> map == null ? Operand.OTHER : new Operand.MapOf(map);
      case RegisterType.PTR_TO_MAP_VALUE ->
          map == null ? Operand.OTHER : new Operand.MapField(map, offset);
      case RegisterType.PTR_TO_STACK -> new Operand.Stack(register.frameNumber(), offset);
      case RegisterType.PTR_TO_CTX -> new Operand.Context(offset);
      case RegisterType.PTR_TO_MEM -> new Operand.Memory(offset);
      default -> Operand.OTHER;
    };
  }
}
