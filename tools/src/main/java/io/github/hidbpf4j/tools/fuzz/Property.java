package io.github.hidbpf4j.tools.fuzz;

import io.github.hidbpf4j.bpf.program.LinkedProgram;

/** What must hold of every program that the verifier accepts. */
interface Property {
  /**
   * Checks a program.
   *
   * @param features where what is in it is, for counting
   * @param seed what inputs come from
   */
  FuzzOutcome check(LinkedProgram program, GeneratedProgram features, long seed);
}
