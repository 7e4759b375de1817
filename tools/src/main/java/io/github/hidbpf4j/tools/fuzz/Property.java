package io.github.hidbpf4j.tools.fuzz;

import io.github.hidbpf4j.bpf.program.LinkedProgram;

/** A property that every accepted program must have. */
interface Property {
  /**
   * Checks a program.
   *
   * @param features the slots of its features, for counting
   * @param seed the seed of its inputs
   */
  FuzzOutcome check(LinkedProgram program, GeneratedProgram features, long seed);
}
