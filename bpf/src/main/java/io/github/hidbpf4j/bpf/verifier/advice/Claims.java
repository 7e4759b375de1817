package io.github.hidbpf4j.bpf.verifier.advice;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.program.Explanation;
import io.github.hidbpf4j.bpf.proto.ControlFunctions;
import io.github.hidbpf4j.bpf.verifier.state.FrameState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks the text of explanations against the state in which a program was refused: whichever cause
 * was recognised, "may be NULL" may be said only of a register that may be NULL. The "found" text
 * of an explanation is checked phrase by phrase; each phrase claims something about the state.
 */
public final class Claims {
  /** A phrase and its claim. */
  private record Claim(Pattern phrase, Holds holds) {}

  private interface Holds {
    boolean test(Point at, Matcher phrase);
  }

  private static final Pattern REGISTER = Pattern.compile("\\bR(\\d|10)\\b");
  private static final Pattern ARGUMENT = Pattern.compile("(args?#|trusted arg)(\\d)");
  private static final Pattern HELPER_ARGUMENT = Pattern.compile("(?:helper |\\b)arg ?(\\d)");

  private static final List<Claim> CLAIMS =
      List.of(
          register("may be NULL", r -> RegisterType.mayBeNull(r.type())),
          register(
              "(?:which is|pointer that is|through|\\(\\) of|^) ?NULL\\b", RegisterState::isNull),
          register(
              "^a number\\b|^an address|in place of a pointer|^the low 32 bits",
              RegisterState::isScalar),
          register("no longer valid|may not use any more", r -> !FailingPath.isPointer(r.type())),
          register(
              "\\ban index\\b(?! without| that nothing)|that nothing bounds", Claims::isVariable),
          register("may be negative", r -> r.smin() < 0),
          register("read-only memory", r -> RegisterType.isReadOnly(r.type())),
          register(
              "of a per-CPU object|^a per-CPU object \\(",
              r -> (r.type() & RegisterType.MEM_PERCPU) != 0),
          register(
              "need not be valid any more",
              r ->
                  (r.type() & (RegisterType.PTR_TRUSTED | RegisterType.MEM_ALLOC)) == 0
                      || r.off() != 0),
          register("is in a list or tree already", r -> (r.type() & RegisterType.NON_OWN_REF) != 0),
          register("still owns it", r -> r.refObjId() != 0),
          register("does not own|only lent", r -> r.refObjId() == 0),
          register("bytes? into ", r -> r.off() != 0 || !r.tnum().equalsConst(0)),
          register(
              "context pointer|the context with|pointer .* into the context",
              r -> r.baseType() == RegisterType.PTR_TO_CTX),
          state("code that may not\\b|may not sleep", (p, s) -> !p.maySleep(s)),
          state("preemption disabled", (p, s) -> s.activePreemptLock() > 0),
          state("interrupts off", (p, s) -> s.frame().savedInterrupts() != null),
          state("in(?:side)? an RCU read section", (p, s) -> s.activeRcuLock()),
          state("outside an RCU read section", (p, s) -> !s.activeRcuLock()),
          state(
              "between bpf_(?:res_)?spin_lock|lock is held|lock held|under another lock",
              (p, s) -> s.activeLock() != null),
          state("without its lock|took no lock", (p, s) -> s.activeLock() == null),
          state("in (?:a|the) callback|the end of the callback", (p, s) -> Point.inCallback(s)),
          state("result of the exception callback", (p, s) -> s.frame().inExceptionCallback()),
          state("result of a timer or work queue callback", (p, s) -> s.frame().inAsyncCallback()),
          instruction(
              "^(?:a |the )?calls? of (\\w+)\\(\\)|^(\\w+)\\(\\) of", (p, m) -> p.calls(named(m))),
          instruction(
              "argument \\d? ?of (\\w+)\\(\\)|argument for (\\w+)\\(\\)",
              (p, m) -> p.calls(named(m))),
          instruction("path to this end|path that ends", (p, m) -> p.isEnd()),
          instruction(
              "^a (?:plain )?(?:write|store)\\b(?! to R10)", (p, m) -> p.isStore() || p.isCall()),
          instruction("^a read\\b", (p, m) -> p.isLoad() || p.isCall()),
          instruction("atomic operation", (p, m) -> p.isAtomic()),
          instruction("^a bpf_throw\\(\\)", (p, m) -> p.calls(ControlFunctions.THROW.name())),
          instruction("^licence", (p, m) -> !p.refused.program().gplCompatible()));

  private Claims() {}

  private static String named(Matcher phrase) {
    String first = phrase.group(1);
    return first == null ? phrase.group(2) : first;
  }

  private static boolean isVariable(RegisterState register) {
    return !register.tnum().isConst();
  }

  /** Claim that the predicate holds for one of the registers in the messages or the instruction. */
  private static Claim register(String phrase, Predicate<RegisterState> property) {
    return new Claim(
        Pattern.compile(phrase),
        (p, m) -> p.state != null && p.registers().stream().anyMatch(property));
  }

