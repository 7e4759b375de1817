package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.proto.KfuncFlag;
import io.github.hidbpf4j.bpf.verifier.call.KfuncParameters.Kind;
import io.github.hidbpf4j.bpf.verifier.env.AccessType;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.operand.CallMemory;
import io.github.hidbpf4j.bpf.verifier.operand.Operands;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.type.Trust;

/**
 * Checks arguments of kfuncs in kernels where the prototype alone determines them: one after the
 * other, with the checks in the same order ({@code gen_kfunc_arg_proto}, {@code check_kfunc_args},
 * {@code kernel/bpf/verifier.c}, Linux 7.3).
 */
final class PrototypeArguments {
  private final VerifierEnv env;
  private final Operands operands;
  private final HelperArguments helpers;
  private final KfuncParameters parameters;
  private final KfuncArguments values;

  PrototypeArguments(
      VerifierEnv env,
      Operands operands,
      HelperArguments helpers,
      KfuncParameters parameters,
      KfuncArguments values) {
    this.env = env;
    this.operands = operands;
    this.helpers = helpers;
    this.parameters = parameters;
    this.values = values;
  }

  void check(KfuncMeta meta, int slot) {
    CalledKfunc kfunc = meta.kfunc;
    for (int i = 0; i < kfunc.prototype().params().size(); i++) {
      if (kfunc.isIgnored(i)) {
        continue;
      }
      if (kfunc.isScalar(i)) {
        helpers.checkOffset(i + 1, false, false);
        number(i, meta);
      } else {
        pointer(i, meta, slot);
      }
    }
  }

  private void number(int i, KfuncMeta meta) {
    int number = i + 1;
    CalledKfunc kfunc = meta.kfunc;
    RegisterState register = env.register(number);
    if (kfunc.hasSuffix(i, "__szk")) {
      values.constant(number, meta);
      if (!register.isScalar()) {
        throw env.bug("backtracking misuse");
      }
      operands.precision().mark(number);
    }
    if (!register.isScalar()) {
      throw env.reject(Errno.EINVAL, "R%d is not a scalar", number);
    }
    if (kfunc.hasSuffix(i, "__k")) {
      values.constant(number, meta);
      operands.precision().mark(number);
    } else if (kfunc.hasSuffix(i, "__sz") || kfunc.hasSuffix(i, "__szk")) {
      memory(i);
    } else {
      values.resultSize(i, register, meta);
    }
  }

  /** Checks the memory before a size. */
  private void memory(int i) {
    if (env.register(i).isNull()) {
      return;
    }
    CallMemory memory = operands.callMemory();
    try {
      memory.checkSize(i + 1, AccessType.READ, true, null, null);
      memory.checkSize(i + 1, AccessType.WRITE, true, null, null);
    } catch (Rejection r) {
      throw env.reject(
          r.errno(),
          "%s memory, len pair leads to invalid memory access",
          env.texts.memoryAndSize(i));
    }
  }

  private void pointer(int i, KfuncMeta meta, int slot) {
    int number = i + 1;
    CalledKfunc kfunc = meta.kfunc;
    RegisterState register = env.register(number);
    Kind kind = parameters.byPrototype(kfunc, i);
    boolean nullable = kfunc.hasSuffix(i, "__nullable");
    if ((register.isNull() || RegisterType.mayBeNull(register.type())) && !nullable) {
      throw env.reject(
          Errno.EACCES, "Possibly NULL pointer passed to trusted %s", env.texts.trusted(number));
    }
    boolean release = i == 0 && kfunc.has(KfuncFlag.RELEASE);
    if (release && kind != Kind.DYNPTR && register.refObjId() == 0 && !register.isNull()) {
      throw env.reject(Errno.EINVAL, env.texts.notReferencedByKfunc(kfunc.name(), number));
    }
    if (register.refObjId() != 0) {
      meta.refObjId = register.refObjId();
      meta.releaseRegister = release ? number : meta.releaseRegister;
    }
    if (register.isNull() && nullable) {
      operands.precision().mark(number);
      return;
    }
    switch (kind) {
      case CTX -> helpers.checkContextOffset(number, release);
      case REFCOUNTED_KPTR -> helpers.checkUnmoved(number, release);
      default -> helpers.checkOffset(number, release, kind == Kind.DYNPTR);
    }
    switch (kind) {
      case BTF_ID -> struct(i, meta);
      case MAP -> values.map(i, register, meta);
      case MEM -> values.memory(i, register, kfunc);
      case MEM_SIZE -> {} // checked with the size
      default -> values.value(kind, i, meta, slot);
    }
  }

  /** Checks a kernel struct, or, if it contains only numbers, any memory of its size. */
  private void struct(int i, KfuncMeta meta) {
    int number = i + 1;
    CalledKfunc kfunc = meta.kfunc;
    RegisterState register = env.register(number);
    int wanted = parameters.struct(kfunc, i);
    boolean pointer = register.baseType() == RegisterType.PTR_TO_BTF_ID;
    if (pointer || Trust.isAlwaysTrusted(register.baseType())) {
      if (!Trust.isTrusted(register) || Trust.hasUnsafeModifiers(register.type())) {
        if (!kfunc.has(KfuncFlag.RCU)) {
          throw env.reject(Errno.EINVAL, "R%d must be referenced or trusted", number);
        }
        if (!Trust.isRcu(register)) {
          throw env.reject(Errno.EINVAL, "R%d must be a rcu pointer", number);
        }
      }
      values.sameStruct(i, wanted, register, kfunc);
      return;
    }
    if (!parameters.isScalarStruct(kfunc.btf(), wanted, 0)) {
      throw env.reject(
          Errno.EINVAL,
          "%s is %s expected %s",
          env.texts.argument(number),
          RegisterType.text(register.type()),
          expected(kfunc.btf(), wanted));
    }
    values.memory(i, register, kfunc);
  }

  /** Name of the expected struct, with its register type ({@code lookup_reg2btf_ids}). */
  private static String expected(Btf btf, int id) {
    BtfType type = btf.type(id);
    String struct = KfuncArguments.kind(btf, id) + " " + type.name();
    int register = Trust.registerOf(type.name());
    return register == RegisterType.NOT_INIT
        ? struct
        : struct + " or " + RegisterType.text(register);
  }
}
