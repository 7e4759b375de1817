package io.github.hidbpf4j.bpf.verifier.advice;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.Subprogram;
import io.github.hidbpf4j.bpf.proto.ControlFunctions;
import io.github.hidbpf4j.bpf.proto.CoreFunctions;
import io.github.hidbpf4j.bpf.proto.Effect;
import io.github.hidbpf4j.bpf.proto.KernelFunction;
import io.github.hidbpf4j.bpf.proto.LockFunctions;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.log.InstructionText;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the context of the instruction at fault: the enclosing functions and callbacks and whether
 * they may sleep, the lock, RCU section or disabled preemption in force, the reference that was not
 * released.
 */
final class Surroundings {
  private static final Pattern ACQUIRED = Pattern.compile("alloc_insn=(\\d+)");

  /** Functions that open a section, and those that close it. */
  private static final Map<KernelFunction, KernelFunction> SECTIONS =
      Map.of(
          CoreFunctions.SPIN_LOCK, CoreFunctions.SPIN_UNLOCK,
          LockFunctions.RES_SPIN_LOCK, LockFunctions.RES_SPIN_UNLOCK,
          LockFunctions.RES_SPIN_LOCK_IRQSAVE, LockFunctions.RES_SPIN_UNLOCK_IRQRESTORE,
          ControlFunctions.RCU_READ_LOCK, ControlFunctions.RCU_READ_UNLOCK,
          ControlFunctions.PREEMPT_DISABLE, ControlFunctions.PREEMPT_ENABLE,
          LockFunctions.LOCAL_IRQ_SAVE, LockFunctions.LOCAL_IRQ_RESTORE);

  private static final int MOST_DECISIONS = 4;

  private final Situation situation;
  private final FailingPath path;
  private final SourceWords words;
  private final List<CausalSteps.Found> steps = new ArrayList<>();

  Surroundings(Situation situation, FailingPath path) {
    this.situation = situation;
    this.path = path;
    this.words = new SourceWords(situation, path);
  }

  /** The steps, without those irrelevant to the cause. */
  List<CausalSteps.Found> steps(List<String> messages, String cause) {
    boolean section = cause.startsWith("section.");
    functions(messages.stream().anyMatch(m -> m.contains("sleep")));
    if (section) {
      sections();
    }
    if (cause.endsWith("loop")) {
      rounds();
    }
    for (String message : messages) {
      Matcher acquired = ACQUIRED.matcher(message);
      if (acquired.find() && acquired.group(1).length() < 8) {
        acquired(Integer.parseInt(acquired.group(1)));
      }
    }
    return steps;
  }

  /** Adds the start of the path, and the calls not yet returned. */
  private void functions(boolean mayItSleep) {
    int first = path.size() == 0 ? -1 : path.slot(0);
    Subprogram function = situation.functionAt(Math.max(first, 0));
    if (path.deferredAt() >= 0) {
      add(-1, path.deferredAt(), setter(function));
    } else if (first > 0 && path.isWhole() && function != null) {
      int call = callOf(first);
      if (call >= 0) {
        add(-1, call, "calls " + function.name() + "()");
      }
      add(-1, first, function.name() + "() is a global function: it is verified on its own");
    }
    if (mayItSleep && first >= 0 && path.isWhole()) {
      String section = situation.program().section();
      add(
          -1,
          first,
          "%s runs where it %s sleep"
              .formatted(
                  path.deferredAt() < 0 && first == 0 && !section.isEmpty()
                      ? "SEC(\"" + section + "\")"
                      : function == null ? "this" : function.name() + "()",
                  maySleep() ? "may" : "may not"));
    }
    calls();
  }

  /** The first call of the program's own function that starts at a slot; -1 when there is none. */
  private int callOf(int function) {
    List<Instruction> all = situation.program().instructions();
    for (int i = 0; i < all.size(); i++) {
      if (isOwnCall(all.get(i)) && i + 1 + all.get(i).imm() == function) {
        return i;
      }
    }
    return -1;
  }

  private String setter(@Nullable Subprogram function) {
    KernelFunction by = situation.function(path.deferredAt());
    Effect.SetsCallback effect = by == null ? null : by.effect(Effect.SetsCallback.class);
    String name = function == null ? "the callback" : function.name() + "()";
    return effect == null
        ? name + " is a callback that runs later"
        : "%s runs later, as callback set by %s(), in %s context"
            .formatted(
                name,
                by == null ? "" : by.written(),
                effect.context() == Effect.Context.SOFTIRQ ? "softirq" : "process");
  }

  private boolean maySleep() {
    VerifierState state = situation.state();
    return state != null && state.inSleepable()
        || situation.program().sleepable() && !VerifierEnv.sleepIsInState(situation.profile());
  }

