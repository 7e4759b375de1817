package io.github.hidbpf4j.linux.libbpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A program of an object, as libbpf has it. Types are the kernel's numbers. */
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
   * Whether it is to be loaded with the object. Of struct_ops programs, libbpf since 1.4 loads
   * those that a map with {@link KernelMap#isAutocreate()} has, and only those, whatever is set
   * here.
   */
  public void setAutoload(boolean load) {
    object.requireOpen();
    check("bpf_program__set_autoload", calls.setProgramAutoload(program, load));
  }

  /**
   * Keeps what the verifier writes of this program.
   *
   * @param level 0: only when it is rejected; else bits of the kernel's {@code BPF_LOG_*}: 1 what
   *     is checked, 2 also each state, 4 statistics
   * @param size of the buffer in bytes. Of a longer log, kernels since 6.4 keep the end. Where a
   *     level was asked for, the program does not load then, with ENOSPC
   */
  public void keepLog(int level, int size) {
    object.requireOpen();
    MemorySegment buffer = object.memory(size);
    check("bpf_program__set_log_buf", calls.setProgramLog(program, buffer, level));
    log = buffer;
  }

  /** What the verifier wrote; empty where nothing was kept, or there was nothing to write. */
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
   * Its instructions as libbpf has them now: as in the file when the object was opened, and as the
   * kernel was given them after it was loaded, without those of the functions of other sections
   * that libbpf appends.
   *
   * @return 8 bytes each, as the kernel has them
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
   * @throws LibbpfException if the kernel refuses
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
