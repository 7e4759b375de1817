package io.github.hidbpf4j.bpf.verifier.live;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.asm.Opcode;
import io.github.hidbpf4j.bpf.verifier.env.SubprogramFacts;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;

/** How many chains of calls there may be at most, without following any pointer. */
final class CallChains {
  private static final long OPEN = -1;

  private final VerifierEnv env;

  /** By function: chains that begin with it, 0 where it was not processed. */
  private final long[] chains;

  private final int[] depths;

  private CallChains(VerifierEnv env) {
    this.env = env;
    chains = new long[env.subprograms().size()];
    depths = new int[chains.length];
  }

  /**
   * Whether there are certainly no more chains than so many, and none is deeper than so many calls;
   * false where functions go round in a circle.
   */
  static boolean areFewer(VerifierEnv env, long most, int depth) {
    if (env.subprograms().size() == 1) {
      return true;
    }
    CallChains search = new CallChains(env);
    long all = 0;
    for (int i = 0; i < search.chains.length; i++) {
      all += search.count(i, most);
      if (all > most || search.depths[i] > depth) {
        return false;
      }
    }
    return true;
  }

  private long count(int number, long most) {
    if (chains[number] == OPEN) {
      return most + 1;
    }
    if (chains[number] != 0) {
      return chains[number];
    }
    chains[number] = OPEN;
    SubprogramFacts function = env.subprograms().get(number);
    long count = 1;
    long callback = 0;
    int callbacks = 0;
    for (int at = function.start; at < function.end && count <= most; at++) {
      Instruction insn = env.instructions[at];
      boolean pointer = insn.opcode() == Opcode.LD_IMM64 && insn.src() == Opcode.PSEUDO_FUNC;
      boolean call =
          insn.opcode() == (Opcode.JMP | Opcode.CALL) && insn.src() == Opcode.PSEUDO_CALL;
      if (pointer || call) {
        int callee = env.findSubprogram(at + insn.imm() + 1);
        long its = callee < 0 ? 0 : count(callee, most);
        count += call ? its : 0;
        callback = pointer ? Math.max(callback, its) : callback;
        depths[number] = Math.max(depths[number], callee < 0 ? 0 : depths[callee] + 1);
      } else if (env.facts[at].callsCallback()) {
        callbacks++;
      }
    }
    chains[number] = Math.min(count + callbacks * callback, most + 1);
    return chains[number];
  }
}
