package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfField;
import io.github.hidbpf4j.bpf.btf.BtfFieldType;
import io.github.hidbpf4j.bpf.btf.BtfRecord;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.proto.DataFunctions;
import io.github.hidbpf4j.bpf.proto.SpecialKfunc;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.Rejection;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.HeldLock;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.state.VerifierState;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Arguments that point to a special field: spin lock, timer, work queue, task work, kernel pointer
 * ({@code process_spin_lock}, {@code process_timer_func}, {@code process_wq_func}, {@code
 * process_kptr_func} of {@code kernel/bpf/verifier.c}, Linux 6.12).
 */
final class FieldArguments {
  private final VerifierEnv env;
  private final References references;

  FieldArguments(VerifierEnv env, References references) {
    this.env = env;
    this.references = references;
  }

  /** Acquires or releases a lock. */
  void spinLock(int number, HeldLock.Kind kind, boolean lock) {
    RegisterState register = env.register(number);
    BtfFieldType type =
        kind == HeldLock.Kind.PLAIN ? BtfFieldType.SPIN_LOCK : BtfFieldType.RES_SPIN_LOCK;
    requireConstant(register, number, type.typeName());
    MapSpec map = null;
    Object owner;
    if (register.type() == RegisterType.PTR_TO_MAP_VALUE) {
      map = register.requireMap();
      requireBtf(map, type.typeName());
      owner = map;
    } else {
      owner = register.requireBtf();
    }
    BtfField field = references.record(register).first(type).orElse(null);
    if (field == null) {
      throw env.reject(
          Errno.EINVAL,
          "%s '%s' has no valid %s",
          map == null ? "local" : "map",
          map == null ? "kptr" : map.name(),
          type.typeName());
    }
    requireOffset(register, field);
    if (lock) {
      acquire(kind, owner, register.id());
    } else {
      release(kind, owner, register.id());
    }
  }

  private void acquire(HeldLock.Kind kind, Object owner, int id) {
    VerifierState state = env.state();
    HeldLock held = state.activeLock();
    if (held != null && kind == HeldLock.Kind.PLAIN) {
      throw env.reject(Errno.EINVAL, "Locking two bpf_spin_locks are not allowed");
    }
    if (held != null && held.holds(HeldLock.RESILIENT, owner, id)) {
      throw env.reject(Errno.EINVAL, "Acquiring the same lock again, AA deadlock detected");
    }
    state.lock(kind, owner, id);
  }

  private void release(HeldLock.Kind kind, Object owner, int id) {
    String function = kind == HeldLock.Kind.PLAIN ? "bpf_spin" : "bpf_res_spin";
    HeldLock held = env.state().activeLock();
    if (held == null) {
      throw env.reject(Errno.EINVAL, "%s_unlock without taking a lock", function);
    }
    if (!held.holds(Set.of(kind), owner, id)) {
      throw env.reject(Errno.EINVAL, "%s_unlock of different lock", function);
    }
    if (!held.is(owner, id)) {
      throw env.reject(Errno.EINVAL, "%s_unlock cannot be out of order", function);
    }
    references.invalidateNonOwning();
    env.state().unlock();
    references.leaveProtection(VerifierRule.PROTECTION_ENDS_WITH_LOCK);
  }

  /** A lock that may fail to be taken. */
  void resilientLock(int number, SpecialKfunc function) {
    spinLock(
        number,
        function.isInterruptLock()
            ? HeldLock.Kind.RESILIENT_INTERRUPTS_OFF
            : HeldLock.Kind.RESILIENT,
        function.takesLock());
  }

  /** Checks a timer; a map argument after it must be its map. */
  void timer(int number, CallMeta meta) {
    RegisterState register = env.register(number);
    meta.map = mapWith(BtfFieldType.TIMER, number, register);
    meta.mapUid = register.mapUid();
  }

  /**
   * The map that a register points into, exactly at this field ({@code check_map_field_pointer}).
   */
  private MapSpec mapWith(BtfFieldType type, int number, RegisterState register) {
    MapSpec map = register.requireMap();
    requireConstant(register, number, type.typeName());
    requireBtf(map, type.typeName());
    BtfField field = references.record(register).first(type).orElse(null);
    if (field == null) {
      throw env.reject(Errno.EINVAL, "map '%s' has no valid %s", map.name(), type.typeName());
    }
    requireOffset(register, field);
    return map;
  }

