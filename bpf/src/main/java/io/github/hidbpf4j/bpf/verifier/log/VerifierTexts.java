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
 * Words of messages that differ between kernels for one and the same rule, chosen once for a
 * verification. Where the rule differs too, its message stands with its check.
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

  /** Those of a kernel. */
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

  /** {@code arg #1} or {@code R2}: of dynptrs and iterators. */
  public String object(int register) {
    return argument("arg #", register - 1, register);
  }

  /** {@code arg1} or {@code R2}: of trusted pointers and callbacks. */
  public String trusted(int register) {
    return argument("arg", register - 1, register);
  }

  /** {@code arg2} or {@code R2}: of helpers. */
  public String ofHelper(int register) {
    return argument("arg", register, register);
  }

  /** {@code args#1} or {@code R2}: of kfuncs. */
  public String ofKfunc(int register) {
    return argument("args#", register - 1, register);
  }

  /** {@code arg#0 arg#1} or {@code R1 and R2}: of memory and its size. */
  public String memoryAndSize(int register) {
    return argument(register) + (byRegister ? " and " : " ") + argument(register + 1);
  }

  // ---- offsets

  /** The variable part of a pointer's offset, or all of it where the kernel keeps no other. */
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

  /** How an access is called in {@code invalid indirect access to stack}. */
  public String stackAccess(boolean byCall, boolean write) {
    return byCall && !byKind ? " indirect access to" : write ? " write to" : " read from";
  }

  /** What is said of a read by a call: {@code invalid indirect read from stack}. */
  public String indirect(boolean byCall) {
    return byCall && !byKind ? " indirect" : "";
  }

  // ---- references

  /** A helper that releases got something else. */
  public String notReferenced(String helper, int register) {
    return releaseNamesFunction
        ? "release helper %s expects referenced PTR_TO_BTF_ID passed to R%d"
            .formatted(helper, register)
        : "R%d must be referenced when passed to release function".formatted(register);
  }

  /** A kfunc that releases got something else. */
  public String notReferencedByKfunc(String kfunc, int register) {
    return releaseNamesFunction
        ? "release kfunc %s expects referenced PTR_TO_BTF_ID passed to R%d"
            .formatted(kfunc, register)
        : "release kernel function %s expects refcounted PTR_TO_BTF_ID".formatted(kfunc);
  }

  /** The function that alone takes such an object. */
  public String dropOnly(int register, String drop) {
    return "%s expected for %s%s()".formatted(argument(register), drop, impl);
  }

  /** A function that takes nodes of a tree got something else. */
  public String noTreeNode(String function) {
    return nodesOwnedOrNot
        ? function + " can only take non-owning or refcounted bpf_rb_node pointer"
        : "rbtree_remove node input must be non-owning ref";
  }

  /** A function on the nodes of a tree is called by what compares them. */
  public String notInTreeCallback(String function) {
    return (nodesOwnedOrNot ? function : "rbtree_remove") + " not allowed in rbtree cb";
  }

  // ---- the verifier itself

  /** How a state that should not be is told of. */
  public String bug() {
    return bugsTold ? "verifier bug: " : "verifier internal error: ";
  }

  /** A tail call without a map of programs. */
  public String noTailCallMap() {
    return bugsTold
        ? "expected prog array map for tail call"
        : "kernel subsystem misconfigured verifier";
  }

  /** A function begins where none is any more. */
  public String noFunctionAt(int slot) {
    return bugsTold
        ? "verifier bug: No program to jit at insn %d (subprog < 0)".formatted(slot)
        : "verifier bug. No program starts at insn %d".formatted(slot);
  }

  // ---- functions of the program

  /** A global function returns a struct, a pointer. */
  public String badResult(String function) {
    return "Global function %s() %s. Only those are supported."
        .formatted(
            function, voidFunctions ? "return value not void or scalar" : "doesn't return scalar");
  }
}
