package io.github.hidbpf4j.bpf.proto;

/**
 * Flags of kfuncs, named as the {@code KF_*} of Linux 6.12 to 7.3 ({@code include/linux/btf.h}).
 */
public enum KfuncFlag implements FunctionProperty {
  /** Returns a reference that must be released. */
  ACQUIRE,
  /** Releases the reference in its argument. */
  RELEASE,
  /** May return NULL. */
  RET_NULL,
  /** Pointer arguments must be trusted; implied for all kfuncs from Linux 7.0 on. */
  TRUSTED_ARGS(KernelRelease.linux7(0)),
  /** May sleep: callable only from sleepable code. */
  SLEEPABLE,
  /** Needs CAP_SYS_BOOT. */
  DESTRUCTIVE,
  /** Pointer arguments may be RCU-protected instead of trusted. */
  RCU,
  /** Creates an iterator. */
  ITER_NEW,
  /** Advances an iterator. */
  ITER_NEXT,
  /** Destroys an iterator. */
  ITER_DESTROY,
  /** Only within an RCU read-side section. */
  RCU_PROTECTED,
  /**
   * The verifier passes extra arguments that programs do not see (Linux 7.0 and later). The kernel
   * BTF has the prototype with them as a separate function, {@code NAME_impl}, which must not be
   * called.
   */
  IMPLICIT_ARGS,
  /** Preserves registers that are not arguments: see {@link Signature#fastcall}. */
  FASTCALL,
  /** Needs CAP_PERFMON. */
  PERFMON,
  /** May be called while a spin lock is held. */
  SPINLOCK_SAFE,
  /** Returns a pointer to an arena. */
  ARENA_RET,
  /** Its second argument points to an arena. */
  ARENA_ARG2;

  private final KernelRelease impliedSince;

  KfuncFlag() {
    this(KernelRelease.PROPOSED);
  }

  KfuncFlag(KernelRelease impliedSince) {
    this.impliedSince = impliedSince;
  }

  /** Whether it is implied for all kfuncs of a release. */
  public boolean isImplied(KernelRelease release) {
    return release.isAtLeast(impliedSince);
  }
}
