package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.proto.KfuncFlag;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The kernel functions of the kernel BTF, looked up once; also those that the program may not call.
 */
final class Kfuncs {
  private static final int CALL = 0x85;
  private static final int PSEUDO_KFUNC_CALL = 2;

  private final VerifierEnv env;
  private final Map<Integer, Kfunc> byId = new HashMap<>();

  Kfuncs(VerifierEnv env) {
    this.env = env;
  }

  static boolean isKfuncCall(Instruction instruction) {
    return instruction.opcode() == CALL && instruction.src() == PSEUDO_KFUNC_CALL;
  }

  static boolean isHelperCall(Instruction instruction) {
    return instruction.opcode() == CALL && instruction.src() == 0;
  }

  /** The function that an instruction calls, or null when it calls none that the kernel has. */
  @Nullable Kfunc at(Instruction instruction) {
    if (!isKfuncCall(instruction)) {
      return null;
    }
    int id = instruction.imm();
    Kfunc known = byId.get(id);
    if (known == null) {
      known = find(id);
      if (known != null) {
        byId.put(id, known);
      }
    }
    return known;
  }

  private @Nullable Kfunc find(int id) {
    Btf kernel = env.program.kernelBtf();
    if (kernel == null || id <= 0 || id > kernel.size()) {
      return null;
    }
    if (!(kernel.type(id) instanceof BtfType.Func(String name, int proto, _))
        || !(kernel.type(proto) instanceof BtfType.FuncProto prototype)) {
      return null;
    }
    Set<KfuncFlag> flags = env.profile.kfuncFlags(env.program, name);
    return new Kfunc(
        id, name, kernel, prototype, flags == null ? Set.of() : flags, Special.of(name));
  }

  /** Whether the program may call it. */
  boolean isAllowed(Kfunc kfunc) {
    return env.profile.kfuncFlags(env.program, kfunc.name()) != null;
  }
}
