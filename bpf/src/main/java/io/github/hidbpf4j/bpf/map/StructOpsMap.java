package io.github.hidbpf4j.bpf.map;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.program.MapSpec;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * BPF_MAP_TYPE_STRUCT_OPS: one value, the bytes of the ops struct in the object's layout, and a
 * state. What registering means is up to a {@link Registrar}; the map keeps the kernel's order of
 * states and errors (Linux 6.12 kernel/bpf/bpf_struct_ops.c). With BPF_F_LINK a stored value is
 * ready to be attached by links and is not registered by the update. Programs have no access.
 */
final class StructOpsMap extends ArenaMap {
  /** {@code enum bpf_struct_ops_state}. */
  public enum State {
    /** Nothing stored. */
    INIT,
    /** Stored and registered. */
    INUSE,
    /** Unregistered for good. */
    TOBEFREE,
    /** Stored, to be attached by links. */
    READY
  }

  /** The subsystem that the ops belong to. */
  public interface Registrar {
    /** Checks a value before it is stored: 0 or a negative errno. */
    default long validate(StructOpsMap map, byte[] value) {
      return 0;
    }

    /** Registers the ops: 0 or a negative errno. */
    long register(StructOpsMap map);

    /** Unregisters the ops. */
    void unregister(StructOpsMap map);
  }

  private final ReentrantLock lock = new ReentrantLock();
  private volatile State state = State.INIT;
  private byte[] value;
  private volatile @Nullable Registrar registrar;

  StructOpsMap(MapSpec spec, MapEnvironment environment) {
    super(spec, environment, MapFields.NONE);
    this.value = new byte[valueSize];
  }

  /** Sets the registrar; must be called before the first update. */
  public void setRegistrar(Registrar subsystem) {
    registrar = subsystem;
  }

  /** Its current state. */
  public State state() {
    return state;
  }

  /** The stored bytes; zeros before. */
  public byte[] value() {
    lock.lock();
    try {
      return value.clone();
    } finally {
      lock.unlock();
    }
  }

  /** The value in the object; the loader stores it with an update once the programs are loaded. */
  public byte[] initialValue() {
    byte[] initial = spec().initialData();
    return initial == null ? new byte[valueSize] : initial.clone();
  }

  @Override
  void initialize(byte[] data) {
    if (data.length != valueSize) {
      throw new MapException(
          spec(),
          Errno.EINVAL,
          "%d bytes of initial contents, expected %d".formatted(data.length, valueSize));
    }
  }

  @Override
  public long freeze() {
    return Errno.ENOTSUPP.result();
  }

  @Override
  long updateForUser(byte[] key, byte[] bytes, long flags) {
    if (flags != 0) {
      return Errno.EINVAL.result();
    }
    if (IdValue.read(key) != 0) {
      return Errno.E2BIG.result();
    }
    lock.lock();
    try {
      if (state != State.INIT) {
        return Errno.EBUSY.result();
      }
      Registrar subsystem = registrar;
      if (subsystem == null) {
        return Errno.ENOTSUPP.result();
      }
      long refused = subsystem.validate(this, bytes);
      if (refused != OK) {
        return refused;
      }
      value = bytes.clone();
      if ((spec().flags() & MapSpec.F_LINK) != 0) {
        state = State.READY;
        return OK;
      }
      refused = subsystem.register(this);
      if (refused != OK || !acquire()) {
        value = new byte[valueSize];
        return refused;
      }
      state = State.INUSE;
      return OK;
    } finally {
      lock.unlock();
    }
  }

  @Override
  long deleteForUser(long key) {
    if ((spec().flags() & MapSpec.F_LINK) != 0) {
      return Errno.EOPNOTSUPP.result();
    }
    lock.lock();
    try {
      switch (state) {
        case TOBEFREE -> {
          return Errno.EINPROGRESS.result();
        }
        case INIT, READY -> {
          return Errno.ENOENT.result();
        }
        case INUSE -> state = State.TOBEFREE;
      }
    } finally {
      lock.unlock();
    }
    Registrar subsystem = registrar;
    if (subsystem != null) {
      subsystem.unregister(this);
    }
    release();
    return OK;
  }

  @Override
  public long delete(long key) {
    return Errno.EOPNOTSUPP.result();
  }

  @Override
  long readForUser(long key, byte[] bytes, boolean locked) {
    if (memory.getInt(key) != 0) {
      return Errno.ENOENT.result();
    }
    lock.lock();
    try {
      if (state == State.INIT) {
        Arrays.fill(bytes, (byte) 0);
      } else {
        System.arraycopy(value, 0, bytes, 0, valueSize);
      }
    } finally {
      lock.unlock();
    }
    return OK;
  }

  @Override
  long nextKey(long key, byte[] next) {
    if (key != 0 && memory.getInt(key) == 0) {
      return Errno.ENOENT.result();
    }
    Arrays.fill(next, (byte) 0);
    return OK;
  }
}
