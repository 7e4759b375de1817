package io.github.hidbpf4j.bpf.verifier.flow;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.verifier.env.SubprogramFacts;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;

/**
 * The call graph of the program: acyclic, except that callbacks may refer to their callers ({@code
 * sort_subprogs_topo}, since Linux 7.1).
 */
public final class CallGraph {
  private static final byte OPEN = 1;
  private static final byte DONE = 2;

  private final VerifierEnv env;
  private final byte[] seen;

  /** Creates it for one verification. */
  public CallGraph(VerifierEnv env) {
    this.env = env;
    seen = new byte[env.subprograms().size()];
  }

  /** Refuses a function that calls itself, directly or indirectly. */
  public void check() {
    for (int i = 0; i < seen.length; i++) {
      if (seen[i] == 0) {
        visit(i);
      }
    }
  }

  /** The recursion depth is at most the number of functions, which is limited to 256. */
  private void visit(int number) {
    seen[number] = OPEN;
    SubprogramFacts function = env.subprograms().get(number);
    for (int at = function.end - 1; at >= function.start; at--) {
      Instruction insn = env.instructions[at];
      if (!Subprograms.isReference(insn)) {
        continue;
      }
      int callee = env.findSubprogram(at + insn.imm() + 1);
      if (callee < 0 || seen[callee] == DONE) {
        continue;
      }
      if (seen[callee] == 0) {
        visit(callee);
      } else if (Subprograms.isCall(insn)) {
        throw env.reject(
            Errno.EINVAL,
            "recursive call from %s() to %s()",
            function.name,
            env.subprograms().get(callee).name);
      }
    }
    seen[number] = DONE;
  }
}
