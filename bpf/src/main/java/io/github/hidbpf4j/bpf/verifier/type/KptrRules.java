package io.github.hidbpf4j.bpf.verifier.type;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.asm.Instruction;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfField;
import io.github.hidbpf4j.bpf.btf.BtfFieldType;
import io.github.hidbpf4j.bpf.btf.BtfRecord;
import io.github.hidbpf4j.bpf.btf.KernelTypeNames;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.prune.Precision;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import java.util.Set;

/**
 * Rules for kptrs in map values and allocated objects: the result of loads, and what may be stored
 * ({@code check_map_kptr_access}, {@code btf_ld_kptr_type}, {@code map_kptr_match_type} of {@code
 * kernel/bpf/verifier.c}, Linux 6.12).
 */
public final class KptrRules {
  private static final int CLASS_MASK = 7;
  private static final int LDX = 1;
  private static final int ST = 2;
  private static final int STX = 3;
  private static final int MODE_MASK = 0xe0;
  private static final int MODE_MEM = 0x60;

  /** Kernel structs that are freed only after an RCU grace period. */
  private static final Set<String> RCU_PROTECTED =
      Set.of(
          "prog_test_ref_kfunc",
          "cgroup",
          KernelTypeNames.CPUMASK,
          "task_struct",
          KernelTypeNames.CRYPTO_CONTEXT);

  private final VerifierEnv env;
  private final Precision precision;
  private final SpecialFields fields;
  private final BtfStructWalk walk;

  /** Creates the rules for one verification. */
  public KptrRules(VerifierEnv env, Precision precision, SpecialFields fields) {
    this.env = env;
    this.precision = precision;
    this.fields = fields;
    walk = new BtfStructWalk(env::verbose);
  }

  /** Checks a load or store of a whole kptr in a map value. */
  void checkAccess(int slot, int value, BtfField field, Btf btf) {
    Instruction instruction = env.instructions[slot];
    int code = instruction.opcode() & 0xff;
    int kind = code & CLASS_MASK;
    if ((code & MODE_MASK) != MODE_MEM) {
      throw env.reject(
          Errno.EACCES, "kptr in map can only be accessed using BPF_MEM instruction mode");
    }
    boolean referenced =
        field.type() == BtfFieldType.KPTR_REF || field.type() == BtfFieldType.KPTR_PERCPU;
    if (kind != LDX && referenced) {
      throw env.reject(Errno.EACCES, "store to referenced kptr disallowed");
    }
    switch (kind) {
      case LDX -> load(env.register(value), field, btf);
      case STX -> {
        if (env.register(value).isNull()) {
          precision.mark(value);
        } else {
          try {
            matchType(field, btf, env.register(value), value);
          } catch (Rejection r) {
            throw new Rejection(Errno.EACCES, r.reason());
          }
        }
      }
      case ST -> {
        if (instruction.imm() != 0) {
          throw env.reject(
              Errno.EACCES, "BPF_ST imm must be 0 when storing to kptr at off=%d", field.offset());
        }
      }
      default ->
          throw env.reject(
              Errno.EACCES, "kptr in map can only be accessed using BPF_LDX/BPF_STX/BPF_ST");
    }
  }

  private void load(RegisterState register, BtfField field, Btf btf) {
    SpecialFields.Target target = fields.kptrTarget(btf, field);
    register.becomeStructPointer(
        RegisterType.PTR_TO_BTF_ID | loadFlags(field, target), target.btf(), target.id());
    register.setId(env.newId());
  }

  /** Modifiers of a pointer loaded from a field. */
  public int loadFlags(BtfField field, SpecialFields.Target target) {
    boolean kernel = fields.isKernel(target.btf());
    boolean safe =
        field.type() == BtfFieldType.KPTR_PERCPU
            || field.type() == BtfFieldType.KPTR_REF
                && (!kernel || RCU_PROTECTED.contains(target.name()));
    int flags = RegisterType.PTR_MAYBE_NULL;
    if (!safe || !env.inRcuSection()) {
      return flags | RegisterType.PTR_UNTRUSTED;
    }
    flags |= RegisterType.MEM_RCU;
    if (field.type() == BtfFieldType.KPTR_PERCPU) {
      flags |= RegisterType.MEM_PERCPU;
    } else if (!kernel) {
      flags |= RegisterType.MEM_ALLOC;
    }
    BtfRecord record = fields.of(target.btf(), target.id());
    if (record.has(BtfFieldType.LIST_NODE) || record.has(BtfFieldType.RB_NODE)) {
      flags |= RegisterType.NON_OWN_REF;
    }
    return flags;
  }

  /** Refuses a register whose pointer does not fit the field. */
  public void matchType(BtfField field, Btf fieldBtf, RegisterState register, int number) {
    SpecialFields.Target target = fields.kptrTarget(fieldBtf, field);
    if (register.baseType() != RegisterType.PTR_TO_BTF_ID) {
      throw bad(field, target, register, number, "");
    }
    Btf btf = register.requireBtf();
    boolean percpu = field.type() == BtfFieldType.KPTR_PERCPU;
    int allowed = RegisterType.PTR_MAYBE_NULL;
    if (fields.isKernel(btf)) {
      allowed |= RegisterType.PTR_TRUSTED | RegisterType.MEM_RCU;
      if (field.type() == BtfFieldType.KPTR_UNREF) {
        allowed |= RegisterType.PTR_UNTRUSTED;
      }
    } else {
      allowed |= RegisterType.MEM_ALLOC | (percpu ? RegisterType.MEM_PERCPU : 0);
    }
    if ((RegisterType.flags(register.type()) & ~allowed) != 0
        || percpu != ((register.type() & RegisterType.MEM_PERCPU) != 0)) {
      throw bad(field, target, register, number, "");
    }
    String name = BtfStructWalk.name(btf, register.btfId());
    PointerOffsets.check(env, register, number, true);
    if (!walk.idsMatch(
        btf,
        register.btfId(),
        register.off(),
        target.btf(),
        target.id(),
        field.type() != BtfFieldType.KPTR_UNREF,
        (register.type() & RegisterType.MEM_ALLOC) == 0)) {
      throw bad(field, target, register, number, name);
    }
  }

  private Rejection bad(
      BtfField field,
      SpecialFields.Target target,
      RegisterState register,
      int number,
      String name) {
    String pointer = RegisterType.text(RegisterType.PTR_TO_BTF_ID);
    String text =
        "invalid kptr access, R%d type=%s%s expected=%s%s"
            .formatted(number, RegisterType.text(register.type()), name, pointer, target.name());
    if (field.type() == BtfFieldType.KPTR_UNREF) {
      text +=
          " or %s%s"
              .formatted(
                  RegisterType.text(RegisterType.PTR_TO_BTF_ID | RegisterType.PTR_UNTRUSTED),
                  target.name());
    }
    return env.reject(Errno.EINVAL, text);
  }
}
