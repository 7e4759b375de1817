package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.MapSpec;
import io.github.hidbpf4j.bpf.program.ProgramType;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * BPF_MAP_TYPE_PROG_ARRAY: programs to tail-call. User space stores and reads program ids, where
 * the kernel takes a descriptor on storing; the engine asks {@link #program}.
 */
public final class ProgArrayMap extends IndexedMap {
  private final AtomicReferenceArray<@Nullable ProgramHandle> slots;
  private final Object ownerLock = new Object();
  private @Nullable ProgramOwner owner;

  ProgArrayMap(MapSpec spec, MapEnvironment environment) {
    super(spec, environment, MapFields.NONE);
    this.slots = new AtomicReferenceArray<>(entries);
  }

  /** The program at an index (unsigned), or null when it is outside or empty. */
  public @Nullable ProgramHandle program(int index) {
    return isOutside(index) ? null : slots.get(index);
  }

  /**
   * Whether a program that uses or enters this map fits those that did before; the first one
   * decides for good. Asked when a program is loaded too.
   */
  public boolean admit(ProgramOwner candidate) {
    synchronized (ownerLock) {
      ProgramOwner first = owner;
      if (first == null) {
        owner = candidate;
        return true;
      }
      return first.accepts(candidate);
    }
  }

  /** Stores a program: 0, -E2BIG outside the array, -EINVAL for one that does not fit. */
  public long put(int index, ProgramHandle program) {
    if (isOutside(index)) {
      return Errno.E2BIG.result();
    }
    if (program.owner().type() == ProgramType.EXT || !admit(program.owner())) {
      return Errno.EINVAL.result();
    }
    program.acquire();
    releaseReference(slots.getAndSet(index, program));
    return OK;
  }

  private static void releaseReference(@Nullable ProgramHandle program) {
    if (program != null) {
      program.release();
    }
  }

  @Override
  public long userValueSize() {
    return 4;
  }

  @Override
  long updateForUser(byte[] key, byte[] value, long flags) {
    if (flags != BPF_ANY) {
      return Errno.EINVAL.result();
    }
    int index = IdValue.read(key);
    if (isOutside(index)) {
      return Errno.E2BIG.result();
    }
    ProgramHandle program = environment.registry().program(IdValue.read(value));
    return program == null ? Errno.EBADF.result() : put(index, program);
  }

  @Override
  long readForUser(long key, byte[] value, boolean locked) {
    ProgramHandle program = program(index(key));
    if (program == null) {
      return Errno.ENOENT.result();
    }
    IdValue.write(value, program.id());
    return OK;
  }

  @Override
  public long delete(long key) {
    int index = index(key);
    if (isOutside(index)) {
      return Errno.E2BIG.result();
    }
    ProgramHandle old = slots.getAndSet(index, null);
    releaseReference(old);
    return old == null ? Errno.ENOENT.result() : OK;
  }

  /** Programs and their array may hold each other: the last user breaks the ring. */
  @Override
  protected void lastUserReleased() {
    dispose();
  }

  @Override
  void dispose() {
    for (int i = 0; i < entries; i++) {
      releaseReference(slots.getAndSet(i, null));
    }
  }
}