  /** Adds the calls of own functions that enclose the instruction at fault. */
  private void calls() {
    int last = path.size() - 1;
    int frame = last < 0 ? 0 : path.frame(last);
    List<CausalSteps.Found> open = new ArrayList<>();
    for (int i = last - 1; i >= 0 && frame > 0; i--) {
      if (path.frame(i) < frame) {
        Subprogram callee = situation.functionAt(path.slot(i + 1));
        String name = callee == null ? "a function" : callee.name() + "()";
        boolean own = isOwnCall(situation.instruction(path.slot(i)));
        open.add(
            found(
                i,
                path.slot(i),
                own
                    ? "calls " + name
                    : "%s calls back %s".formatted(situation.callee(path.slot(i)) + "()", name)));
        frame = path.frame(i);
      }
    }
    steps.addAll(open);
  }

  private static boolean isOwnCall(@Nullable Instruction insn) {
    return insn != null
        && insn.opcode() == (Opcode.JMP | Opcode.CALL)
        && insn.src() == Opcode.PSEUDO_CALL;
  }

  /** Adds the sections open at the instruction. */
  private void sections() {
    SECTIONS.forEach(
        (open, close) -> {
          int depth = 0;
          for (int i = path.size() - 2; i >= 0; i--) {
            KernelFunction called = situation.function(path.slot(i));
            if (called == close) {
              depth++;
            } else if (called == open && depth-- == 0) {
              add(i, path.slot(i), open.name() + "(): not closed before the end of this path");
              if (isExit(situation.instruction())) {
                decisions(i);
              }
              return;
            }
          }
        });
  }

  /** Adds the jump back to the instruction at fault, and how often it was reached. */
  private void rounds() {
    int before = 0;
    for (int i = 0; i < path.size(); i++) {
      before += path.slot(i) == situation.slot() ? 1 : 0;
    }
    int last = path.size() - 1;
    if (before > 0 && path.slot(last) != situation.slot()) {
      add(
          last,
          path.slot(last),
          "goes back to slot %d, where the path has been %s before"
              .formatted(situation.slot(), before == 1 ? "once" : before + " times"));
    }
  }

  /** Adds the acquisition, and the decisions of the path from there to its end. */
  private void acquired(int slot) {
    int step = path.size() - 1;
    while (step >= 0 && path.slot(step) != slot) {
      step--;
    }
    if (step < 0) {
      return;
    }
    String callee = situation.callee(slot);
    add(step, slot, (callee.isEmpty() ? "this" : callee + "()") + " acquires the reference");
    decisions(step);
  }

  /** Adds the decisions of the path after a step: the last jumps, each once. */
  private void decisions(int step) {
    Set<Integer> seen = new HashSet<>();
    for (int i = path.size() - 2; i > step && seen.size() < MOST_DECISIONS; i--) {
      Instruction insn = situation.instruction(path.slot(i));
      if (insn == null || !isJump(insn) || !seen.add(path.slot(i))) {
        continue;
      }
      boolean taken = path.slot(i + 1) != path.slot(i) + 1;
      if (isComparison(insn)) {
        String of = compared(i, insn);
        String text = new InstructionText(situation.program()).text(path.slot(i)).substring(5);
        add(i, path.slot(i), text + (taken ? ": the jump was taken" : ": no jump") + of);
      } else if (taken) {
        add(i, path.slot(i), "jumps to slot " + path.slot(i + 1));
      }
    }
  }

  /** The call whose result a comparison tests, in words. */
  private String compared(int step, Instruction insn) {
    ValueHistory.Origin origin =
        ValueHistory.originAt(situation.program(), path, step, insn.dst(), new ArrayList<>());
    return origin.kind() == ValueHistory.Kind.RESULT || origin.kind() == ValueHistory.Kind.LOADED
        ? "; R%d: %s".formatted(insn.dst(), words.of(origin))
        : "";
  }

  private static boolean isExit(@Nullable Instruction insn) {
    return insn != null && insn.opcode() == (Opcode.JMP | Opcode.EXIT);
  }

  private static boolean isJump(Instruction insn) {
    int kind = insn.instructionClass();
    int operation = Opcode.operation(insn.opcode());
    return (kind == Opcode.JMP || kind == Opcode.JMP32)
        && operation != Opcode.CALL
        && operation != Opcode.EXIT;
  }

  /** Whether an instruction is a conditional jump that compares two values. */
  static boolean isComparison(Instruction insn) {
    return isJump(insn) && Opcode.operation(insn.opcode()) != Opcode.JA;
  }

  private void add(int place, int slot, String what) {
    steps.add(found(place, slot, what));
  }

  private CausalSteps.Found found(int place, int slot, String what) {
    return new CausalSteps.Found(place, situation.step(slot, what));
  }
}
