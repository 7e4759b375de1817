package io.github.hidbpf4j.bpf.verifier.advice;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.CausalStep;
import io.github.hidbpf4j.bpf.verifier.log.InstructionText;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the steps of a path that led to a refusal: where the values at fault came from, how they
 * were computed and compared, with what outcome, and where a pointer was lost; also the
 * surroundings of the instruction ({@link Surroundings}).
 */
final class CausalSteps {
  /** Limit on how far the inputs of computed values are followed back. */
  private static final int MOST_VALUES = 6;

  private static final int MOST_COMPARISONS = 4;

  /** Registers in messages; {@code arg#0} and {@code trusted arg0} are R1, so is {@code arg1}. */
  private static final Pattern REGISTER =
      Pattern.compile("\\bR(\\d|10)\\b|\\b(?:arg#|trusted arg)([0-4])\\b|\\barg ?([1-5])\\b");

  private final Situation situation;
  private final FailingPath path;
  private final SourceWords words;
  private final List<Found> steps = new ArrayList<>();
  private final Set<ValueHistory.Origin> followed = new HashSet<>();

  /** A step and its place on the path; the first step has place 0, anything before it -1. */
  record Found(int place, CausalStep step) {}

  /** A value: what a register held before a step of the path. */
  private record Value(int step, int register) {}

  private CausalSteps(Situation situation, FailingPath path) {
    this.situation = situation;
    this.path = path;
    this.words = new SourceWords(situation, path);
  }

  /**
   * The steps that explain the messages, in order of execution.
   *
   * @param cause name of the recognised cause
   */
  static List<CausalStep> of(Situation situation, List<String> messages, String cause) {
    FailingPath path = situation.wholePath();
    if (path == null || path.size() == 0) {
      return List.of();
    }
    CausalSteps all = new CausalSteps(situation, path);
    all.steps.addAll(new Surroundings(situation, path).steps(messages, cause));
    if (situation.path() != null) {
      all.values(messages, cause);
    }
    if (all.steps.isEmpty() && situation.slot() >= 0) {
      all.beginning();
    }
    List<Found> sorted = new ArrayList<>(all.steps);
    sorted.sort((a, b) -> Integer.compare(a.place(), b.place()));
    return sorted.stream().map(Found::step).distinct().toList();
  }

  // ---- values

  private void values(List<String> messages, String cause) {
    Set<Integer> registers = new TreeSet<>();
    for (String message : messages) {
      Matcher register = REGISTER.matcher(message);
      while (register.find()) {
        registers.add(registerIn(register));
      }
    }
    int last = path.size() - 1;
    int through = situation.loadedThrough();
    Instruction insn = situation.instruction();
    if (registers.isEmpty() && (through >= 0 || situation.isStore())) {
      registers.add(through >= 0 || insn == null ? through : insn.dst());
    } else if (registers.isEmpty() && insn != null && isPointerArithmetic(insn, last)) {
      registers.add(insn.dst());
      registers.add(insn.src());
    }
    for (int register : registers) {
      follow(register, last, cause);
      loss(register);
    }
  }

  private static boolean isAboutBounds(String cause) {
    return cause.startsWith("bounds.") || cause.startsWith("stack.");
  }

  private boolean isConstant(ValueHistory.Move move) {
    return ValueHistory.originAt(
                situation.program(), path, move.step(), move.register(), new ArrayList<>())
            .kind()
        == ValueHistory.Kind.CONSTANT;
  }

  private static int registerIn(Matcher found) {
    return found.group(2) != null
        ? Integer.parseInt(found.group(2)) + 1
        : Integer.parseInt(found.group(1) != null ? found.group(1) : found.group(3));
  }

  private boolean isPointerArithmetic(Instruction insn, int step) {
    return insn.instructionClass() == Opcode.ALU64
        && Opcode.source(insn.opcode()) == Opcode.X
        && (FailingPath.isPointer(path.type(step, insn.dst()))
            || FailingPath.isPointer(path.type(step, insn.src())));
  }

  /** Adds the start of the path, for refusals that depend on no value or earlier call. */
  private void beginning() {
    int first = path.slot(0);
    String section = situation.program().section();
    String where = first == 0 && !section.isEmpty() ? "SEC(\"" + section + "\")" : "the function";
    steps.add(
        new Found(
            -1, situation.step(first, where + " begins here; what comes between does not matter")));
  }

  /** Follows a value, and those it was computed from. */
  private void follow(int register, int last, String cause) {
    Deque<Value> open = new ArrayDeque<>(List.of(new Value(last, register)));
    boolean compared = false;
    boolean indexed = cause.startsWith("bounds.index");
    while (!open.isEmpty() && followed.size() < MOST_VALUES) {
      Value value = open.remove();
      List<ValueHistory.Move> moves = new ArrayList<>();
      ValueHistory.Origin origin =
          ValueHistory.originAt(situation.program(), path, value.step(), value.register(), moves);
      if (!followed.add(origin)) {
        continue;
      }
      int extended = extended(origin);
      if (extended >= 0) {
        open.addFirst(new Value(extended, value.register()));
        continue;
      }
      origin(value.register(), origin);
      if (isCompared(value, cause)) {
        compared |= comparisons(value.register(), origin, last);
      }
      for (ValueHistory.Move move : moves) {
        indexed |= !isConstant(move) && isAboutBounds(cause);
        add(move.step(), "R%d: moved by R%d".formatted(value.register(), move.register()));
        open.add(new Value(move.step(), move.register()));
      }
      operands(origin, open);
    }
    if (!compared && (indexed || cause.equals("bounds.huge-index"))) {
      add(last, "no comparison before it bounds the index");
    } else if (!compared && cause.startsWith("pointer.null")) {
      add(last, "R%d: not compared with NULL before it".formatted(register));
    }
  }

