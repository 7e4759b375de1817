package io.github.hidbpf4j.linux.libbpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All libbpf functions that this module calls (libbpf 1.x {@code libbpf.h} and {@code bpf.h}).
 * Functions that return a number return libbpf's: negative error numbers. Those that return a
 * pointer throw {@link Failure} if it is null. All are called by one handle, since making one takes
 * milliseconds.
 *
 * <p>Messages of libbpf during {@link #listening} go to a list of the calling thread; others are
 * discarded, and never reach standard error.
 *
 * <p>Long, because all calls are here: one short method each.
 */
final class LibbpfCalls {
  /** Thrown when a function that returns a pointer returned null. */
  static final class Failure extends Exception {
    private static final long serialVersionUID = 1L;
    private final String function;
    private final int result;

    Failure(String function, int result) {
      super(function);
      this.function = function;
      this.result = result;
    }

    String function() {
      return function;
    }

    /** The error number, negated. */
    int result() {
      return result;
    }
  }

  /** Receives samples of a ring buffer. */
  interface SampleReader {
    /** Receives a sample; its memory is valid until this returns. */
    void sample(MemorySegment sample);
  }

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final long ERRNO_OFFSET =
      Linker.Option.captureStateLayout().byteOffset(MemoryLayout.PathElement.groupElement("errno"));
  private static final ThreadLocal<MemorySegment> STATE =
      ThreadLocal.withInitial(
          () -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout().byteSize(), 8));

  /**
   * The type of all functions: up to three words, and one that is memory. An argument that C has as
   * an int or a bool is the lower part of its word, as is such a result; words that a function does
   * not take are ignored. Linking takes milliseconds for each type.
   */
  private static final FunctionDescriptor WORDS =
      FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS);

  /** Takes the function, memory for errno, and the words. */
  private static final MethodHandle CALL =
      LINKER.downcallHandle(WORDS, ERRNO, Linker.Option.firstVariadicArg(2));

  private static final MemorySegment NOTHING = MemorySegment.NULL;

  /**
   * Highest level of messages that are kept, of {@code enum libbpf_print_level}: warnings are 0,
   * debug messages 2.
   */
  private static final int MOST_LEVEL = 1;

  private static final int MOST_MESSAGE = 8192;

  private static final ThreadLocal<@Nullable List<String>> LISTENER = new ThreadLocal<>();

  private final SymbolLookup library;
  private final Map<String, MemorySegment> functions = new ConcurrentHashMap<>();

  /** Links the library, and captures its messages from now on. */
  LibbpfCalls(SymbolLookup library) {
    this.library = library;
    try {
      MethodHandle print =
          MethodHandles.lookup()
              .findStatic(
                  Printer.class,
                  "print",
                  MethodType.methodType(
                      int.class, int.class, MemorySegment.class, MemorySegment.class));
      // A va_list is passed as one word on all machines that this module runs on.
      MemorySegment stub =
          LINKER.upcallStub(
              print, FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS), Arena.global());
      long _ = call("libbpf_set_print", stub.address());
    } catch (ReflectiveOperationException t) {
      throw impossible(t);
    }
  }

  /**
   * Receives the messages of libbpf. A separate class, so that nothing else is initialised with it.
   */
  private static final class Printer {
    private static final MemorySegment VSNPRINTF = LINKER.defaultLookup().findOrThrow("vsnprintf");

    @SuppressWarnings("unused") // libbpf calls it
    static int print(int level, MemorySegment format, MemorySegment arguments) {
      List<String> listener = LISTENER.get();
      if (listener == null || level > MOST_LEVEL) {
        return 0;
      }
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment text = arena.allocate(MOST_MESSAGE);
        long _ =
            (long)
                CALL.invokeExact(
                    VSNPRINTF,
                    STATE.get(),
                    text.address(),
                    (long) MOST_MESSAGE,
                    format.address(),
                    arguments);
        string(text, MOST_MESSAGE).lines().map(String::strip).forEach(listener::add);
      } catch (Throwable t) {
        // Nothing may be thrown into C.
        listener.add("a message of libbpf could not be read: " + t);
      }
      return 0;
    }
  }

  /** Runs a call, and adds the messages of libbpf during it to a list. */
  static <T> T listening(List<String> messages, Supplier<T> call) {
    List<String> before = LISTENER.get();
    LISTENER.set(messages);
    try {
      return call.get();
    } finally {
      LISTENER.set(before);
    }
  }

  /** A string up to NUL, or up to the maximum. */
  static String string(MemorySegment memory, long most) {
    long length = 0;
    while (length < most && memory.get(JAVA_BYTE, length) != 0) {
      length++;
    }
    byte[] bytes = memory.asSlice(0, length).toArray(JAVA_BYTE);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  // ---- how functions are called

  private static AssertionError impossible(Throwable thrown) {
    switch (thrown) {
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new AssertionError("a function of libbpf threw", thrown);
    }
  }

  private MemorySegment function(String name) {
    return functions.computeIfAbsent(
        name,
        _ ->
            library
                .find(name)
                .or(() -> LINKER.defaultLookup().find(name))
                .orElseThrow(
                    () ->
                        new LibbpfException(
                            "libbpf has no function " + name + ": " + Libbpf.REMEDY,
                            0,
                            List.of())));
  }

  /**
   * Calls a function. Memory whose address is passed must stay in place meanwhile, which it does if
   * the caller has its arena.
   */
  private long call(String name, long first, long second, long third, MemorySegment fourth) {
    try {
      return (long) CALL.invokeExact(function(name), STATE.get(), first, second, third, fourth);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  private long call(String name, long first) {
    return call(name, first, 0, 0, NOTHING);
  }

  private long call(String name, long first, long second) {
    return call(name, first, second, 0, NOTHING);
  }

  /** The address of memory, which must be outside of Java's heap. */
  private static long at(MemorySegment memory) {
    if (!memory.isNative()) {
      throw new IllegalArgumentException("memory of Java's heap: " + memory);
    }
    return memory.address();
  }

  /** What a function that returns a pointer has returned. */
  private static MemorySegment given(String name, long pointer) throws Failure {
    if (pointer == 0) {
      throw new Failure(name, -STATE.get().get(JAVA_INT, ERRNO_OFFSET));
    }
    return MemorySegment.ofAddress(pointer);
  }

  private static @Nullable MemorySegment orNull(long pointer) {
    return pointer == 0 ? null : MemorySegment.ofAddress(pointer);
  }

  private MemorySegment pointer(String name, MemorySegment of) throws Failure {
    return given(name, call(name, at(of)));
  }

  private @Nullable MemorySegment next(
      String name, MemorySegment object, @Nullable MemorySegment of) {
    return orNull(call(name, at(object), of == null ? 0 : at(of)));
  }

  private int number(String name, MemorySegment of) {
    return (int) call(name, at(of));
  }

  private int number(String name, MemorySegment of, MemorySegment second) {
    return (int) call(name, at(of), at(second));
  }

  private int number(String name, MemorySegment of, int value) {
    return (int) call(name, at(of), value);
  }

  private int number(String name, MemorySegment of, boolean value) {
    return number(name, of, value ? 1 : 0);
  }

  /** Of a bool, C sets the lowest byte alone. */
  private boolean flag(String name, MemorySegment of) {
    return (call(name, at(of)) & 0xff) != 0;
  }

  private void nothing(String name, MemorySegment of) {
    long _ = call(name, at(of));
  }

  private String text(String name, MemorySegment of) {
    return text(orNull(call(name, at(of))));
  }

  private static String text(@Nullable MemorySegment found) {
    return found == null ? "" : string(found.reinterpret(MOST_MESSAGE), MOST_MESSAGE);
  }

  private int file(String name, int number) {
    return (int) call(name, number);
  }

  private int file(String name, int number, MemorySegment memory) {
    return (int) call(name, number, at(memory));
  }

  private int file(String name, int number, MemorySegment first, MemorySegment second) {
    return (int) call(name, number, at(first), at(second), NOTHING);
  }

  // ---- the library

  private int number(String name) {
    return (int) call(name, 0);
  }

  LibbpfVersion version() {
    return new LibbpfVersion(number("libbpf_major_version"), number("libbpf_minor_version"));
  }

  /** Number of CPUs that values of per-CPU maps have a slot for. */
  int possibleCpus() {
    return number("libbpf_num_possible_cpus");
  }

  // ---- objects

  /** Opens an object; the bytes must stay in place until it is closed. */
  MemorySegment openObject(MemorySegment bytes, MemorySegment options) throws Failure {
    return given(
        "bpf_object__open_mem",
        call("bpf_object__open_mem", at(bytes), bytes.byteSize(), at(options), NOTHING));
  }

  int loadObject(MemorySegment object) {
    return number("bpf_object__load", object);
  }

  void closeObject(MemorySegment object) {
    nothing("bpf_object__close", object);
  }

  // ---- programs

  @Nullable MemorySegment nextProgram(MemorySegment object, @Nullable MemorySegment before) {
    return next("bpf_object__next_program", object, before);
  }

  String programName(MemorySegment program) {
    return text("bpf_program__name", program);
  }

  String programSection(MemorySegment program) {
    return text("bpf_program__section_name", program);
  }

  int programType(MemorySegment program) {
    return number("bpf_program__type", program);
  }

  int expectedAttachType(MemorySegment program) {
    return number("bpf_program__expected_attach_type", program);
  }

  boolean programAutoload(MemorySegment program) {
    return flag("bpf_program__autoload", program);
  }

  int setProgramAutoload(MemorySegment program, boolean load) {
    return number("bpf_program__set_autoload", program, load);
  }

  int programFile(MemorySegment program) {
    return number("bpf_program__fd", program);
  }

  long instructionCount(MemorySegment program) {
    return call("bpf_program__insn_cnt", at(program));
  }

  MemorySegment instructions(MemorySegment program) throws Failure {
    return pointer("bpf_program__insns", program);
  }

  /** Sets a program's log buffer, which must stay in place until the object is closed. */
  int setProgramLog(MemorySegment program, MemorySegment buffer, int level) {
    int result =
        (int) call("bpf_program__set_log_buf", at(program), at(buffer), buffer.byteSize(), NOTHING);
    return result < 0 ? result : number("bpf_program__set_log_level", program, level);
  }

  MemorySegment attachProgram(MemorySegment program) throws Failure {
    return pointer("bpf_program__attach", program);
  }

  int runProgram(int program, MemorySegment options) {
    return file("bpf_prog_test_run_opts", program, options);
  }

  // ---- maps

  @Nullable MemorySegment nextMap(MemorySegment object, @Nullable MemorySegment before) {
    return next("bpf_object__next_map", object, before);
  }

  String mapName(MemorySegment map) {
    return text("bpf_map__name", map);
  }

  int mapType(MemorySegment map) {
    return number("bpf_map__type", map);
  }

  int keySize(MemorySegment map) {
    return number("bpf_map__key_size", map);
  }

  int valueSize(MemorySegment map) {
    return number("bpf_map__value_size", map);
  }

  int maxEntries(MemorySegment map) {
    return number("bpf_map__max_entries", map);
  }

  int mapFlags(MemorySegment map) {
    return number("bpf_map__map_flags", map);
  }

  boolean mapAutocreate(MemorySegment map) {
    return flag("bpf_map__autocreate", map);
  }

  int setMapAutocreate(MemorySegment map, boolean create) {
    return number("bpf_map__set_autocreate", map, create);
  }

  String pinPath(MemorySegment map) {
    return text("bpf_map__pin_path", map);
  }

  int clearPinPath(MemorySegment map) {
    return number("bpf_map__set_pin_path", map, MemorySegment.NULL);
  }

  int pinMap(MemorySegment map, MemorySegment path) {
    return number("bpf_map__pin", map, path);
  }

  int mapFile(MemorySegment map) {
    return number("bpf_map__fd", map);
  }

  /** The initial contents of a map; null for maps without any. */
  @Nullable MemorySegment initialValue(MemorySegment map) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(JAVA_LONG);
      MemorySegment value = next("bpf_map__initial_value", map, size);
      return value == null ? null : value.reinterpret(size.get(JAVA_LONG, 0));
    }
  }

  MemorySegment attachMap(MemorySegment map) throws Failure {
    return pointer("bpf_map__attach_struct_ops", map);
  }

  int lookUp(int map, MemorySegment key, MemorySegment value) {
    return file("bpf_map_lookup_elem", map, key, value);
  }

  /** Sets a value, whether or not there is one. */
  int update(int map, MemorySegment key, MemorySegment value) {
    return file("bpf_map_update_elem", map, key, value);
  }

  int nextKey(int map, MemorySegment key, MemorySegment next) {
    return file("bpf_map_get_next_key", map, key, next);
  }

  // ---- links

  int pinLink(MemorySegment link, MemorySegment path) {
    return number("bpf_link__pin", link, path);
  }

  int linkFile(MemorySegment link) {
    return number("bpf_link__fd", link);
  }

  int destroyLink(MemorySegment link) {
    return number("bpf_link__destroy", link);
  }

  // ---- what is in the kernel

  int nextLinkId(int before, MemorySegment next) {
    return file("bpf_link_get_next_id", before, next);
  }

  int nextProgramId(int before, MemorySegment next) {
    return file("bpf_prog_get_next_id", before, next);
  }

  int nextMapId(int before, MemorySegment next) {
    return file("bpf_map_get_next_id", before, next);
  }

  int nextTypesId(int before, MemorySegment next) {
    return file("bpf_btf_get_next_id", before, next);
  }

  int openLink(int id) {
    return file("bpf_link_get_fd_by_id", id);
  }

  int openMap(int id) {
    return file("bpf_map_get_fd_by_id", id);
  }

  /**
   * Gets the kernel's information on a BPF file descriptor; {@code size} is an int with the size of
   * the memory.
   */
  int info(int file, MemorySegment info, MemorySegment size) {
    return file("bpf_obj_get_info_by_fd", file, info, size);
  }

  /** Opens a pin; returns a file descriptor. */
  int openPin(MemorySegment path) {
    return number("bpf_obj_get", path);
  }

  /** Loads the kernel's types; to be freed by {@link #closeTypes}. */
  MemorySegment openKernelTypes() throws Failure {
    return given("btf__load_vmlinux_btf", call("btf__load_vmlinux_btf", 0));
  }

  void closeTypes(MemorySegment types) {
    nothing("btf__free", types);
  }

  /** A {@code struct btf_type} and the data after it; null if there is none with this id. */
  @Nullable MemorySegment type(MemorySegment types, int id) {
    return byNumber("btf__type_by_id", types, id);
  }

  int findType(MemorySegment types, String name) {
    try (Arena arena = Arena.ofConfined()) {
      return number("btf__find_by_name", types, arena.allocateFrom(name));
    }
  }

  String typeText(MemorySegment types, int offset) {
    return text(byNumber("btf__name_by_offset", types, offset));
  }

  private @Nullable MemorySegment byNumber(String name, MemorySegment of, int number) {
    return orNull(call(name, at(of), number));
  }

  int closeFile(int file) {
    return file("close", file);
  }

  // ---- ring buffers

  /**
   * Opens a ring buffer; {@link #consumeRing} and {@link #pollRing} call the reader while the arena
   * lives.
   */
  MemorySegment openRing(int map, SampleReader reader, Arena arena) throws Failure {
    MethodHandle sample;
    try {
      sample =
          MethodHandles.lookup()
              .findStatic(
                  LibbpfCalls.class,
                  "sample",
                  MethodType.methodType(
                      int.class,
                      SampleReader.class,
                      MemorySegment.class,
                      MemorySegment.class,
                      long.class))
              .bindTo(reader);
    } catch (ReflectiveOperationException e) {
      throw impossible(e);
    }
    MemorySegment stub =
        LINKER.upcallStub(
            sample, FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG), arena);
    return given("ring_buffer__new", call("ring_buffer__new", map, stub.address()));
  }

  @SuppressWarnings("unused") // libbpf calls it
  private static int sample(
      SampleReader reader, MemorySegment context, MemorySegment data, long size) {
    reader.sample(data.reinterpret(size));
    return 0;
  }

  int consumeRing(MemorySegment ring) {
    return number("ring_buffer__consume", ring);
  }

  int pollRing(MemorySegment ring, int millis) {
    return number("ring_buffer__poll", ring, millis);
  }

  void closeRing(MemorySegment ring) {
    nothing("ring_buffer__free", ring);
  }
}
