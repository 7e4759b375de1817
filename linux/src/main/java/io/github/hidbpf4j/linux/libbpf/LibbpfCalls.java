package io.github.hidbpf4j.linux.libbpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
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
 * pointer throw {@link Failure} if it is null. A function is linked when it is first called, which
 * takes milliseconds; functions of the same type share most of that.
 *
 * <p>Messages of libbpf during {@link #listening} go to a list of the calling thread; others are
 * discarded, and never reach standard error.
 *
 * <p>Long, because all calls are here: one short method each, over a few function types.
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

  private static final FunctionDescriptor POINTER_OF = FunctionDescriptor.of(ADDRESS, ADDRESS);
  private static final FunctionDescriptor POINTER_OF_TWO =
      FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS);
  private static final FunctionDescriptor POINTER = FunctionDescriptor.of(ADDRESS);
  private static final FunctionDescriptor POINTER_OF_NUMBER =
      FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT);
  private static final FunctionDescriptor OPEN =
      FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
  private static final FunctionDescriptor NEW_RING =
      FunctionDescriptor.of(ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
  private static final FunctionDescriptor NOTHING_OF = FunctionDescriptor.ofVoid(ADDRESS);
  private static final FunctionDescriptor INT = FunctionDescriptor.of(JAVA_INT);
  private static final FunctionDescriptor INT_OF = FunctionDescriptor.of(JAVA_INT, ADDRESS);
  private static final FunctionDescriptor INT_OF_TWO =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS);
  private static final FunctionDescriptor INT_OF_NUMBER =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT);
  private static final FunctionDescriptor INT_OF_FLAG =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_BOOLEAN);
  private static final FunctionDescriptor INT_OF_BUFFER =
      FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);
  private static final FunctionDescriptor FLAG_OF = FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS);
  private static final FunctionDescriptor SIZE_OF = FunctionDescriptor.of(JAVA_LONG, ADDRESS);
  private static final FunctionDescriptor FILE = FunctionDescriptor.of(JAVA_INT, JAVA_INT);
  private static final FunctionDescriptor FILE_ONE =
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS);
  private static final FunctionDescriptor FILE_TWO =
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final FunctionDescriptor FILE_UPDATE =
      FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);

  /**
   * Highest level of messages that are kept, of {@code enum libbpf_print_level}: warnings are 0,
   * debug messages 2.
   */
  private static final int MOST_LEVEL = 1;

  private static final int MOST_MESSAGE = 8192;

  private static final ThreadLocal<@Nullable List<String>> LISTENER = new ThreadLocal<>();

  private final SymbolLookup library;
  private final Map<String, MethodHandle> handles = new ConcurrentHashMap<>();

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
      MemorySegment _ = (MemorySegment) function("libbpf_set_print", POINTER_OF).invokeExact(stub);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /**
   * Receives the messages of libbpf. A separate class, so that nothing else is initialised with it.
   */
  private static final class Printer {
    private static final MethodHandle VSNPRINTF =
        LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("vsnprintf"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS));

    @SuppressWarnings("unused") // libbpf calls it
    static int print(int level, MemorySegment format, MemorySegment arguments) {
      List<String> listener = LISTENER.get();
      if (listener == null || level > MOST_LEVEL) {
        return 0;
      }
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment text = arena.allocate(MOST_MESSAGE);
        int _ = (int) VSNPRINTF.invokeExact(text, (long) MOST_MESSAGE, format, arguments);
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

  private MethodHandle function(String name, FunctionDescriptor type, Linker.Option... options) {
    return handles.computeIfAbsent(
        name,
        _ ->
            LINKER.downcallHandle(
                library
                    .find(name)
                    .or(() -> LINKER.defaultLookup().find(name))
                    .orElseThrow(
                        () ->
                            new LibbpfException(
                                "libbpf has no function " + name + ": " + Libbpf.REMEDY,
                                0,
                                List.of())),
                type,
                options));
  }

  private static MemorySegment given(String name, MemorySegment pointer, MemorySegment state)
      throws Failure {
    if (pointer.equals(MemorySegment.NULL)) {
      throw new Failure(name, -state.get(JAVA_INT, ERRNO_OFFSET));
    }
    return pointer;
  }

  private MemorySegment pointer(String name, MemorySegment of) throws Failure {
    MemorySegment state = STATE.get();
    MemorySegment result;
    try {
      result = (MemorySegment) function(name, POINTER_OF, ERRNO).invokeExact(state, of);
    } catch (Throwable t) {
      throw impossible(t);
    }
    return given(name, result, state);
  }

  private @Nullable MemorySegment next(
      String name, MemorySegment object, @Nullable MemorySegment of) {
    try {
      MemorySegment before = of == null ? MemorySegment.NULL : of;
      MemorySegment next =
          (MemorySegment) function(name, POINTER_OF_TWO).invokeExact(object, before);
      return next.equals(MemorySegment.NULL) ? null : next;
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  private int number(String name, MemorySegment of) {
    try {
      return (int) function(name, INT_OF).invokeExact(of);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  private int number(String name, MemorySegment of, MemorySegment second) {
    try {
      return (int) function(name, INT_OF_TWO).invokeExact(of, second);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  private int number(String name, MemorySegment of, int value) {
    try {
      return (int) function(name, INT_OF_NUMBER).invokeExact(of, value);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  private int number(String name, MemorySegment of, boolean value) {
    try {
      return (int) function(name, INT_OF_FLAG).invokeExact(of, value);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  private boolean flag(String name, MemorySegment of) {
    try {
      return (boolean) function(name, FLAG_OF).invokeExact(of);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  private void nothing(String name, MemorySegment of) {
    try {
      function(name, NOTHING_OF).invokeExact(of);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  private String text(String name, MemorySegment of) {
    try {
      MemorySegment text = (MemorySegment) function(name, POINTER_OF).invokeExact(of);
      return text.equals(MemorySegment.NULL)
          ? ""
          : string(text.reinterpret(MOST_MESSAGE), MOST_MESSAGE);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  private int file(String name, int number) {
    try {
      return (int) function(name, FILE).invokeExact(number);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  private int file(String name, int number, MemorySegment memory) {
    try {
      return (int) function(name, FILE_ONE).invokeExact(number, memory);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  private int file(String name, int number, MemorySegment first, MemorySegment second) {
    try {
      return (int) function(name, FILE_TWO).invokeExact(number, first, second);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  // ---- the library

  private int number(String name) {
    try {
      return (int) function(name, INT).invokeExact();
    } catch (Throwable t) {
      throw impossible(t);
    }
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
    MemorySegment state = STATE.get();
    MemorySegment object;
    try {
      object =
          (MemorySegment)
              function("bpf_object__open_mem", OPEN, ERRNO)
                  .invokeExact(state, bytes, bytes.byteSize(), options);
    } catch (Throwable t) {
      throw impossible(t);
    }
    return given("bpf_object__open_mem", object, state);
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
    try {
      return (long) function("bpf_program__insn_cnt", SIZE_OF).invokeExact(program);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  MemorySegment instructions(MemorySegment program) throws Failure {
    return pointer("bpf_program__insns", program);
  }

  /** Sets a program's log buffer, which must stay in place until the object is closed. */
  int setProgramLog(MemorySegment program, MemorySegment buffer, int level) {
    try {
      int result =
          (int)
              function("bpf_program__set_log_buf", INT_OF_BUFFER)
                  .invokeExact(program, buffer, buffer.byteSize());
      return result < 0 ? result : number("bpf_program__set_log_level", program, level);
    } catch (Throwable t) {
      throw impossible(t);
    }
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

  int update(int map, MemorySegment key, MemorySegment value) {
    try {
      return (int) function("bpf_map_update_elem", FILE_UPDATE).invokeExact(map, key, value, 0L);
    } catch (Throwable t) {
      throw impossible(t);
    }
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
    MemorySegment state = STATE.get();
    MemorySegment types;
    try {
      types = (MemorySegment) function("btf__load_vmlinux_btf", POINTER, ERRNO).invokeExact(state);
    } catch (Throwable t) {
      throw impossible(t);
    }
    return given("btf__load_vmlinux_btf", types, state);
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
    MemorySegment text = byNumber("btf__name_by_offset", types, offset);
    return text == null ? "" : string(text.reinterpret(MOST_MESSAGE), MOST_MESSAGE);
  }

  private @Nullable MemorySegment byNumber(String name, MemorySegment of, int number) {
    try {
      MemorySegment found =
          (MemorySegment) function(name, POINTER_OF_NUMBER).invokeExact(of, number);
      return found.equals(MemorySegment.NULL) ? null : found;
    } catch (Throwable t) {
      throw impossible(t);
    }
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
    MemorySegment state = STATE.get();
    MemorySegment ring;
    try {
      MethodHandle sample =
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
      MemorySegment stub =
          LINKER.upcallStub(
              sample, FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG), arena);
      ring =
          (MemorySegment)
              function("ring_buffer__new", NEW_RING, ERRNO)
                  .invokeExact(state, map, stub, MemorySegment.NULL, MemorySegment.NULL);
    } catch (Throwable t) {
      throw impossible(t);
    }
    return given("ring_buffer__new", ring, state);
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
