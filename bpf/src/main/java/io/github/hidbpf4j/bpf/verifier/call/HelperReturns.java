package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfField;
import io.github.hidbpf4j.bpf.btf.BtfFieldType;
import io.github.hidbpf4j.bpf.btf.BtfType;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.MapType;
import io.github.hidbpf4j.bpf.proto.CoreFunctions;
import io.github.hidbpf4j.bpf.proto.DataFunctions;
import io.github.hidbpf4j.bpf.proto.Helper;
import io.github.hidbpf4j.bpf.proto.HelperPrototype;
import io.github.hidbpf4j.bpf.proto.ReturnType;
import io.github.hidbpf4j.bpf.proto.Trait;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.type.RegisterFlags;
import io.github.hidbpf4j.bpf.verifier.type.SpecialFields;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What helpers return: the second half of {@code check_helper_call}, Linux 6.12. */
final class HelperReturns {
  private static final int MAX_ERRNO = 4095;

  /**
   * Number of CPUs that the verifier assumes ({@code nr_cpu_ids}): the maximum of Debian's kernel.
   */
  private static final int CPUS = 8192;

  private final VerifierEnv env;
  private final SpecialFields fields;

  HelperReturns(VerifierEnv env, SpecialFields fields) {
    this.env = env;
    this.fields = fields;
  }

  /** Sets R0, which is cleared. */
  void set(HelperPrototype helper, CallMeta meta, int slot, boolean percpuObject) {
    RegisterState r0 = env.register(0);
    int flags = RegisterFlags.of(helper.returns().flags());
    switch (helper.returns().type()) {
      case INTEGER -> env.markUnknown(0);
      case VOID -> {}
      case PTR_TO_MAP_VALUE ->
          mapValue(meta, found(meta) ? flags & ~RegisterType.PTR_MAYBE_NULL : flags, r0);
      case PTR_TO_SOCKET -> r0.becomePointer(RegisterType.PTR_TO_SOCKET | flags);
      case PTR_TO_SOCK_COMMON -> r0.becomePointer(RegisterType.PTR_TO_SOCK_COMMON | flags);
      case PTR_TO_TCP_SOCK -> r0.becomePointer(RegisterType.PTR_TO_TCP_SOCK | flags);
      case PTR_TO_MEM -> r0.becomeMemoryPointer(RegisterType.PTR_TO_MEM | flags, meta.memSize);
      case PTR_TO_MEM_OR_BTF_ID -> memoryOrStruct(meta, flags, percpuObject, r0);
      case PTR_TO_BTF_ID -> struct(helper, meta, flags, r0);
    }
    if (RegisterType.mayBeNull(r0.type())) {
      r0.setId(env.newId());
    }
    MapSpec map = meta.map;
    if (meta.helper == DataFunctions.DYNPTR_DATA) {
      r0.setDynptrId(meta.dynptrId);
    }
    if (meta.helper == DataFunctions.DYNPTR_DATA || meta.helper.is(Trait.CASTS_POINTER)) {
      r0.setRefObjId(meta.refObjId);
    } else if (acquires(meta.helper, map == null ? null : map.type())) {
      int id = env.acquireReference(slot);
      r0.setId(id);
      r0.setRefObjId(id);
    }
    if (helper.returns().type() == ReturnType.INTEGER) {
      refine(meta, r0);
    }
  }

  /** Whether the constant key shows that the element exists. */
  private static boolean found(CallMeta meta) {
    MapSpec map = meta.map;
    return meta.helper == DataFunctions.MAP_LOOKUP_ELEM
        && map != null
        && meta.constantKey >= 0
        && meta.constantKey < map.maxEntries();
  }

  private void mapValue(CallMeta meta, int flags, RegisterState r0) {
    MapSpec map = meta.map;
    if (map == null) {
      throw env.reject(Errno.EINVAL, "kernel subsystem misconfigured verifier");
    }
    MapSpec inner = map.inner();
    if (inner != null && env.has(VerifierRule.INNER_MAPS_AT_LOOKUP)) {
      r0.becomeMapPointer(RegisterType.CONST_PTR_TO_MAP | flags, inner, env.lastId() + 1);
      return;
    }
    r0.becomeMapPointer(RegisterType.PTR_TO_MAP_VALUE | flags, map, meta.mapUid);
    if (!RegisterType.mayBeNull(flags) && fields.of(map).hasLock()) {
      r0.setId(env.newId());
    }
  }

  private void memoryOrStruct(CallMeta meta, int flags, boolean percpuObject, RegisterState r0) {
    Btf btf = Objects.requireNonNull(meta.returnBtf);
    int id = btf.resolve(meta.returnBtfId);
    if (btf.type(id) instanceof BtfType.Composite) {
      int type =
          percpuObject
              ? RegisterType.MEM_ALLOC | RegisterType.MEM_RCU
              : flags & ~RegisterType.MEM_RDONLY;
      States.struct(r0, type, btf, meta.returnBtfId);
      return;
    }
    long size = btf.sizeOf(id);
    if (size == 0) {
      throw env.reject(
          Errno.EINVAL,
          "unable to resolve the size of type '%s': %d",
          btf.type(id).name(),
          Errno.EINVAL.result());
    }
    r0.becomeMemoryPointer(RegisterType.PTR_TO_MEM | flags, (int) size);
  }

  private void struct(HelperPrototype helper, CallMeta meta, int flags, RegisterState r0) {
    if (meta.helper == DataFunctions.KPTR_XCHG) {
      BtfField field = Objects.requireNonNull(meta.kptr);
      SpecialFields.Target target = fields.kptrTarget(Objects.requireNonNull(meta.kptrBtf), field);
      int more = 0;
      if (!fields.isKernel(target.btf())) {
        more = RegisterType.MEM_ALLOC;
        if (field.type() == BtfFieldType.KPTR_PERCPU) {
          more |= RegisterType.MEM_PERCPU;
        }
      }
      States.struct(r0, flags | more, target.btf(), target.id());
      return;
    }
    Btf kernel = env.program.kernelBtf();
    String name = helper.returns().btfType();
    int id = kernel == null || name == null ? 0 : kernel.findStruct(name).orElse(0);
    if (kernel == null || id == 0) {
      throw env.reject(
          Errno.EINVAL,
          "invalid return type %d of func %s#%d",
          helper.returns().type().ordinal(),
          meta.helper.name(),
          meta.helper.number());
    }
    States.struct(r0, flags, kernel, id);
  }

  /** {@code do_refine_retval_range}. */
  private static void refine(CallMeta meta, RegisterState r0) {
    if (meta.helper.is(Trait.RETURNS_AT_MOST_SIZE)) {
      long most = meta.maxSize[0];
      r0.setSigned(-MAX_ERRNO, most);
      r0.setSigned32(-MAX_ERRNO, (int) most);
      r0.sync();
    } else if (meta.helper == CoreFunctions.GET_SMP_PROCESSOR_ID) {
      r0.setUnsigned(0, CPUS - 1);
      r0.setUnsigned32(0, CPUS - 1);
      r0.setSigned(0, CPUS - 1);
      r0.setSigned32(0, CPUS - 1);
      r0.sync();
    }
  }

  /** Whether it returns a reference that must be released ({@code is_acquire_function}). */
  static boolean acquires(Helper helper, @Nullable MapType map) {
    return helper.is(Trait.ACQUIRES)
        || helper == DataFunctions.MAP_LOOKUP_ELEM
            && (map == MapType.SOCKMAP || map == MapType.SOCKHASH);
  }
}
