package io.github.hidbpf4j.bpf.runtime;

import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfCodec;
import io.github.hidbpf4j.bpf.btf.BtfValue;
import io.github.hidbpf4j.bpf.map.BpfMap;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.DataVariable;
import io.github.hidbpf4j.bpf.object.LinkedObject;
import io.github.hidbpf4j.bpf.vm.Executable;
import io.github.hidbpf4j.bpf.vm.ReadSection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An object that is loaded into a runtime: its maps, programs and global variables. The loader's
 * references are released in two steps: {@link #releaseMaps} and {@link #releasePrograms}. Programs
 * and maps themselves are freed when nothing uses them any more. Thread-safe.
 */
public final class RuntimeObject {
  private static final int MAX_CONTEXT = 65535;

  private final BpfRuntime runtime;
  private final BpfObject object;
  private final LinkedObject linked;
  private final Map<String, BpfMap> maps;
  private final Map<String, Executable> programs;
  private final AtomicBoolean unloaded = new AtomicBoolean();

  /** Lock held to release the loader's references to maps. */
  private final Object users = new Object();

  RuntimeObject(
      BpfRuntime runtime,
      BpfObject object,
      LinkedObject linked,
      Map<String, BpfMap> maps,
      Map<String, Executable> programs) {
    this.runtime = runtime;
    this.object = object;
    this.linked = linked;
    this.maps = Collections.unmodifiableMap(new LinkedHashMap<>(maps));
    this.programs = Collections.unmodifiableMap(new LinkedHashMap<>(programs));
  }

  /** The opened object. */
  public BpfObject object() {
    return object;
  }

  /** The object, linked with the runtime's types. */
  public LinkedObject linked() {
    return linked;
  }

  /** Its maps by name, in the object's order. */
  public Map<String, BpfMap> maps() {
    return maps;
  }

  /** Its loaded programs by name, in the object's order. */
  public Map<String, Executable> programs() {
    return programs;
  }

  // ---- global variables

  /** A global variable in a map that was created; null when there is none of this name. */
  public @Nullable DataVariable variable(String name) {
    for (DataVariable v : object.variables()) {
      if (v.name().equals(name) && maps.containsKey(v.map())) {
        return v;
      }
    }
    return null;
  }

  /**
   * The bytes of a global variable; null when there is none of this name, or its map has been
   * freed.
   */
  public byte @Nullable [] readVariable(String name) {
    DataVariable v = variable(name);
    BpfMap map = v == null ? null : hold(v);
    if (v == null || map == null) {
      return null;
    }
    try {
      return runtime.memory().getBytes(address(map, v), (int) v.size());
    } finally {
      map.release();
    }
  }

  /**
   * Writes a global variable from its start.
   *
   * @return false when there is none of this name, it is too short, its map has been freed, or it
   *     is a constant, whose value the verifier has used
   */
  public boolean writeVariable(String name, byte[] bytes) {
    DataVariable v = variable(name);
    BpfMap map = v == null || bytes.length > v.size() ? null : hold(v);
    if (v == null || map == null) {
      return false;
    }
    try {
      if (map.isFrozen()) {
        return false;
      }
      runtime.memory().putBytes(address(map, v), bytes);
      return true;
    } finally {
      map.release();
    }
  }

  /** Reads and writes a global variable by its type; null when it has no BTF type. */
  public @Nullable BtfCodec codec(DataVariable v) {
    BpfMap map = maps.get(v.map());
    Btf types =
        map == null || map.spec().btf() == null ? object.btf().orElse(null) : map.spec().btf();
    return types == null ? null : new BtfCodec(types);
  }

  /**
   * The global variables by name and their values now, of those whose map exists and that have a
   * type.
   */
  public Map<String, BtfValue> values() {
    Map<String, BtfValue> all = new LinkedHashMap<>();
    for (DataVariable v : object.variables()) {
      BtfCodec codec = codec(v);
      byte[] bytes = codec == null ? null : readVariable(v.name());
      if (codec != null && bytes != null) {
        all.put(v.name(), codec.decode(v.typeId(), bytes));
      }
    }
    return all;
  }

  /**
   * Takes a reference to the map of a variable, to be released by the caller; null when it has been
   * freed.
   */
  private @Nullable BpfMap hold(DataVariable v) {
    BpfMap map = maps.get(v.map());
    return map != null && map.acquire() ? map : null;
  }

  private static long address(BpfMap map, DataVariable v) {
    return map.directValueAddress() + v.offset();
  }

  // ---- syscall programs

  /**
   * The result of running a syscall program.
   *
   * @param error 0, or the negative errno of a run that did not take place
   * @param result what the program returned
   * @param context the context as the program left it
   */
  public record SyscallResult(int error, int result, byte[] context) {}

  /** Runs a program, possibly under observation. */
  @FunctionalInterface
  public interface Runner {
    /** Runs the program; returns its R0. */
    long run(ReadSection section, Executable program, long context);
  }

  /**
   * Runs a program with bytes as its context, as BPF_PROG_TEST_RUN runs a syscall program: -EINVAL
   * for a context that is shorter than the part that the program may access, or longer than 64 KiB;
   * -ENOENT for a program that is not loaded, or no longer loaded.
   */
  public SyscallResult runSyscall(String name, byte[] context, Runner runner) {
    Executable program = programs.get(name);
    if (program == null || unloaded.get()) {
      return new SyscallResult((int) Errno.ENOENT.result(), 0, context);
    }
    if (context.length < program.program().contextSize() || context.length > MAX_CONTEXT) {
      return new SyscallResult((int) Errno.EINVAL.result(), 0, context);
    }
    if (!program.tryAcquire()) {
      return new SyscallResult((int) Errno.ENOENT.result(), 0, context);
    }
    try {
      return run(program, context, runner);
    } finally {
      program.release();
    }
  }

  private SyscallResult run(Executable program, byte[] context, Runner runner) {
    String name = program.program().source().name();
    // Allocates at least one byte.
    long address =
        runtime.memory().allocate(Math.max(1, context.length), "context of program " + name);
    runtime.memory().putBytes(address, context);
    long[] result = new long[1];
    try {
      runtime.process(
          "syscall program " + name,
          () -> {
            try (ReadSection section = runtime.machine().enter()) {
              result[0] = runner.run(section, program, address);
            }
          });
      return new SyscallResult(
          0, (int) result[0], runtime.memory().getBytes(address, context.length));
    } finally {
      runtime.memory().free(address);
    }
  }

  // ---- unloading

  /**
   * Releases the loader's references to maps, as when the loader exits: timers and work queues of
   * maps that lose their last user are cancelled.
   *
   * @param pinned whether to include those that the object wants pinned by name
   */
  public void releaseMaps(boolean pinned) {
    synchronized (users) {
      for (BpfMap map : maps.values()) {
        while ((pinned || !map.spec().pinByName()) && map.userReferences() > 0) {
          map.releaseUser();
        }
      }
    }
  }

  /**
   * Releases the loader's references to programs, which can then no longer be run by name.
   *
   * @return whether this call did it
   */
  public boolean releasePrograms() {
    if (unloaded.getAndSet(true)) {
      return false;
    }
    programs.values().forEach(Executable::close);
    return true;
  }

  /** Whether {@link #releasePrograms} was called. */
  public boolean isUnloaded() {
    return unloaded.get();
  }
}
