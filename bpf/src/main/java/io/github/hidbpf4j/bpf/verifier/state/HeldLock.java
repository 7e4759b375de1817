package io.github.hidbpf4j.bpf.verifier.state;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A lock that is held, and those that were taken before it ({@code acquire_lock_state}, {@code
 * kernel/bpf/verifier.c}).
 *
 * @param kind how it was taken
 * @param owner what it is in: a map, or the BTF of an object
 * @param id id of the register used to take it
 * @param before the lock that was held when it was taken
 */
public record HeldLock(Kind kind, Object owner, int id, @Nullable HeldLock before) {
  /** Kinds of locks ({@code enum ref_state_type}). */
  public enum Kind {
    /** {@code bpf_spin_lock}: one at a time. */
    PLAIN,
    /** {@code bpf_res_spin_lock}. */
    RESILIENT,
    /** {@code bpf_res_spin_lock_irqsave}. */
    RESILIENT_INTERRUPTS_OFF
  }

  /** Kinds that may be held several at a time. */
  public static final Set<Kind> RESILIENT = Set.of(Kind.RESILIENT, Kind.RESILIENT_INTERRUPTS_OFF);

  /** All kinds. */
  public static final Set<Kind> ANY = Set.of(Kind.values());

  /** Whether it is the lock of this owner, taken through a register with this id. */
  @SuppressWarnings("ReferenceEquality") // one object per BTF and map
  public boolean is(Object wanted, int wantedId) {
    return owner == wanted && id == wantedId;
  }

  /** Whether this lock or one taken before it is that of an owner ({@code find_lock_state}). */
  public boolean holds(Set<Kind> kinds, Object wanted, int wantedId) {
    for (HeldLock held = this; held != null; held = held.before) {
      if (kinds.contains(held.kind) && held.is(wanted, wantedId)) {
        return true;
      }
    }
    return false;
  }
}