  private interface StateTest {
    boolean test(Point at, VerifierState state);
  }

  private static Claim state(String phrase, StateTest property) {
    return new Claim(
        Pattern.compile(phrase), (p, m) -> p.state != null && property.test(p, p.state));
  }

  private static Claim instruction(String phrase, Holds property) {
    return new Claim(Pattern.compile(phrase), property);
  }

  /**
   * Claims of an explanation that the state contradicts, one line each. For refusals of the program
   * as a whole, which have no state, nothing may be claimed about registers.
   */
  public static List<String> contradicted(Explanation explanation, RefusedProgram refused) {
    Point point = new Point(explanation, refused);
    // text in brackets and quotes is about another place
    String found = explanation.found().replaceAll(" \\([^()]*(?:\\(\\)[^()]*)*\\)|'[^']*'", "");
    List<String> lines = new ArrayList<>();
    for (Claim claim : CLAIMS) {
      Matcher phrase = claim.phrase.matcher(found);
      if (phrase.find() && !claim.holds.test(point, phrase)) {
        lines.add("'%s' is not so: %s".formatted(phrase.group().strip(), explanation.found()));
      }
    }
    String all = explanation.found() + explanation.expected() + explanation.action();
    if (all.contains(RejectionCause.AT_CALL.strip())
        || Pattern.compile("\\{[a-z]+ ?\\w*}").matcher(all).find()) {
      lines.add("something is not filled in: " + explanation.hint());
    }
    return lines;
  }

  /** The point of refusal, with the verifier's last state. */
  private static final class Point {
    private final Explanation explanation;
    private final RefusedProgram refused;
    private final @Nullable VerifierState state;
    private final @Nullable Instruction instruction;

    Point(Explanation explanation, RefusedProgram refused) {
      this.explanation = explanation;
      this.refused = refused;
      FailingPath path = refused.path();
      state = path == null ? null : path.state();
      int slot = explanation.slot();
      List<Instruction> code = refused.program().instructions();
      instruction = slot >= 0 && slot < code.size() ? code.get(slot) : null;
    }

    /** The registers in question: those in the messages, else those of the instruction. */
    List<RegisterState> registers() {
      Set<Integer> numbers = new TreeSet<>();
      for (String message : explanation.messages()) {
        add(numbers, REGISTER.matcher(message), 1, 0);
        add(numbers, ARGUMENT.matcher(message), 2, 1);
        add(numbers, HELPER_ARGUMENT.matcher(message), 1, 0);
      }
      Instruction insn = instruction;
      if (insn != null && isCall()) {
        // a size follows its buffer
        for (int i = 1; i <= 5; i++) {
          numbers.add(i);
        }
      } else if (insn != null) {
        numbers.add(insn.dst());
        numbers.add(insn.src());
      }
      List<RegisterState> found = new ArrayList<>();
      for (int number : numbers) {
        if (state != null && number < FrameState.REGISTERS) {
          found.add(state.register(number));
        }
      }
      return found;
    }

    private static void add(Set<Integer> numbers, Matcher matcher, int group, int plus) {
      while (matcher.find()) {
        numbers.add(Integer.parseInt(matcher.group(group)) + plus);
      }
    }

    boolean maySleep(VerifierState at) {
      return at.inSleepable() || refused.program().sleepable() && !nested(at);
    }

    /** Whether the code has a context of its own: a global function or an asynchronous callback. */
    private static boolean nested(VerifierState at) {
      FrameState first = at.frame(0);
      return first.subprogram() != 0 || first.inAsyncCallback();
    }

    static boolean inCallback(VerifierState at) {
      for (int i = 0; i <= at.currentFrame(); i++) {
        FrameState frame = at.frame(i);
        if (frame.inCallback() || frame.inAsyncCallback() || frame.inExceptionCallback()) {
          return true;
        }
      }
      return false;
    }

    boolean isCall() {
      return instruction != null && instruction.opcode() == (Opcode.JMP | Opcode.CALL);
    }

    boolean calls(String name) {
      if (!isCall()) {
        return false;
      }
      String callee =
          new Situation(refused.program(), refused.profile(), explanation.slot(), null).callee();
      return callee.isEmpty()
          || callee.equals("unknown") // a function that the kernel lacks
          || name.equals("function")
          || callee.equals(name)
          || callee.equals(name + "_impl");
    }

    boolean isEnd() {
      return instruction != null
          && (instruction.opcode() == (Opcode.JMP | Opcode.EXIT) || isCall());
    }

    boolean isStore() {
      return instruction != null && (instruction.isStore() || instruction.isReadModifyWrite());
    }

    boolean isLoad() {
      return instruction != null && instruction.isLoad();
    }

    boolean isAtomic() {
      return instruction != null
          && instruction.instructionClass() == Opcode.STX
          && Opcode.mode(instruction.opcode()) == Opcode.ATOMIC;
    }
  }
}
