package io.github.hidbpf4j.bpf.verifier.flow;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.bpf.verifier.env.SubprogramFacts;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import java.util.List;

/**
 * Checks the line info of a program with BTF: in order of slot, none in the middle of an
 * instruction, one at the start of each function ({@code check_btf_line} in {@code
 * kernel/bpf/verifier.c}, Linux 6.12).
 */
public final class LineInfoCheck {
  private final VerifierEnv env;

  /** Creates it for one verification, once the functions are known. */
  public LineInfoCheck(VerifierEnv env) {
    this.env = env;
  }

  /** Checks all lines. */
  public void check() {
    List<LineInfo> lines = env.program.lines();
    if (env.program.btf() == null || lines.isEmpty()) {
      return;
    }
    List<SubprogramFacts> functions = env.subprograms();
    int function = 0;
    int previous = 0;
    for (int i = 0; i < lines.size(); i++) {
      int slot = lines.get(i).slot();
      if (i > 0 && slot <= previous || slot < 0 || slot >= env.instructions.length) {
        throw env.reject(
            Errno.EINVAL,
            "Invalid line_info[%d].insn_off:%s (prev_offset:%d prog->len:%d)",
            i,
            Integer.toUnsignedString(slot),
            previous,
            env.instructions.length);
      }
      if (env.instructions[slot].opcode() == 0) {
        throw env.reject(Errno.EINVAL, "Invalid insn code at line_info[%d].insn_off", i);
      }
      if (function < functions.size() && functions.get(function).start <= slot) {
        if (functions.get(function).start < slot) {
          throw env.reject(Errno.EINVAL, "missing bpf_line_info for func#%d", function);
        }
        function++;
      }
      previous = slot;
    }
    if (function < functions.size()) {
      throw env.reject(
          Errno.EINVAL,
          "missing bpf_line_info for %d funcs starting from func#%d",
          functions.size() - function,
          function);
    }
  }
}
