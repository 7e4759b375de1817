package io.github.hidbpf4j.bpf.verifier.advice;

import static io.github.hidbpf4j.bpf.verifier.advice.CauseTable.group;

import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import java.util.List;

/** Causes about results of programs and callbacks, loops, registers and arithmetic. */
final class ResultCauses {
  private static final String RANGE =
      "At (?:program exit|callback return) the register R(\\d+) has (.*?) should have been in \\[(.*?)\\]";
  private static final String UNSET = "R(\\d+) !read_ok";

  private ResultCauses() {}

  static List<RejectionCause> causes() {
    RejectionCause.Table t = new RejectionCause.Table("value");
    results(t);
    loops(t);
    registers(t);
    arithmetic(t);
    pointerOperators(t);
    return t.causes();
  }

  private static void results(RejectionCause.Table t) {
    t.add(
        "async-result",
        "At async callback return the register R0 has (.*?) should have been in \\[(.*?)\\]",
        (s, m) -> s.isConstant(0),
        "{value r0} as the result of a timer or work queue callback",
        "0",
        "return 0 from the callback on every path");
    t.add(
        "async-result-varies",
        "At async callback return the register R0 has (.*?) should have been in \\[(.*?)\\]",
        "a result of a timer or work queue callback that may be other than 0 ({1})",
        "0",
        "return 0 from the callback on every path");
    t.add(
        "result-memory",
        "R(\\d) points to \\S+: Linux 6\\.16 to \\S+ oops here while loading",
        "{value 1} as the result",
        "a number: 0, or a size or an error",
        "return a number on every path; a path that forgets to return leaves in R0 what the last call gave");
    t.add(
        "fixed-result",
        RANGE,
        (s, m) -> s.isConstant(group(m, 1)),
        "{value 1} as the result",
        "a number in [{3}]",
        "return another constant on this path");
    t.add(
        "result",
        RANGE,
        (s, m) -> s.isVariable(group(m, 1)),
        "a result that may be outside ({2})",
        "a number in [{3}]",
        "return a constant of this range on every path, or test the value before it is returned");
    t.add(
        "result-range",
        RANGE,
        "{2} as the result",
        "a number in [{3}]",
        "return a constant of this range on every path, or test the value before it is returned");
    t.add(
        "result-of-stack",
        "cannot return stack pointer to the caller",
        "the address of a local variable as a result",
        "a number",
        "let the caller pass a buffer, or return the value itself");
    t.add(
        "result-pointer",
        "the register R\\d+ is not a (?:scalar|known) value \\((\\S+)\\)",
        "{1} as a result",
        "a number",
        "return 0 or an error");
    t.add(
        "global-result-pointer",
        "R0 not a scalar value",
        "a pointer as a result of a global function or callback",
        "a number",
        "return 0 or an error");
  }

  private static void loops(RejectionCause.Table t) {
    t.add(
        "endless-loop",
        "infinite loop detected",
        "a loop that comes back to where it was with nothing changed",
        "a loop that ends after a number of rounds that the verifier sees",
        "count up to a constant: for (i = 0; i < MAX; i++), or use bpf_for() or bpf_loop()");
    t.add(
        "too-large",
        "BPF program is too large. Processed (\\d+) insn",
        "more than 1000000 instructions over all paths",
        "fewer",
        "use bpf_for() or bpf_loop() instead of long loops, bound indices before loops, or move parts to global functions");
    t.add(
        "too-complex",
        "The sequence of \\d+ jumps is too complex",
        "more than 8192 branches that wait to be processed",
        "fewer",
        "use bpf_for() or bpf_loop() instead of a long loop with branches");
    t.add(
        "loop-limit",
        "iteration limit reached",
        "a bpf_loop() with more rounds than one may have",
        "at most 8388608",
        "bound the number of rounds");
  }

