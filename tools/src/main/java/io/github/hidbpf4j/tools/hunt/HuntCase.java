package io.github.hidbpf4j.tools.hunt;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import java.util.ArrayList;
import java.util.List;

/**
 * One program that both verifiers are asked about.
 *
 * @param name what it was made from
 * @param base what the kernel is given besides instructions
 * @param flags {@code BPF_F_*} of program loading
 * @param program what our verifier is given
 * @param simpler makes variants with fewer modifications, for shrinking
 */
record HuntCase(String name, RawProgram base, int flags, LinkedProgram program, Simpler simpler) {
  /** Makes programs that are simpler by one step, the simplest first. */
  @FunctionalInterface
  interface Simpler {
    List<HuntCase> of(HuntCase hard);
  }

  /** The same case with other instructions and functions. */
  HuntCase with(LinkedProgram other) {
    return new HuntCase(name, base, flags, other, simpler);
  }

  /** A linked program with other instructions, without source lines. */
  static LinkedProgram withCode(LinkedProgram program, List<Instruction> code) {
    return new LinkedProgram(
        program.object(),
        program.name(),
        program.section(),
        program.type(),
        program.sleepable(),
        program.target(),
        program.license(),
        new ArrayList<>(code),
        program.subprograms(),
        List.of(),
        program.maps(),
        program.btf(),
        program.kernelBtf());
  }
}
