package io.github.hidbpf4j.bpf.verifier.type;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfRecord;
import io.github.hidbpf4j.bpf.btf.KernelTypeNames;
import io.github.hidbpf4j.bpf.program.AttachTarget;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.proto.StructOpsDefinition;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.AccessType;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.scalar.ScalarText;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import org.jspecify.annotations.Nullable;

/**
 * Loads and stores through pointers to structs, and how far the loaded pointer is trusted: {@code
 * check_ptr_to_btf_access} and {@code check_ptr_to_map_access} of {@code kernel/bpf/verifier.c},
 * Linux 6.12.
 */
final class StructAccess {
  private final VerifierEnv env;
  private final SpecialFields fields;
  private final BtfStructWalk walk;
  private final @Nullable StructOpsDefinition writable;
  private String lastLine = "";

  StructAccess(VerifierEnv env, SpecialFields fields) {
    this.env = env;
    this.fields = fields;
    walk = new BtfStructWalk(this::log);
    LinkedProgram program = env.program;
    writable =
        program.target() instanceof AttachTarget.StructOpsMember(String struct, _)
            ? env.profile.structOps().get(struct)
            : null;
  }

  void check(int number, int off, int size, AccessType access, int value) {
    RegisterState register = env.register(number);
    Btf btf = register.requireBtf();
    int structId = register.btfId();
    String name = BtfStructWalk.name(btf, structId);
    boolean kernel = fields.isKernel(btf);
    if (!env.program.gplCompatible() && kernel) {
      throw env.reject(
          Errno.EINVAL, "Cannot access kernel 'struct %s' from non-GPL compatible program", name);
    }
    checkPlace(register, number, name, off);
    boolean write = access == AccessType.WRITE;
    boolean stale =
        (register.type() & RegisterType.PTR_UNTRUSTED) != 0
            || register.type() == RegisterType.PTR_TO_BTF_ID
                && env.has(VerifierRule.STALE_NOT_WRITTEN);
    if (write && stale) {
      throw env.reject(Errno.EACCES, "only read is supported");
    }
    boolean allocated = (register.type() & RegisterType.MEM_ALLOC) != 0;
    if (writable != null && !allocated && write) {
      String refusal = WritableFields.refuse(writable, btf, structId, off, size);
      if (refusal != null) {
        Rejection refused = env.reject(Errno.EACCES, refusal);
        throw env.has(VerifierRule.WRITES_NAME_STRUCT)
            ? cannotWrite(number, name, off, size)
            : refused;
      }
      return;
    }
    boolean asks =
        env.program.type() == ProgramType.SCHED_CLS || env.program.type() == ProgramType.XDP;
    if (write && !allocated && asks && env.has(VerifierRule.WRITES_NAME_STRUCT)) {
      throw cannotWrite(number, name, off, size); // except connections, which are in a module
    }
    if (write && !RegisterType.isAllocatedObject(register.type())) {
      throw env.reject(Errno.EACCES, "only read is supported");
    }
    BtfRecord record = allocated ? fields.of(btf, structId) : BtfRecord.EMPTY;
    BtfStructWalk.Found found = walk.access(btf, structId, off, size, allocated, record);
    if (found instanceof BtfStructWalk.Found.Refused(Errno errno)) {
      throw refused(errno);
    }
    if (write || value < 0) {
      return;
    }
    if (found instanceof BtfStructWalk.Found.Pointer pointer) {
      int flags = trust(register, btf, structId, pointer);
      load(value, btf, pointer.typeId(), flags);
    } else {
      loadPlain(value, found);
    }
  }

  private Rejection cannotWrite(int number, String struct, int off, int size) {
    return env.reject(
        Errno.EACCES, "R%d cannot write into ptr_%s at off=%d size=%d", number, struct, off, size);
  }

  private void log(String line) {
    lastLine = line;
    env.verbose(line);
  }

  /** The walk has logged the reason. */
  private Rejection refused(Errno errno) {
    return new Rejection(errno, lastLine);
  }

  private void checkPlace(RegisterState register, int number, String name, int off) {
    if (env.has(VerifierRule.OFFSETS_FOLDED) && !register.isConst()) {
      throw env.reject(
          Errno.EACCES,
          "R%d is ptr_%s invalid variable offset: off=%d, var_off=%s",
          number,
          name,
          off - register.off(),
          env.texts.offset(register));
    }
    if (off < 0) {
      throw env.reject(
          Errno.EACCES, "R%d is ptr_%s invalid negative access: off=%d", number, name, off);
    }
    if (!register.tnum().equalsConst(0)) {
      throw env.reject(
          Errno.EACCES,
          "R%d is ptr_%s invalid variable offset: off=%d, var_off=%s",
          number,
          name,
          off,
          ScalarText.appendTnum(new StringBuilder(), register.tnum()));
    }
    if ((register.type() & RegisterType.MEM_USER) != 0) {
      throw env.reject(Errno.EACCES, "R%d is ptr_%s access user memory: off=%d", number, name, off);
    }
    if ((register.type() & RegisterType.MEM_PERCPU) != 0) {
      throw env.reject(
          Errno.EACCES, "R%d is ptr_%s access percpu memory: off=%d", number, name, off);
    }
  }

