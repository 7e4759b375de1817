package io.github.hidbpf4j.linux.libbpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A program of an object in libbpf. Types are the kernel's numbers. */
public final class KernelProgram {
  private static final int INSTRUCTION_SIZE = 8;

  private final KernelObject object;
  private final LibbpfCalls calls;
  private final MemorySegment program;
  private final String name;
  private @Nullable MemorySegment log;

  KernelProgram(KernelObject object, LibbpfCalls calls, MemorySegment program) {
    this.object = object;
    this.calls = calls;
    this.program = program;
    this.name = calls.programName(program);
  }

  /** The name of its function. */
  public String name() {
    return name;
  }

  /** The section that it is in, such as {@code struct_ops.s/hid_rdesc_fixup}. */
  public String section() {
    object.requireOpen();
    return calls.programSection(program);
  }

  /** Its type, {@code enum bpf_prog_type}. */
  public int type() {
    object.requireOpen();
    return calls.programType(program);
  }

  /** Where it is attached, {@code enum bpf_attach_type}. */
  public int expectedAttachType() {
    object.requireOpen();
    return calls.expectedAttachType(program);
  }

  /** Whether it is loaded with the object. */
  public boolean isAutoload() {
    object.requireOpen();
    return calls.programAutoload(program);
  }

  /**
   * Sets whether it is loaded with the object. For struct_ops programs, libbpf since 1.4 ignores
   * this: it loads exactly those that a map with {@link KernelMap#isAutocreate()} contains.
   */
  public void setAutoload(boolean load) {
    object.requireOpen();
    check("bpf_program__set_autoload", calls.setProgramAutoload(program, load));
  }

  /**
   * Keeps the verifier's log for this program.
   *
   * @param level 0: only if it is rejected; otherwise bits of the kernel's {@code BPF_LOG_*}: 1
   *     what is checked, 2 also each state, 4 statistics
   * @param size of the buffer in bytes. Kernels since 6.4 keep the end of a longer log. If a level
   *     was requested, the program then fails to load, with ENOSPC
   */
  public void keepLog(int level, int size) {
    object.requireOpen();
    MemorySegment buffer = object.memory(size);
    check("bpf_program__set_log_buf", calls.setProgramLog(program, buffer, level));
    log = buffer;
  }

  /** The verifier's log; empty if none was kept, or nothing was written. */
  public Optional<String> log() {
    object.requireOpen();
    if (log == null) {
      return Optional.empty();
    }
    String text = LibbpfCalls.string(log, log.byteSize());
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  /** Whether it is in the kernel. */
  public boolean isLoaded() {
    object.requireOpen();
    return calls.programFile(program) >= 0;
  }

  /**
   * Its current instructions in libbpf: before loading as in the file, afterwards as they were
   * passed to the kernel, without those of functions in other sections that libbpf appends.
   *
   * @return 8 bytes each, in the kernel's format
   */
  public byte[] instructions() {
    object.requireOpen();
    try {
      return calls
          .instructions(program)
          .reinterpret(calls.instructionCount(program) * INSTRUCTION_SIZE)
          .toArray(JAVA_BYTE);
    } catch (LibbpfCalls.Failure e) {
      return new byte[0];
    }
  }

  /**
   * Attaches it where its section says: {@code fmod_ret/…}, {@code fentry/…}.
   *
   * @throws LibbpfException if the kernel rejects it
   */
  public KernelLink attach() {
    return object.attach(name, () -> calls.attachProgram(program));
  }

  /**
   * Runs it once, {@code BPF_PROG_TEST_RUN}: a program of type {@code syscall}, which may sleep.
   *
   * @param context what the program's argument points to
   * @throws LibbpfException if the kernel refuses to run it
   */
  public ProgramRun run(byte[] context) {
    object.requireOpen();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocateFrom(JAVA_BYTE, context);
      MemorySegment options = arena.allocate(TestRun.SIZE, JAVA_LONG.byteAlignment());
      options.set(JAVA_LONG, 0, TestRun.SIZE);
      if (context.length > 0) {
        options.set(ADDRESS, TestRun.CONTEXT, memory);
        options.set(JAVA_INT, TestRun.CONTEXT_SIZE, context.length);
      }
      int file = calls.programFile(program);
      int result = object.listened(() -> calls.runProgram(file, options));
      check("bpf_prog_test_run_opts", result);
      return new ProgramRun(options.get(JAVA_INT, TestRun.RESULT), memory.toArray(JAVA_BYTE));
    }
  }

  /** Offsets in {@code struct bpf_test_run_opts}. */
  private static final class TestRun {
    static final long CONTEXT = 32;
    static final long CONTEXT_SIZE = 48;
    static final long RESULT = 56;
    static final long SIZE = 80;
  }

  private void check(String call, int result) {
    object.check(call, name, result);
  }

  @Override
  public String toString() {
    return object + ": " + name;
  }
}
