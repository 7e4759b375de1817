package io.github.hidbpf4j.bpf.verifier.log;

import static io.github.hidbpf4j.bpf.proto.VerifierRule.ARGUMENTS_NAMED_BY_REGISTER;
import static io.github.hidbpf4j.bpf.proto.VerifierRule.OBJECT_KFUNCS_WITHOUT_IMPL;
import static io.github.hidbpf4j.bpf.proto.VerifierRule.OFFSETS_FOLDED;
import static io.github.hidbpf4j.bpf.proto.VerifierRule.RELEASES_NAME_FUNCTION;
import static io.github.hidbpf4j.bpf.proto.VerifierRule.STACK_ACCESS_BY_KIND;
import static io.github.hidbpf4j.bpf.proto.VerifierRule.TREE_NODES_OWNED_OR_NOT;
import static io.github.hidbpf4j.bpf.proto.VerifierRule.VERIFIER_BUGS_TOLD;
import static io.github.hidbpf4j.bpf.proto.VerifierRule.VOID_GLOBAL_FUNCTIONS;

import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarText;
import io.github.hidbpf4j.bpf.verifier.scalar.Tnum;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;

/**
 * Wording of messages that differs between kernels for the same rule, chosen once per verification.
 * If the rule itself differs, the message is with its check.
 */
public final class VerifierTexts {
  private final boolean byRegister;
  private final boolean byKind;
  private final boolean releaseNamesFunction;
  private final boolean nodesOwnedOrNot;
  private final boolean voidFunctions;
  private final boolean folds;
  private final boolean bugsTold;
  private final String impl;

  private VerifierTexts(ApiProfile profile) {
    byRegister = profile.has(ARGUMENTS_NAMED_BY_REGISTER);
    byKind = profile.has(STACK_ACCESS_BY_KIND);
    releaseNamesFunction = profile.has(RELEASES_NAME_FUNCTION);
    nodesOwnedOrNot = profile.has(TREE_NODES_OWNED_OR_NOT);
    folds = profile.has(OFFSETS_FOLDED);
    voidFunctions = profile.has(VOID_GLOBAL_FUNCTIONS);
    bugsTold = profile.has(VERIFIER_BUGS_TOLD);
    impl = profile.has(OBJECT_KFUNCS_WITHOUT_IMPL) ? "" : "_impl";
  }

  /** The wording of a kernel. */
  public static VerifierTexts of(ApiProfile profile) {
    return new VerifierTexts(profile);
  }

  private String argument(String before, int number, int register) {
    return byRegister ? "R" + register : before + number;
  }

  // ---- names of arguments, by the register that they are passed in

  /** {@code arg#1} or {@code R2}. */
  public String argument(int register) {
    return argument("arg#", register - 1, register);
  }

  /** {@code arg #1} or {@code R2}: for dynptrs and iterators. */
  public String object(int register) {
    return argument("arg #", register - 1, register);
  }

  /** {@code arg1} or {@code R2}: for trusted pointers and callbacks. */
  public String trusted(int register) {
    return argument("arg", register - 1, register);
  }

  /** {@code arg2} or {@code R2}: for helpers. */
  public String ofHelper(int register) {
    return argument("arg", register, register);
  }

  /** {@code args#1} or {@code R2}: for kfuncs. */
  public String ofKfunc(int register) {
    return argument("args#", register - 1, register);
  }

  /** {@code arg#0 arg#1} or {@code R1 and R2}: for memory and its size. */
  public String memoryAndSize(int register) {
    return argument(register) + (byRegister ? " and " : " ") + argument(register + 1);
  }

  // ---- offsets

  /**
   * The variable part of a pointer's offset, or the whole offset if the kernel has no fixed part.
   */
  public String offset(RegisterState pointer) {
    Tnum bits = folds ? pointer.folded().tnum() : pointer.tnum();
    boolean signed = folds && bits.isConst() && bits.value() < 0 && bits.value() >= Short.MIN_VALUE;
    return signed
        ? Long.toString(bits.value())
        : ScalarText.appendTnum(new StringBuilder(), bits).toString();
  }

  /** The parts of an offset of a misaligned access. */
  public String offsets(RegisterState pointer, int more) {
    return offset(pointer) + (folds ? "+" : "+" + pointer.off() + "+") + more;
  }

  // ---- the stack

  /** The kind of access in {@code invalid indirect access to stack}. */
  public String stackAccess(boolean byCall, boolean write) {
    return byCall && !byKind ? " indirect access to" : write ? " write to" : " read from";
  }

  /** The message for a read by a call: {@code invalid indirect read from stack}. */
  public String indirect(boolean byCall) {
    return byCall && !byKind ? " indirect" : "";
  }

  // ---- references

  /** Message for a releasing helper that got something else. */
  public String notReferenced(String helper, int register) {
    return releaseNamesFunction
        ? "release helper %s expects referenced PTR_TO_BTF_ID passed to R%d"
            .formatted(helper, register)
        : "R%d must be referenced when passed to release function".formatted(register);
  }

  /** Message for a releasing kfunc that got something else. */
  public String notReferencedByKfunc(String kfunc, int register) {
    return releaseNamesFunction
        ? "release kfunc %s expects referenced PTR_TO_BTF_ID passed to R%d"
            .formatted(kfunc, register)
        : "release kernel function %s expects refcounted PTR_TO_BTF_ID".formatted(kfunc);
  }

  /** Message that only one function accepts such an object. */
  public String dropOnly(int register, String drop) {
    return "%s expected for %s%s()".formatted(argument(register), drop, impl);
  }

  /** Message for a function on tree nodes that got something else. */
  public String noTreeNode(String function) {
    return nodesOwnedOrNot
        ? function + " can only take non-owning or refcounted bpf_rb_node pointer"
        : "rbtree_remove node input must be non-owning ref";
  }

  /** Message for a tree function called in the comparison callback. */
  public String notInTreeCallback(String function) {
    return (nodesOwnedOrNot ? function : "rbtree_remove") + " not allowed in rbtree cb";
  }

  // ---- the verifier itself

  /** Prefix of messages about impossible states. */
  public String bug() {
    return bugsTold ? "verifier bug: " : "verifier internal error: ";
  }

  /** Message for a tail call without a map of programs. */
  public String noTailCallMap() {
    return bugsTold
        ? "expected prog array map for tail call"
        : "kernel subsystem misconfigured verifier";
  }

  /** Message for the start of a function that no longer exists. */
  public String noFunctionAt(int slot) {
    return bugsTold
        ? "verifier bug: No program to jit at insn %d (subprog < 0)".formatted(slot)
        : "verifier bug. No program starts at insn %d".formatted(slot);
  }

  // ---- functions of the program

  /** Message for a global function that returns a struct or pointer. */
  public String badResult(String function) {
    return "Global function %s() %s. Only those are supported."
        .formatted(
            function, voidFunctions ? "return value not void or scalar" : "doesn't return scalar");
  }
}
