package io.github.hidbpf4j.bpf.verifier.call;

import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfFieldType;
import io.github.hidbpf4j.bpf.btf.BtfRecord;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.proto.VerifierRule;
import io.github.hidbpf4j.bpf.verifier.env.VerifierEnv;
import io.github.hidbpf4j.bpf.verifier.state.RegisterState;
import io.github.hidbpf4j.bpf.verifier.state.RegisterType;
import io.github.hidbpf4j.bpf.verifier.type.SpecialFields;
import org.jspecify.annotations.Nullable;

/**
 * Releases references with all registers that hold them, or converts them into non-owning ones of a
 * list or tree ({@code release_reference}, {@code ref_convert_owning_non_owning}, {@code
 * invalidate_non_owning_refs} of {@code kernel/bpf/verifier.c}, Linux 6.12).
 */
final class References {
  private final VerifierEnv env;
  private final SpecialFields fields;

  References(VerifierEnv env, SpecialFields fields) {
    this.env = env;
    this.fields = fields;
  }

  /** Releases a reference; returns false when it is not held. */
  boolean release(int id) {
    if (!env.dropReference(id)) {
      return false;
    }
    env.state()
        .forEachRegister(
            r -> {
              if (r.refObjId() == id) {
                States.invalidate(r);
              }
            });
    return true;
  }

  /**
   * Releases the reference that {@code bpf_kptr_xchg} stored: inside an RCU section, per-CPU
   * objects stay readable.
   */
  boolean releaseStored(int id) {
    boolean rcu = env.inRcuSection();
    if (!env.dropReference(id)) {
      return false;
    }
    int percpu = RegisterType.MEM_ALLOC | RegisterType.MEM_PERCPU;
    env.state()
        .forEachRegister(
            r -> {
              if (r.refObjId() == id) {
                if (rcu && (r.type() & percpu) == percpu) {
                  r.setRefObjId(0);
                  r.removeFlags(RegisterType.MEM_ALLOC);
                  r.addFlags(RegisterType.MEM_RCU);
                } else {
                  States.invalidate(r);
                }
              }
            });
    return true;
  }

  /**
   * Ends an RCU protection: unless another one holds, protected pointers lose their trust ({@code
   * invalidate_rcu_protected_refs}).
   *
   * @param rule the rule under which the ended protection counts
   */
  void leaveProtection(VerifierRule rule) {
    if (env.has(rule) && !env.inRcuSection()) {
      distrustProtected();
    }
  }

  /** Removes trust from RCU-protected pointers. */
  void distrustProtected() {
    States.forEachWithIterators(
        env.state(),
        r -> {
          if ((r.type() & RegisterType.MEM_RCU) != 0) {
            r.removeFlags(RegisterType.MEM_RCU | RegisterType.PTR_MAYBE_NULL);
            r.addFlags(RegisterType.PTR_UNTRUSTED);
          }
        });
  }

  /** Invalidates non-owning pointers to nodes at unlock. */
  void invalidateNonOwning() {
    env.state()
        .forEachRegister(
            r -> {
              if (RegisterType.isNonOwningReference(r.type())) {
                States.invalidate(r);
              }
            });
  }

  /**
   * Converts references to an object that now belongs to a list or tree; pointers to it stay usable
   * under the lock.
   */
  void convertToNonOwning(int id) {
    if (id == 0) {
      throw env.bug("ref_obj_id is zero for owning -> non-owning conversion");
    }
    if (!env.frame().holdsReference(id)) {
      throw env.bug("ref state missing for ref_obj_id");
    }
    env.state()
        .forEachRegister(
            r -> {
              if (r.refObjId() == id) {
                r.setRefObjId(0);
                setNonOwning(r);
              }
            });
  }

  /** Marks a pointer as non-owning; a reference-counted object also stays under RCU. */
  void setNonOwning(RegisterState register) {
    if (env.state().activeLock() == null) {
      throw env.bug("ref_set_non_owning w/o active lock");
    }
    if ((register.type() & RegisterType.NON_OWN_REF) != 0) {
      throw env.bug("NON_OWN_REF already set");
    }
    register.addFlags(RegisterType.NON_OWN_REF);
    if (record(register).has(BtfFieldType.REFCOUNT)) {
      register.addFlags(RegisterType.MEM_RCU);
    }
  }

  /** Special fields of the values of a map. */
  BtfRecord record(MapSpec map) {
    return fields.of(map);
  }

  /** Special fields of what a register points to ({@code reg_btf_record}). */
  BtfRecord record(RegisterState register) {
    return fields.of(register);
  }

  /** Whether it may point to an object with a lock ({@code reg_may_point_to_spin_lock}). */
  boolean maySpinLock(RegisterState register) {
    return record(register).hasLock();
  }

  /** BTF for the special fields of what a register points to. */
  @Nullable Btf btf(RegisterState register) {
    MapSpec map = register.map();
    return register.baseType() == RegisterType.PTR_TO_MAP_VALUE && map != null
        ? map.btf()
        : register.btf();
  }
}
