package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.proto.GenericKfuncs;
import io.github.hidbpf4j.bpf.proto.Kfunc;
import io.github.hidbpf4j.bpf.proto.KfuncSet;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks up kernel functions in the kernel BTF, once each; including those that the program may not
 * call.
 */
final class Kfuncs {
  private static final int CALL = 0x85;
  private static final int PSEUDO_KFUNC_CALL = 2;

  private final VerifierEnv env;
  private final Map<Integer, CalledKfunc> byId = new HashMap<>();

  Kfuncs(VerifierEnv env) {
    this.env = env;
  }

  static boolean isKfuncCall(Instruction instruction) {
    return instruction.opcode() == CALL && instruction.src() == PSEUDO_KFUNC_CALL;
  }

  static boolean isHelperCall(Instruction instruction) {
    return instruction.opcode() == CALL && instruction.src() == 0;
  }

  /** The function that an instruction calls, or null when it calls no existing one. */
  @Nullable CalledKfunc at(Instruction instruction) {
    if (!isKfuncCall(instruction)) {
      return null;
    }
    int id = instruction.imm();
    CalledKfunc known = byId.get(id);
    if (known == null) {
      known = find(id);
      if (known != null) {
        byId.put(id, known);
      }
    }
    return known;
  }

  private @Nullable CalledKfunc find(int id) {
    Btf kernel = env.program.kernelBtf();
    if (kernel == null || id <= 0 || id > kernel.size()) {
      return null;
    }
    if (!(kernel.type(id) instanceof BtfType.Func(String name, int proto, _))
        || !(kernel.type(proto) instanceof BtfType.FuncProto prototype)) {
      return null;
    }
    KfuncSet.Member allowed = env.profile.kfunc(env.program, name);
    return allowed == null
        ? new CalledKfunc(id, kernel, prototype, row(name), Set.of(), false)
        : new CalledKfunc(id, kernel, prototype, allowed.kfunc(), allowed.flags(), true);
  }

  /** The row of a function that the program may not call. */
  private Kfunc row(String name) {
    Kfunc row = env.profile.kfunc(name);
    if (row == null) {
      row = GenericKfuncs.find(name);
    }
    return row == null ? Kfunc.of(name) : row;
  }
}
