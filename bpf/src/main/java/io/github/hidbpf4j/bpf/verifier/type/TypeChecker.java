package io.github.hidbpf4j.bpf.verifier.type;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfField;
import io.github.hidbpf4j.bpf.btf.BtfRecord;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.program.KernelAddress;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.proto.ContextDescription;
import io.github.hidbpf4j.bpf.verifier.env.AccessType;
import io.github.hidbpf4j.bpf.verifier.env.ContextAccess;
import io.github.hidbpf4j.bpf.verifier.env.KernelVariable;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.prune.Precision;
import io.github.hidbpf4j.bpf.verifier.scalar.ReturnRange;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import org.jspecify.annotations.Nullable;

/**
 * The rules of this package, for one verification: memory whose layout is given by BTF or the
 * program type, that is contexts, kernel structs, kptrs and other special fields. Refuses with
 * {@link Rejection} after logging the reason.
 */
public final class TypeChecker {
  private final VerifierEnv env;
  private final SpecialFields fields;
  private final ContextRules context;
  private final StructAccess structs;
  private final KptrRules kptrs;
  private final AttachChecks attachChecks;

  /** Creates the rules for a verification. */
  public TypeChecker(VerifierEnv env, Precision precision) {
    this.env = env;
    fields = new SpecialFields(env.program.kernelBtf());
    context = new ContextRules(env.program, env.profile, env::verbose);
    structs = new StructAccess(env, fields);
    kptrs = new KptrRules(env, precision, fields);
    attachChecks = new AttachChecks(env, fields);
  }

  /** Special fields of maps and structs. */
  public SpecialFields fields() {
    return fields;
  }

  /** Rules for kptrs. */
  public KptrRules kptrs() {
    return kptrs;
  }

  /** Checks the attach target, before the walk begins ({@code check_attach_btf_id}). */
  public void prepare() {
    attachChecks.checkTarget();
  }

  /** Whether programs of this kind may use a map ({@code check_map_prog_compatibility}). */
  public void checkUsedMap(MapSpec map) {
    attachChecks.checkMap(map);
  }

  /**
   * Checks an access to the context ({@code check_ctx_access}): logs {@code invalid bpf_context
   * access off=%d size=%d}.
   */
  public ContextAccess checkContextAccess(
      int off, int size, AccessType access, boolean signExtends) {
    ContextValue value = context.check(off, size, access == AccessType.WRITE, signExtends);
    if (value == null) {
      throw new Rejection(Errno.EACCES, "invalid bpf_context access off=" + off + " size=" + size);
    }
    return new ContextAccess(
        value.type(), value.btf(), value.btfId(), value.returnValue() ? returnedRange() : null);
  }

  private @Nullable ReturnRange returnedRange() {
    return ReturnRule.of(env.program) instanceof ReturnRule.Within(ReturnRange range)
        ? range
        : null;
  }

  /**
   * Checks an access through a pointer to a struct; sets the loaded register ({@code
   * check_ptr_to_btf_access}).
   */
  public void checkStructAccess(int register, int off, int size, AccessType access, int value) {
    structs.check(register, off, size, access, value);
  }

  /** Checks an access to {@code struct bpf_map} itself ({@code check_ptr_to_map_access}). */
  public void checkMapStructAccess(int register, int off, int size, AccessType access, int value) {
    structs.checkMap(register, off, size, access, value);
  }

  /** Checks an access to a socket struct ({@code check_sock_access}). */
  public void checkSocketAccess(int register, int off, int size, AccessType access) {
    RegisterState reg = env.register(register);
    if (reg.smin() < 0) {
      throw env.reject(
          Errno.EACCES,
          "R%d min value is negative, either use unsigned index or do a if (index >=0) check.",
          register);
    }
    boolean fits =
        access == AccessType.READ
            && reg.tnum().isConst()
            && SocketFields.readable(reg.type(), off + (int) reg.tnum().value(), size);
    if (!fits) {
      throw env.reject(
          Errno.EACCES,
          "R%d invalid %s access off=%d size=%d",
          register,
          RegisterType.text(reg.type()),
          off,
          size);
    }
  }