  /**
   * The step before the pair of shifts by 32 bits that widens an int, which the author did not
   * write; -1 when the value was computed otherwise.
   */
  private int extended(ValueHistory.Origin origin) {
    if (!isShiftBy32(origin, Opcode.RSH) && !isShiftBy32(origin, Opcode.ARSH)) {
      return -1;
    }
    ValueHistory.Origin before =
        ValueHistory.originAt(
            situation.program(), path, origin.step(), origin.register(), new ArrayList<>());
    return isShiftBy32(before, Opcode.LSH) && before.register() == origin.register()
        ? before.step()
        : -1;
  }

  private boolean isShiftBy32(ValueHistory.Origin origin, int operation) {
    Instruction insn = situation.instruction(origin.slot());
    return origin.kind() == ValueHistory.Kind.COMPUTED
        && insn != null
        && insn.instructionClass() == Opcode.ALU64
        && Opcode.source(insn.opcode()) == Opcode.K
        && Opcode.operation(insn.opcode()) == operation
        && insn.imm() == Integer.SIZE;
  }

  /**
   * Whether comparisons of a value matter: for numbers always, for pointers only if NULL is at
   * fault.
   */
  private boolean isCompared(Value value, String cause) {
    return FailingPath.isPointer(path.type(value.step(), value.register()))
        ? cause.startsWith("pointer.")
        : path.type(value.step(), value.register()) == RegisterType.SCALAR_VALUE;
  }

  private void operands(ValueHistory.Origin origin, Deque<Value> open) {
    Instruction insn = situation.instruction(origin.slot());
    if (insn == null || origin.step() < 0) {
      return;
    }
    switch (origin.kind()) {
      case COMPUTED -> {
        if (Opcode.operation(insn.opcode()) != Opcode.NEG
            && Opcode.source(insn.opcode()) == Opcode.X) {
          open.add(new Value(origin.step(), insn.src()));
        }
        open.add(new Value(origin.step(), insn.dst()));
      }
      case LOADED -> {
        if (insn.isLoad() && !words.isHookArgument(origin)) {
          open.add(new Value(origin.step(), insn.src()));
        }
      }
      default -> {}
    }
  }

  private void origin(int register, ValueHistory.Origin origin) {
    String what =
        origin.kind() == ValueHistory.Kind.COMPUTED
            ? "computed: " + text(origin.slot())
            : words.of(origin);
    if (!what.isEmpty() && origin.slot() >= 0) {
      add(origin.step(), origin.slot(), "R" + register + ": " + what);
    }
  }

  /** Adds the last comparisons of a value and their outcome; returns whether there are any. */
  private boolean comparisons(int register, ValueHistory.Origin origin, int last) {
    int found = 0;
    for (int i = last - 1; i > origin.step() && i >= 0 && found < MOST_COMPARISONS; i--) {
      Instruction insn = situation.instruction(path.slot(i));
      if (insn != null && Surroundings.isComparison(insn) && compares(insn, i, origin)) {
        boolean taken = path.slot(i + 1) != path.slot(i) + 1;
        add(
            i,
            "R%d: compared, %s: %s"
                .formatted(register, text(path.slot(i)), taken ? "the jump was taken" : "no jump"));
        found++;
      }
    }
    return found > 0;
  }

  private boolean compares(Instruction insn, int step, ValueHistory.Origin origin) {
    return isOf(step, insn.dst(), origin)
        || Opcode.source(insn.opcode()) == Opcode.X && isOf(step, insn.src(), origin);
  }

  private boolean isOf(int step, int register, ValueHistory.Origin origin) {
    return ValueHistory.originAt(situation.program(), path, step, register, new ArrayList<>())
        .equals(origin);
  }

  private void loss(int register) {
    ValueHistory.Loss loss = situation.loss(register);
    if (loss != null) {
      boolean call = !situation.callee(loss.slot()).isEmpty();
      add(
          lastStepAt(loss.slot()),
          loss.slot(),
          "R%d: no longer valid, since %s"
              .formatted(register, call ? words.called(loss.slot()) : "this instruction"));
    }
  }

  private int lastStepAt(int slot) {
    for (int i = path.size() - 1; i >= 0; i--) {
      if (path.slot(i) == slot) {
        return i;
      }
    }
    return -1;
  }

  private String text(int slot) {
    return new InstructionText(situation.program()).text(slot).replaceFirst("^\\(..\\) ", "");
  }

  private void add(int step, String what) {
    add(step, path.slot(step), what);
  }

  private void add(int step, int slot, String what) {
    steps.add(new Found(step, situation.step(slot, what)));
  }
}