  /** Task work, whose map is what the argument after it must be. */
  void taskWork(int number, KfuncMeta meta) {
    RegisterState register = env.register(number);
    meta.map = mapWith(BtfFieldType.TASK_WORK, number, register);
    meta.mapUid = register.mapUid();
  }

  /** A work queue. */
  void workQueue(int number, KfuncMeta meta) {
    RegisterState register = env.register(number);
    if (env.has(VerifierRule.WORK_QUEUES_LIKE_TIMERS)) {
      meta.map = mapWith(BtfFieldType.WORKQUEUE, number, register);
      meta.mapUid = register.mapUid();
      return;
    }
    MapSpec map = register.requireMap();
    if (references.record(register).isEmpty()) {
      throw noRecord(number, map);
    }
    BtfField field = references.record(register).first(BtfFieldType.WORKQUEUE).orElse(null);
    long at = register.off() + register.tnum().value();
    // Without a work queue the kernel compares with -22, so that no offset matches.
    long expected = field == null ? Errno.EINVAL.result() : field.offset();
    if (expected != at) {
      throw env.reject(
          Errno.EINVAL, "off %d doesn't point to 'struct bpf_wq' that is at %d", at, expected);
    }
    if (!register.tnum().isConst()) {
      env.noteMissedCheck(
          "R%d points to a bpf_wq of map '%s' at a variable offset: it may be any byte of the value"
              .formatted(number, map.name()));
    }
    meta.map = map;
    meta.mapUid = register.mapUid();
  }

  /**
   * Refuses where the kernel reads the record of a map's special fields without checking that there
   * is one: a page fault while loading the program, up to 7.2 (measured on 6.12.117, 6.16.12,
   * 6.17.13, 6.18.15 and 7.2.12); 7.3 refuses.
   */
  Rejection noRecord(int number, MapSpec map) {
    return env.reject(
        Errno.EINVAL,
        "map '%s' in R%d has no special field: Linux 6.12 to 7.2 oops here while loading, later"
            + " ones refuse it",
        map.name(),
        number);
  }

  /** Checks the kptr that {@code bpf_kptr_xchg} exchanges. */
  void kptr(int number, CallMeta meta) {
    RegisterState register = env.register(number);
    Btf btf;
    if (RegisterType.isAllocatedObject(register.type())) {
      btf = register.requireBtf();
    } else {
      MapSpec map = register.requireMap();
      btf = requireBtf(map, DataFunctions.KPTR_XCHG.name());
      meta.map = map;
    }
    BtfRecord record = references.record(register);
    requireConstant(register, number, "kptr");
    boolean any = record.fields().stream().anyMatch(f -> f.type().isKptr());
    if (!any) {
      throw env.reject(Errno.EINVAL, "R%d has no valid kptr", number);
    }
    int at = register.off() + (int) register.tnum().value();
    BtfField field = record.at(at).filter(f -> f.type().isKptr()).orElse(null);
    if (field == null) {
      throw env.reject(Errno.EACCES, "off=%d doesn't point to kptr", at);
    }
    if (field.type() == BtfFieldType.KPTR_UNREF) {
      throw env.reject(Errno.EACCES, "off=%d kptr isn't referenced kptr", at);
    }
    meta.kptr = field;
    meta.kptrBtf = btf;
  }

  private void requireConstant(RegisterState register, int number, String what) {
    if (!register.tnum().isConst()) {
      throw env.reject(
          Errno.EINVAL,
          "R%d doesn't have constant offset. %s has to be at the constant offset",
          number,
          what);
    }
  }

  private Btf requireBtf(MapSpec map, String what) {
    @Nullable Btf btf = map.btf();
    if (btf == null || map.valueTypeId() == 0) {
      throw env.reject(
          Errno.EINVAL, "map '%s' has to have BTF in order to use %s", map.name(), what);
    }
    return btf;
  }

  private void requireOffset(RegisterState register, BtfField field) {
    long at = register.off() + register.tnum().value();
    if (field.offset() != at) {
      throw env.reject(
          Errno.EINVAL,
          "off %d doesn't point to 'struct %s' that is at %d",
          at,
          field.type().typeName(),
          field.offset());
    }
  }
}
