package io.github.hidbpf4j.bpf.verifier;

import io.github.hidbpf4j.bpf.asm.Disassembler;
import io.github.hidbpf4j.bpf.asm.Disassembler.Form;
import io.github.hidbpf4j.bpf.program.LineInfo;
import io.github.hidbpf4j.bpf.program.LinkedProgram;

/**
 * The instructions in the order they were looked at, with source lines, in the form of the kernel's
 * log at level 1 (Linux 6.12 {@code kernel/bpf/log.c}). Register states are not in it: this
 * verifier has others than the kernel's.
 */
final class VerifierLog {
  /** Instructions kept: the last of them are what an author looks at. */
  private static final int KEPT = 1000;

  private final LinkedProgram program;
  private final int[] slots = new int[KEPT];
  private int seen;

  VerifierLog(LinkedProgram program) {
    this.program = program;
  }

  void instruction(int slot) {
    slots[seen++ % KEPT] = slot;
  }

  /** The log that ends with this reason. */
  String text(String reason) {
    Disassembler disassembler = new Disassembler(Form.KERNEL, new ProgramNames(program));
    StringBuilder out = new StringBuilder();
    LineInfo previous = null;
    for (int n = Math.max(0, seen - KEPT); n < seen; n++) {
      int slot = slots[n % KEPT];
      LineInfo line = program.lineAt(slot);
      if (line != null && !line.equals(previous)) {
        out.append("; ")
            .append(line.text().strip())
            .append(" @ ")
            .append(baseName(line.file()))
            .append(':')
            .append(line.line())
            .append('\n');
        previous = line;
      }
      out.append(slot)
          .append(": ")
          .append(disassembler.text(program.instructions(), slot))
          .append('\n');
    }
    return out.append(reason)
        .append('\n')
        .append("processed ")
        .append(seen)
        .append(" insns (limit ")
        .append(Structure.MAX_SLOTS)
        .append(") max_states_per_insn 0 total_states 0 peak_states 0 mark_read 0\n")
        .toString();
  }

  static String baseName(String file) {
    return file.substring(file.lastIndexOf('/') + 1);
  }
}
