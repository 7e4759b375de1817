package io.github.hidbpf4j.kernel;

import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.kernel.profile.Profiles;
import io.github.hidbpf4j.kernel.types.KernelTypes;
import io.github.hidbpf4j.time.Scheduler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** {@code testdata/async/ops.bpf.c}: timers and work queues driven one call at a time. */
final class AsyncOps {
  /** The maps, as the program numbers them. */
  enum MapKind {
    HASH,
    HASH_MALLOC,
    ARRAY,
    LRU
  }

  /** What a run does. */
  enum Op {
    CREATE,
    DELETE,
    TIMER_INIT,
    TIMER_SET_CALLBACK,
    TIMER_SET_OTHER,
    TIMER_START,
    TIMER_CANCEL,
    WQ_INIT,
    WQ_SET_CALLBACK,
    WQ_SET_OTHER,
    WQ_START,
    WQ_SET_BAD_FLAGS
  }

  /** What the next callback of an element does. */
  enum InCallback {
    NOTHING,
    RESTART,
    CANCEL_SELF,
    DELETE_SELF,
    RESTART_AND_DELETE,
    CANCEL_OTHER,
    REPLACE_SELF,
    FOREVER
  }

  /** Offsets in {@code struct element}. */
  private static final int ON_TIMER = 24;

  private static final int ON_WQ = 28;
  private static final int DELAY = 48;
  static final int ELEMENT = 56;

  static final int MONOTONIC = 1;

  final Kernel kernel;
  final LoadedObject object;
  private final MapKind kind;

  AsyncOps(MapKind kind, Scheduler scheduler) {
    this.kind = kind;
    this.kernel =
        Kernel.builder(Profiles.forName("6.12").orElseThrow(), KernelTypes.forProfile("6.12").btf())
            .build(scheduler);
    this.object = kernel.load(open("ops.bpf.o"), LoadOptions.forDevice(0));
  }

  static BpfObject open(String name) {
    Path file = Path.of(System.getProperty("hidbpf4j.root", "."), "testdata/async", name);
    try {
      return BpfObject.open(name, Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  BpfMap map() {
    return Objects.requireNonNull(
        object.maps().get(kind.name().toLowerCase(java.util.Locale.ROOT)));
  }

  /** Does one thing to the element of this key; returns its result. */
  long op(Op op, int key, int flags, long value) {
    ByteBuffer args = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    args.putInt(kind.ordinal()).putInt(key).putInt(op.ordinal()).putInt(flags).putLong(value);
    args.putLong(-9999);
    return ByteBuffer.wrap(object.runSyscall("op", args.array()).context())
        .order(ByteOrder.LITTLE_ENDIAN)
        .getLong(24);
  }

  long op(Op op, int key) {
    return op(op, key, 0, 0);
  }

  /** Prepares an element whose timer and work item have callbacks that do this once. */
  void prepare(int key, InCallback what, long delay) {
    create(key, what, delay);
    long failed =
        op(Op.TIMER_INIT, key, MONOTONIC, 0)
            | op(Op.TIMER_SET_CALLBACK, key)
            | op(Op.WQ_INIT, key)
            | op(Op.WQ_SET_CALLBACK, key);
    if (failed != 0) {
      throw new AssertionError("element " + key + " cannot be prepared");
    }
  }

  void create(int key, InCallback what, long delay) {
    ByteBuffer value = ByteBuffer.allocate(ELEMENT).order(ByteOrder.LITTLE_ENDIAN);
    value.putInt(ON_TIMER, what.ordinal()).putInt(ON_WQ, what.ordinal()).putLong(DELAY, delay);
    long ret = map().userUpdate(key(key), value.array(), BpfMap.BPF_ANY);
    if (ret != 0) {
      throw new AssertionError("element " + key + ": " + ret);
    }
  }

  static byte[] key(int key) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(key).array();
  }

  /** A 64-bit variable, or an element of an array of them. */
  long variable(String name, int index) {
    return ByteBuffer.wrap(bytes(name)).order(ByteOrder.LITTLE_ENDIAN).getLong(8 * index);
  }

  byte[] bytes(String variable) {
    return Objects.requireNonNull(object.readVariable(variable), variable);
  }

  long variable(String name) {
    return variable(name, 0);
  }

  long timerRuns(int key) {
    return variable("timer_runs", key);
  }

  long wqRuns(int key) {
    return variable("wq_runs", key);
  }

  /** The value of an element in user space; all zeros when it does not exist. */
  byte[] value(int key) {
    byte[] value = map().userLookup(key(key));
    return value == null ? new byte[ELEMENT] : value;
  }

  /** Unloads the program, except for the references of its callbacks. */
  void closeProgram() {
    Objects.requireNonNull(object.programs().get("op")).executable().close();
  }

  /** Drops all references to the map except those of programs. */
  void releaseUsers() {
    BpfMap map = map();
    while (map.userReferences() > 0) {
      map.releaseUser();
    }
  }
}