  /**
   * Checks an access to a map value for special fields, after its bounds were checked ({@code
   * check_map_access}).
   *
   * @param direct whether the access is a load or store rather than a call
   */
  public void checkMapFields(RegisterState pointer, int off, int size, boolean direct) {
    BtfRecord record = fields.of(pointer.requireMap());
    if (!record.isEmpty()) {
      String refusal = MapValueFields.refuse(record, pointer, off, size, direct);
      if (refusal != null) {
        throw env.reject(Errno.EACCES, refusal);
      }
    }
  }

  /** The kptr that starts at this offset of the map's value, or null. */
  public @Nullable BtfField kernelPointerAt(MapSpec map, long offset) {
    return fields.of(map).at(offset).filter(f -> f.type().isKptr()).orElse(null);
  }

  /** Checks a load or store of a kptr in a map value ({@code check_map_kptr_access}). */
  public void checkKernelPointerAccess(int slot, int register, int value, BtfField field) {
    Btf btf = env.register(register).requireMap().btf();
    if (btf == null) {
      throw new IllegalStateException("a map with kernel pointers has BTF");
    }
    kptrs.checkAccess(slot, value, field, btf);
  }

  /**
   * The kernel variable or function that a 64-bit immediate loads ({@code check_pseudo_btf_id}).
   */
  public KernelVariable kernelVariable(int slot) {
    Btf kernel = env.program.kernelBtf();
    int id = env.instructions[slot].imm();
    if (kernel == null || id <= 0 || id > kernel.size()) {
      throw env.reject(Errno.ENOENT, "ldimm64 insn specifies invalid btf_id %d.", id);
    }
    int memory = RegisterType.PTR_TO_MEM | RegisterType.MEM_RDONLY;
    if (kernel.type(id) instanceof BtfType.Func) {
      return KernelVariable.memory(memory, 0);
    }
    if (!(kernel.type(id) instanceof BtfType.Var variable)) {
      throw env.reject(Errno.EINVAL, "pseudo btf_id %d in ldimm64 isn't KIND_VAR or KIND_FUNC", id);
    }
    int type = variable.type();
    if (KernelAddress.isPerCpu(kernel, id)) {
      return KernelVariable.struct(
          RegisterType.PTR_TO_BTF_ID | RegisterType.MEM_PERCPU, kernel, type);
    }
    return kernel.resolved(type) instanceof BtfType.Composite
        ? KernelVariable.struct(RegisterType.PTR_TO_BTF_ID, kernel, kernel.resolve(type))
        : KernelVariable.memory(memory, (int) kernel.sizeOf(type));
  }

  /** Sets the registers at the start of a program whose context is not PTR_TO_CTX. */
  public void setUpContext() {
    if (env.profile.context(env.program.type()) instanceof ContextDescription.RawMemory(int size)) {
      if (size == 0) {
        env.markKnown(1, 0);
      } else {
        env.register(1).becomeMemoryPointer(RegisterType.PTR_TO_MEM, size);
      }
      env.markKnown(2, size);
    }
  }

  /**
   * Least and greatest value the program may return, or null when unrestricted ({@code
   * check_return_code}).
   */
  public @Nullable ReturnRange returnRange() {
    ReturnRule rule = ReturnRule.of(env.program);
    if (rule instanceof ReturnRule.Unsupported(Errno errno)) {
      throw env.reject(errno, "programs of this kind are not supported");
    }
    return rule instanceof ReturnRule.Within(ReturnRange range) ? range : null;
  }

  /** Whether the program returns nothing, so that R0 is not looked at. */
  public boolean returnsNothing() {
    return ReturnRule.of(env.program) instanceof ReturnRule.Nothing;
  }
}
