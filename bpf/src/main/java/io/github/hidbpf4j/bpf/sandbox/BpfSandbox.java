package io.github.hidbpf4j.bpf.sandbox;

import io.github.hidbpf4j.bpf.BpfException;
import io.github.hidbpf4j.bpf.Errno;
import io.github.hidbpf4j.bpf.btf.Btf;
import io.github.hidbpf4j.bpf.btf.BtfCodec;
import io.github.hidbpf4j.bpf.btf.BtfValue;
import io.github.hidbpf4j.bpf.btf.header.BaseHeaders;
import io.github.hidbpf4j.bpf.btf.header.CHeaderParser;
import io.github.hidbpf4j.bpf.object.BpfObject;
import io.github.hidbpf4j.bpf.object.DataVariable;
import io.github.hidbpf4j.bpf.object.LoadPlan;
import io.github.hidbpf4j.bpf.program.Engine;
import io.github.hidbpf4j.bpf.program.ProgramType;
import io.github.hidbpf4j.bpf.proto.ApiProfile;
import io.github.hidbpf4j.bpf.proto.BaseProfiles;
import io.github.hidbpf4j.bpf.runtime.BpfRuntime;
import io.github.hidbpf4j.bpf.runtime.RuntimeObject;
import io.github.hidbpf4j.bpf.runtime.RuntimeObject.SyscallResult;
import io.github.hidbpf4j.bpf.vm.Executable;
import io.github.hidbpf4j.time.VirtualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Runs BPF programs on bytes: verified as in Linux 6.12, in isolated memory, in virtual time.
 * Programs must be of type syscall ({@code SEC("syscall")}), whose context is a buffer from the
 * caller that they may read and write.
 *
 * <pre>{@code
 * try (BpfSandbox sandbox = BpfSandbox.load(Path.of("count.bpf.o"))) {
 *   BpfSandbox.Result result = sandbox.run("count", new byte[] {1, 2, 3, 4});
 *   System.out.println(result.value() + ", counted " + sandbox.map("counters").values());
 * }
 * }</pre>
 *
 * <p>For one thread at a time. Programs cannot harm the process that runs them: accepted programs
 * terminate, or are stopped by {@link Builder#budget}, and access nothing outside their memory.
 */
public final class BpfSandbox implements AutoCloseable {
  private static final String KERNEL = "6.12";

  private final BpfObject object;
  private final VirtualClock clock;
  private final RuntimeObject loaded;
  private final List<String> lines;

  private BpfSandbox(Builder b) {
    this.object = b.object;
    this.clock = new VirtualClock(b.seed);
    this.lines = Collections.synchronizedList(new ArrayList<>());
    ApiProfile profile = BaseProfiles.linux(KERNEL, "Linux 6.12 without any driver").build();
    BpfRuntime runtime =
        BpfRuntime.builder(profile, Types.KERNEL_TYPES, clock)
            .seed(b.seed)
            .engine(b.engine)
            .budget(b.budget)
            .trace((program, line) -> lines.add(line))
            .build();
    this.loaded = runtime.load(object, LoadPlan.of(object, b.optional));
  }

  /** Parsed when the first object is loaded, since that takes time. */
  private static final class Types {
    static final Btf KERNEL_TYPES =
        CHeaderParser.parse(BaseHeaders.sources(), Map.of("LINUX", "612"));
  }

  /**
   * Loads an object file with the usual settings.
   *
   * @param file a BPF object as written by clang
   * @return the sandbox, its programs verified
   * @throws IOException when the file cannot be read
   * @throws BpfException when it is malformed, or one of its programs is refused; its message has
   *     the verifier's reason and the source line
   */
  public static BpfSandbox load(Path file) throws IOException {
    return builder(file).load();
  }

  /**
   * {@return settings for an object file}
   *
   * @param file a BPF object as written by clang; read immediately
   * @throws IOException when the file cannot be read
   * @throws BpfException when it is malformed
   */
  public static Builder builder(Path file) throws IOException {
    return builder(BpfObject.open(file.toString(), Files.readAllBytes(file)));
  }

  /**
   * {@return settings for an object}
   *
   * @param object the object to load
   */
  public static Builder builder(BpfObject object) {
    return new Builder(object);
  }

  /** Settings of a sandbox; each has a default. */
  public static final class Builder {
    private final BpfObject object;
    private long seed;
    private long budget = BpfRuntime.BUDGET;
    private Engine engine = Engine.AUTO;
    private Set<String> optional = Set.of();

    private Builder(BpfObject object) {
      this.object = object;
    }

    /**
     * Sets the seed of the random numbers that programs get; 0 by default.
     *
     * @param value any number; the same one gives the same results
     * @return this builder
     */
    public Builder seed(long value) {
      seed = value;
      return this;
    }

    /**
     * Limits the work of a run, which is stopped with an exception beyond it; 2^28 by default.
     *
     * @param turns number of backward jumps and callback calls
     * @return this builder
     */
    public Builder budget(long turns) {
      budget = turns;
      return this;
    }

    /**
     * Sets the engine that runs programs; by default {@link Engine#AUTO}, which compiles programs
     * once they have run for a while.
     *
     * @param kind affects speed, not results
     * @return this builder
     */
    public Builder engine(Engine kind) {
      engine = kind;
      return this;
    }

    /**
     * Sets which optional programs and maps ({@code SEC("?...")}) to load as well; none by default.
     *
     * @param names names of programs and maps, or {@link LoadPlan#ALL}; copied
     * @return this builder
     */
    public Builder optional(Set<String> names) {
      optional = Set.copyOf(names);
      return this;
    }

    /**
     * Loads the object.
     *
     * @return the sandbox, its programs verified
     * @throws BpfException when it, or one of its programs, is refused
     */
    public BpfSandbox load() {
      return new BpfSandbox(this);
    }
  }

  /**
   * The result of a run.
   *
   * @param value what the program returned
   * @param bytes the context as the program left it
   * @param lines lines printed with {@code bpf_printk} by it and by callbacks before it
   */
  public record Result(int value, byte[] bytes, List<String> lines) {
    /** Copies. */
    public Result {
      lines = List.copyOf(lines);
    }
  }

  /** {@return names of the programs that can be run, in the object's order} */
  public List<String> programs() {
    return loaded.programs().values().stream()
        .filter(BpfSandbox::runsOnBytes)
        .map(p -> p.program().source().name())
        .toList();
  }

  private static boolean runsOnBytes(Executable executable) {
    return executable.program().source().type() == ProgramType.SYSCALL;
  }

  /**
   * Runs a program.
   *
   * @param program its name
   * @param bytes its context; not changed, {@link Result#bytes} is the modified copy. At most 65535
   *     bytes, and at least as many as the program uses
   * @return what it returned, its context afterwards and what was printed
   * @throws BpfException when there is no such program, its context has another size, or the run
   *     exceeds the budget
   */
  public Result run(String program, byte[] bytes) {
    Executable executable = loaded.programs().get(program);
    if (executable == null || !runsOnBytes(executable)) {
      throw new BpfException(
          "%s: no program '%s' that runs on bytes, only %s"
              .formatted(object.name(), program, programs()));
    }
    SyscallResult result =
        loaded.runSyscall(
            program,
            bytes,
            (section, loadedProgram, context) -> section.run(loadedProgram, context));
    if (result.error() == Errno.EINVAL.result()) {
      throw new BpfException(
          "%s: program '%s' on %d bytes, expected %d to 65535"
              .formatted(object.name(), program, bytes.length, executable.program().contextSize()));
    }
    if (result.error() < 0) {
      throw new IllegalStateException("the sandbox is closed");
    }
    return new Result(result.result(), result.context(), drainLines());
  }

  private List<String> drainLines() {
    synchronized (lines) {
      List<String> taken = List.copyOf(lines);
      lines.clear();
      return taken;
    }
  }

  /**
   * Advances virtual time: timers and work items of programs run when due.
   *
   * @param time how far; running takes no virtual time
   */
  public void advance(Duration time) {
    clock.advance(time.toNanos());
  }

  // ---- maps

  /**
   * {@return names of its maps, in the order of the object's symbols; excluding those of global
   * variables}
   */
  public List<String> maps() {
    return loaded.maps().keySet().stream().filter(name -> !name.startsWith(".")).toList();
  }

  /**
   * {@return a map as seen by user space}
   *
   * @param name its name in the object
   * @throws BpfException when there is none of this name
   */
  public SandboxMap map(String name) {
    if (!loaded.maps().containsKey(name)) {
      throw new BpfException("%s: no map '%s', only %s".formatted(object.name(), name, maps()));
    }
    return new SandboxMap(Objects.requireNonNull(loaded.maps().get(name)));
  }

  // ---- global variables

  /**
   * {@return names and current values of its global variables, in the object's order; without those
   * that have no BTF type}
   */
  public Map<String, BtfValue> variables() {
    if (loaded.isUnloaded()) {
      throw new IllegalStateException("the sandbox is closed");
    }
    return loaded.values();
  }

  /**
   * {@return the current value of a global variable}
   *
   * @param name its name in the source
   * @throws BpfException when there is none of this name, or it has no BTF type
   */
  public BtfValue variable(String name) {
    DataVariable v = find(name);
    byte[] bytes = loaded.readVariable(name);
    if (bytes == null) {
      throw new IllegalStateException("the sandbox is closed");
    }
    return codec(v).decode(v.typeId(), bytes);
  }

  /**
   * Sets a global variable that is a number.
   *
   * @param name its name in the source
   * @param value a number that its type can hold
   * @throws BpfException when there is none of this name, it is not a number, the value does not
   *     fit, or it is a constant, whose value the verifier relies on
   */
  public void setVariable(String name, long value) {
    DataVariable v = find(name);
    setVariable(name, codec(v).encode(v.typeId(), value));
  }

  /**
   * Sets a global variable from its start.
   *
   * @param name its name in the source
   * @param bytes in the layout of its type, little-endian; may be shorter than the variable, whose
   *     remaining bytes are then kept
   * @throws BpfException when there is none of this name, it is too short, or is a constant
   */
  public void setVariable(String name, byte[] bytes) {
    DataVariable v = find(name);
    if (bytes.length > v.size()) {
      throw new BpfException(
          "%s: %d bytes for variable '%s', which has %d"
              .formatted(object.name(), bytes.length, name, v.size()));
    }
    if (!loaded.writeVariable(name, bytes)) {
      throw new BpfException("%s: variable '%s' is a constant".formatted(object.name(), name));
    }
  }

  private DataVariable find(String name) {
    DataVariable v = loaded.variable(name);
    if (v == null) {
      throw new BpfException(
          "%s: no global variable '%s', only %s"
              .formatted(
                  object.name(),
                  name,
                  object.variables().stream().map(DataVariable::name).toList()));
    }
    return v;
  }

  private BtfCodec codec(DataVariable v) {
    BtfCodec codec = loaded.codec(v);
    if (codec == null) {
      throw new BpfException(
          "%s: no BTF tells the type of variable '%s'".formatted(object.name(), v.name()));
    }
    return codec;
  }

  /** Unloads the object; its maps are freed, and programs can no longer be run. */
  @Override
  public void close() {
    loaded.releaseMaps(true);
    boolean _ = loaded.releasePrograms();
  }
}