  /** Modifiers of a pointer read through another: trust is inherited only if a table says so. */
  private int trust(
      RegisterState register, Btf btf, int structId, BtfStructWalk.Found.Pointer pointer) {
    if ((register.type() & RegisterType.PTR_UNTRUSTED) != 0) {
      return RegisterType.PTR_UNTRUSTED;
    }
    int flags = pointer.flags();
    if (!Trust.isTrusted(register) && !Trust.isRcu(register)) {
      return Trust.withoutTrust(flags);
    }
    if (holds(TrustedFields.TRUSTED, btf, structId, pointer)) {
      return flags | RegisterType.PTR_TRUSTED;
    }
    if (holds(TrustedFields.TRUSTED_OR_NULL, btf, structId, pointer)) {
      return flags | RegisterType.PTR_TRUSTED | RegisterType.PTR_MAYBE_NULL;
    }
    if (!env.inRcuSection() || RegisterType.mayBeNull(register.type())) {
      return RegisterType.PTR_UNTRUSTED;
    }
    if (holds(TrustedFields.RCU, btf, structId, pointer)) {
      return flags | RegisterType.MEM_RCU;
    }
    boolean listed = holds(TrustedFields.RCU_OR_NULL, btf, structId, pointer);
    if ((flags & RegisterType.MEM_RCU) != 0 || listed) {
      flags |= RegisterType.MEM_RCU | RegisterType.PTR_MAYBE_NULL;
      return listed ? flags & ~RegisterType.PTR_UNTRUSTED : flags;
    }
    if ((flags & (RegisterType.MEM_PERCPU | RegisterType.MEM_USER)) != 0) {
      return flags;
    }
    return Trust.withoutTrust(flags);
  }

  private static boolean holds(
      TrustedFields table, Btf btf, int structId, BtfStructWalk.Found.Pointer pointer) {
    return table.holds(btf, structId, pointer.field(), pointer.typeId());
  }

  /** {@code mark_btf_ld_reg} for a pointer. */
  private void load(int value, Btf btf, int id, int flags) {
    RegisterState register = env.register(value);
    register.becomeStructPointer(RegisterType.PTR_TO_BTF_ID | flags, btf, id);
    if (RegisterType.mayBeNull(flags)) {
      register.setId(env.newId());
    }
  }

  /** Sets a number, or a pointer to a value without structure. */
  private void loadPlain(int value, BtfStructWalk.Found found) {
    if (found == BtfStructWalk.Found.Scalar.MEMORY && env.has(VerifierRule.UNTRUSTED_MEMORY)) {
      env.register(value)
          .becomeMemoryPointer(
              RegisterType.PTR_TO_MEM | RegisterType.MEM_RDONLY | RegisterType.PTR_UNTRUSTED, 0);
    } else {
      env.markUnknown(value);
    }
  }

  void checkMap(int number, int off, int size, AccessType access, int value) {
    MapSpec map = env.register(number).requireMap();
    Btf kernel = env.program.kernelBtf();
    String struct = MapStructs.of(map.type());
    if (kernel == null) {
      throw env.reject(
          Errno.ENOTSUPP, "map_ptr access not supported without CONFIG_DEBUG_INFO_BTF");
    }
    int id = struct == null ? 0 : kernel.findStruct(struct).orElse(0);
    if (id == 0) {
      // The project's own kernel types need not have the map's struct; its first part is bpf_map.
      id = kernel.findStruct(KernelTypeNames.MAP).orElse(0);
    }
    if (struct == null || id == 0) {
      throw env.reject(
          Errno.ENOTSUPP, "map_ptr access not supported for map type %d", map.type().number());
    }
    if (off < 0) {
      throw env.reject(
          Errno.EACCES, "R%d is %s invalid negative access: off=%d", number, struct, off);
    }
    if (access != AccessType.READ) {
      throw env.reject(Errno.EACCES, "only read from %s is supported", struct);
    }
    switch (walk.access(kernel, id, off, size, false, BtfRecord.EMPTY)) {
      case BtfStructWalk.Found.Refused(Errno errno) -> throw refused(errno);
      case BtfStructWalk.Found.Pointer(int target, int flags, _) when value >= 0 ->
          load(value, kernel, target, flags);
      case BtfStructWalk.Found found -> {
        if (value >= 0) {
          loadPlain(value, found);
        }
      }
    }
  }
}
