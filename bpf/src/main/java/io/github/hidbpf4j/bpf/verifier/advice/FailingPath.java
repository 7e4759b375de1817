package io.github.hidbpf4j.bpf.verifier.advice;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.verifier.env.Vouched;
import io.github.hidbpf4j.bpf.verifier.env.WalkObserver;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.StackSlot;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records the path that a verification is on: the instructions, their frames, and before each of
 * them the types of the registers and which stack slots were in use. When the program is refused,
 * this is the failing path. Only the last {@value #MOST} steps of a long path are kept.
 */
@SuppressWarnings("exports") // the verifier is inside this module
public final class FailingPath implements WalkObserver {
  private static final int MOST = 1 << 18;
  private static final int FIRST_CAPACITY = 256;
  private static final int REGISTERS = FrameState.REGISTERS;
  private static final int STACK_SLOTS = 64;

  private final int watched;

  /** The BTF of {@link #structIds}: the BTF of the first pointer to a struct. */
  private @Nullable Btf structs;

  /**
   * A path that is resumed later.
   *
   * @param length number of steps so far, including forgotten ones
   * @param begin its first step: a deferred callback has a path of its own, after the one that set
   *     it
   * @param deferredAt see {@link #deferredAt()}
   */
  private record Waiting(int length, int begin, int deferredAt) {}

  private final Map<VerifierState, Waiting> waiting = new IdentityHashMap<>();
  private int begin;
  private int deferredAt = -1;
  private final VerifierState copy = new VerifierState();
  private boolean copied;

  /** Number of forgotten steps before the first one kept. */
  private int forgotten;

  private int size;
  private int[] slots = new int[FIRST_CAPACITY];
  private int[] frames = new int[FIRST_CAPACITY];
  private int[] types = new int[FIRST_CAPACITY * REGISTERS];
  private int[] structIds = new int[FIRST_CAPACITY * REGISTERS];
  private long[] objects = new long[FIRST_CAPACITY];
  private long[] pointers = new long[FIRST_CAPACITY];

  /**
   * Creates an empty path.
   *
   * @param watched the instruction whose whole state is kept
   */
  public FailingPath(int watched) {
    this.watched = watched;
  }

  @Override
  public void entered(VerifierState state, int slot) {
    waiting.clear();
    begin = 0;
    deferredAt = -1;
    cutTo(0);
  }

  @Override
  public void instruction(int slot, VerifierState state) {
    if (size == MOST) {
      forget(MOST / 2);
    } else if (size == slots.length) {
      grow();
    }
    FrameState frame = state.frame();
    slots[size] = slot;
    frames[size] = state.currentFrame();
    for (int r = 0; r < REGISTERS; r++) {
      RegisterState register = frame.register(r);
      types[size * REGISTERS + r] = register.type();
      structIds[size * REGISTERS + r] = structId(register);
    }
    long special = 0;
    long spilled = 0;
    for (int i = 0; i < Math.min(frame.slotCount(), STACK_SLOTS); i++) {
      StackSlot stack = frame.slot(i);
      int kind = stack.kind(StackSlot.SIZE - 1);
      if (kind == StackSlot.DYNPTR || kind == StackSlot.ITER || kind == StackSlot.IRQ_FLAG) {
        special |= 1L << i;
      } else if (kind == StackSlot.SPILL && isPointer(stack.register.type())) {
        spilled |= 1L << i;
      }
    }
    objects[size] = special;
    pointers[size] = spilled;
    size++;
    copied = slot == watched;
    if (copied) {
      copy.copy(state);
    }
  }

  @Override
  public void branched(VerifierState pending) {
    waiting.put(pending, new Waiting(forgotten + size, begin, deferredAt));
  }

  @Override
  public void deferred(VerifierState pending) {
    int length = forgotten + size;
    waiting.put(pending, new Waiting(length, length, size == 0 ? -1 : slots[size - 1]));
  }

  @Override
  public void resumed(VerifierState pending) {
    Waiting path = waiting.remove(pending);
    begin = path == null ? 0 : path.begin();
    deferredAt = path == null ? -1 : path.deferredAt();
    cutTo(path == null ? 0 : path.length());
  }

  @Override
  public void kept(VerifierState kept) {}

  @Override
  public void covered(int slot, VerifierState by, VerifierState current, Vouched vouched) {}

  private void cutTo(int length) {
    if (length <= forgotten) {
      forgotten = length;
      size = 0;
    } else {
      size = Math.min(size, length - forgotten);
    }
    copied = false;
  }

  private void forget(int count) {
    System.arraycopy(slots, count, slots, 0, size - count);
    System.arraycopy(frames, count, frames, 0, size - count);
    System.arraycopy(types, count * REGISTERS, types, 0, (size - count) * REGISTERS);
    System.arraycopy(structIds, count * REGISTERS, structIds, 0, (size - count) * REGISTERS);
    System.arraycopy(objects, count, objects, 0, size - count);
    System.arraycopy(pointers, count, pointers, 0, size - count);
    size -= count;
    forgotten += count;
  }

  private void grow() {
    int capacity = size * 2;
    slots = Arrays.copyOf(slots, capacity);
    frames = Arrays.copyOf(frames, capacity);
    types = Arrays.copyOf(types, capacity * REGISTERS);
    structIds = Arrays.copyOf(structIds, capacity * REGISTERS);
    objects = Arrays.copyOf(objects, capacity);
    pointers = Arrays.copyOf(pointers, capacity);
  }

  private int structId(RegisterState register) {
    if (register.baseType() != RegisterType.PTR_TO_BTF_ID || register.off() != 0) {
      return 0;
    }
    if (structs == null) {
      structs = register.btf();
    }
    return register.btf() == structs ? register.btfId() : 0;
  }

  static boolean isPointer(int type) {
    return type != RegisterType.NOT_INIT && type != RegisterType.SCALAR_VALUE;
  }

  /** The state before the last step; null when the last step is not the watched instruction. */
  @Nullable VerifierState state() {
    return copied ? copy : null;
  }

  /**
   * The instruction that set the deferred callback in which the path runs; -1 when it runs in none.
   */
  int deferredAt() {
    return deferredAt;
  }

  /** Index of the first step of the path that is kept. */
  private int offset() {
    return Math.max(0, begin - forgotten);
  }

  /** Number of steps that are kept. */
  int size() {
    return size - offset();
  }

  /** Whether no step of the path was forgotten. */
  boolean isWhole() {
    return begin >= forgotten;
  }

  /** The instruction of a step. */
  int slot(int step) {
    return slots[offset() + step];
  }

  /** The frame that a step is in. */
  int frame(int step) {
    return frames[offset() + step];
  }

  /** Type of a register before a step. */
  int type(int step, int register) {
    return types[(offset() + step) * REGISTERS + register];
  }

  /** Id of the struct in {@link #structs} that a register points to before a step; else 0. */
  int struct(int step, int register) {
    return structIds[(offset() + step) * REGISTERS + register];
  }

  /** The BTF of the kernel structs that registers point to; null when none does. */
  @Nullable Btf structs() {
    return structs;
  }

  /** Whether a dynptr or iterator is in a stack slot before a step. */
  boolean holdsObject(int step, int stackSlot) {
    return stackSlot < STACK_SLOTS && (objects[offset() + step] >>> stackSlot & 1) != 0;
  }

  /** Whether a pointer is spilled to a slot of the stack before a step. */
  boolean holdsPointer(int step, int stackSlot) {
    return stackSlot < STACK_SLOTS && (pointers[offset() + step] >>> stackSlot & 1) != 0;
  }
}