  private static void registers(RejectionCause.Table t) {
    t.add(
        "no-such-register",
        "R(1[2-5]) is invalid",
        "register {1}, which does not exist",
        "R0 to R10",
        "compile with clang --target=bpf; instructions written by hand have eleven registers");
    t.add(
        "no-result",
        "^R0 !read_ok",
        (s, m) -> s.instruction() != null && s.instruction().opcode() == 0x95,
        "a path on which {function} has no result",
        "a result on every path",
        "return a value on every path; a called function that returns void gives none");
    t.add(
        "parameter-unset",
        UNSET,
        (s, m) ->
            isArgument(m)
                && s.path() != null
                && ValueHistory.clobberedBy(s.path(), group(m, 1)) < 0
                && isMain(s),
        "register R{1}, which was never written: a program is called with its context in R1 alone",
        "a value on every path",
        "initialise the variable where it is declared; declare a hook's parameters with BPF_PROG()");
    t.add(
        "used-up",
        UNSET,
        (s, m) ->
            isArgument(m)
                && s.path() != null
                && ValueHistory.clobberedBy(s.path(), group(m, 1)) >= 0
                && !s.callee(ValueHistory.clobberedBy(s.path(), group(m, 1))).isEmpty(),
        "register R{1}, whose value {used 1} used up",
        "a value that was set after that call",
        "pass as many arguments as the function's prototype has; in assembly keep values in R6 to R9");
    t.add(
        "parameter",
        "R([1-5]) !read_ok",
        "a register without a value on this path: a variable that is not set, or an argument that is not passed",
        "a value on every path",
        "initialise the variable where it is declared; pass as many arguments as the function takes");
    t.add(
        "unset-result",
        "R0 !read_ok",
        "the result of something that has none on this path",
        "a value on every path",
        "call a function that returns a value, and declare it with its real prototype");
    t.add(
        "unset",
        UNSET,
        "a variable without a value on this path",
        "a value on every path",
        "initialise it where it is declared");
  }

  private static boolean isArgument(java.util.regex.Matcher message) {
    int register = group(message, 1);
    return register >= 1 && register <= 5;
  }

  private static boolean isMain(Situation s) {
    VerifierState state = s.state();
    return state != null && state.currentFrame() == 0 && s.slot() < firstFunctionEnd(s);
  }

  private static int firstFunctionEnd(Situation s) {
    return s.program().subprograms().isEmpty()
        ? Integer.MAX_VALUE
        : s.program().subprograms().getFirst().end();
  }

  private static void arithmetic(RejectionCause.Table t) {
    t.add(
        "frame-pointer",
        "frame pointer is read only",
        "a write to R10, the frame pointer",
        "a read",
        "copy it to another register first; clang never writes it");
    t.add(
        "two-pointers",
        "R(\\d+) pointer (\\S+) pointer prohibited",
        "{2} with pointers on both sides",
        "a pointer and a number",
        "add an index to a pointer; of two pointers only the difference can be taken");
    t.add(
        "pointer-from-number",
        "R(\\d+) tried to subtract pointer from scalar",
        "a pointer subtracted from a number",
        "a number subtracted from a pointer",
        "turn it round, and compute offsets as numbers");
    t.add(
        "from-stack-pointer",
        "R(\\d+) subtraction from stack pointer prohibited",
        "a subtraction from the address of a local variable",
        "an addition of a negative number",
        "use an index: &array[i]");
    t.add(
        "masked-pointer",
        "R(\\d+) bitwise operator (\\S+) on pointer prohibited",
        "the bit operation {2} on a pointer",
        "an addition or subtraction",
        "mask the index, before it is added to the pointer");
    t.add(
        "half-pointer",
        "R(\\d+) 32-bit pointer arithmetic prohibited",
        "arithmetic with the low 32 bits of a pointer",
        "arithmetic with the whole pointer",
        "keep pointers in pointer variables: no cast to int or __u32");
  }

  private static void pointerOperators(RejectionCause.Table t) {
    t.add(
        "pointer-operator",
        "R(\\d+) pointer arithmetic with (\\S+) operator prohibited",
        "{2} with a pointer",
        "an addition or subtraction",
        "compute the index as a number first, then add it to the pointer");
    t.add(
        "fixed-pointer",
        "R(\\d+) pointer arithmetic on (\\S+) prohibited",
        "something added to a pointer that has to stay as it is ({2})",
        "the pointer itself",
        "pass it on unchanged");
    t.add(
        "arithmetic",
        "pointer arithmetic|bitwise operator|subtract(?:ion)? |pointer \\S+ pointer prohibited",
        "arithmetic that does not make a pointer",
        "a pointer plus or minus a bounded number",
        "compute the index as a number first, then add it to the pointer");
    t.add(
        "leak",
        "leaks addr",
        "a pointer stored where it may not be",
        "a number",
        "store an index instead of the pointer");
  }
}
