package io.github.hidbpf4j.linux.libbpf;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.github.hidbpf4j.linux.call.SystemCallException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * An object in libbpf: opened, then loaded into the kernel by {@link #load}, then attached map by
 * map or program by program. Closing it detaches whatever is not pinned and frees everything that
 * the kernel has of it. For one thread at a time.
 */
public final class KernelObject implements AutoCloseable {
  /** Size of {@code struct bpf_object_open_opts} up to the name: its size and the name. */
  private static final long OPEN_OPTIONS_SIZE = 16;

  private final LibbpfCalls calls;
  private final String name;
  private final Arena arena;
  private final MemorySegment object;
  private final List<KernelProgram> programs = new ArrayList<>();
  private final List<KernelMap> maps = new ArrayList<>();
  private final List<KernelLink> links = new ArrayList<>();
  private final List<String> messages;
  private boolean loaded;
  private boolean closed;

  private KernelObject(
      LibbpfCalls calls, String name, Arena arena, MemorySegment object, List<String> messages) {
    this.calls = calls;
    this.name = name;
    this.arena = arena;
    this.object = object;
    this.messages = messages;
    MemorySegment program = calls.nextProgram(object, null);
    while (program != null) {
      programs.add(new KernelProgram(this, calls, program));
      program = calls.nextProgram(object, program);
    }
    MemorySegment map = calls.nextMap(object, null);
    while (map != null) {
      maps.add(new KernelMap(this, calls, map));
      map = calls.nextMap(object, map);
    }
  }

  @SuppressWarnings("MustBeClosedChecker") // the arena is closed with the object
  static KernelObject open(LibbpfCalls calls, byte[] bytes, String name) {
    // Not confined: the owner of the object may hand it to another thread.
    Arena arena = Arena.ofShared();
    boolean done = false;
    List<String> messages = new ArrayList<>();
    try {
      MemorySegment copy = arena.allocateFrom(JAVA_BYTE, bytes);
      MemorySegment options = arena.allocate(OPEN_OPTIONS_SIZE, ADDRESS.byteAlignment());
      options.set(JAVA_LONG, 0, OPEN_OPTIONS_SIZE);
      options.set(ADDRESS, ADDRESS.byteSize(), arena.allocateFrom(name));
      MemorySegment object = given(name, messages, () -> calls.openObject(copy, options));
      KernelObject opened = new KernelObject(calls, name, arena, object, messages);
      done = true;
      return opened;
    } finally {
      if (!done) {
        arena.close();
      }
    }
  }

  /** A call that returns a pointer or fails. */
  interface PointerCall {
    MemorySegment call() throws LibbpfCalls.Failure;
  }

  private static MemorySegment given(String subject, List<String> messages, PointerCall call) {
    List<String> said = new ArrayList<>();
    try {
      return LibbpfCalls.listening(
          said,
          () -> {
            try {
              return call.call();
            } catch (LibbpfCalls.Failure e) {
              throw refusal(e.function(), subject, e.result(), said);
            }
          });
    } finally {
      messages.addAll(said);
    }
  }

  /** The exception for a call that failed. */
  static LibbpfException refusal(String call, String subject, int result, List<String> messages) {
    return new LibbpfException(line(call, subject, result, messages), result, messages);
  }

  static String line(String call, String subject, int result, List<String> messages) {
    String line = String.valueOf(new SystemCallException(call, subject, result).getMessage());
    return messages.isEmpty() ? line : line + "; " + messages.getFirst();
  }

  /** Its name when it was opened. */
  public String name() {
    return name;
  }

  /** Its programs, in the order in which libbpf loads them. */
  public List<KernelProgram> programs() {
    return List.copyOf(programs);
  }

  /** A program by its name. */
  public Optional<KernelProgram> program(String wanted) {
    return named(programs, KernelProgram::name, wanted);
  }

  /** Its maps, including those of global data. */
  public List<KernelMap> maps() {
    return List.copyOf(maps);
  }

  /** A map by its name; those of global data are called {@code NAME.bss} and so on. */
  public Optional<KernelMap> map(String wanted) {
    return named(maps, KernelMap::name, wanted);
  }

  /**
   * The map of a section with global data.
   *
   * @param section {@code .data}, {@code .bss}, {@code .rodata}, or one of these with a suffix
   */
  public Optional<KernelMap> dataMap(String section) {
    return maps.stream().filter(map -> map.isDataOf(section)).findFirst();
  }

  private static <T> Optional<T> named(List<T> all, Function<T, String> name, String wanted) {
    return all.stream().filter(each -> name.apply(each).equals(wanted)).findFirst();
  }

  /** Messages of libbpf about this object so far, one per line. */
  public List<String> messages() {
    return List.copyOf(messages);
  }

  /**
   * Creates the maps and loads the programs whose {@code autoload} is set, all or none of them.
   *
   * @return whether that succeeded, with the logs of programs that have one; an error is not an
   *     exception, since rejection by the verifier is an answer
   * @throws IllegalStateException if this was tried before
   */
  public LoadResult load() {
    requireOpen();
    if (loaded) {
      throw new IllegalStateException(name + ": was loaded before");
    }
    loaded = true;
    List<String> said = new ArrayList<>();
    int result = LibbpfCalls.listening(said, () -> calls.loadObject(object));
    messages.addAll(said);
    Map<String, String> logs = new LinkedHashMap<>();
    programs.forEach(program -> program.log().ifPresent(log -> logs.put(program.name(), log)));
    return new LoadResult(
        result, result < 0 ? line("bpf_object__load", name, result, said) : "", said, logs);
  }

  /** Registers a link, and anything else that must be closed before the object. */
  KernelLink attach(String subject, PointerCall call) {
    requireOpen();
    MemorySegment pointer = given(name + ": " + subject, messages, call);
    KernelLink link = new KernelLink(this, calls, subject, pointer);
    links.add(link);
    return link;
  }

  void forget(KernelLink link) {
    links.remove(link);
  }

  int listened(java.util.function.IntSupplier call) {
    return LibbpfCalls.listening(messages, call::getAsInt);
  }

  /** Memory that lives as long as the object. */
  MemorySegment memory(long size) {
    return arena.allocate(size);
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException(name + ": is closed");
    }
  }

  /** Detaches what is not pinned, and closes the object. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    for (KernelLink link : List.copyOf(links).reversed()) {
      link.close();
    }
    closed = true;
    calls.closeObject(object);
    arena.close();
  }

  @Override
  public String toString() {
    return name;
  }

  /**
   * Checks the result of a call.
   *
   * @param subject the map or program that it was about
   * @throws LibbpfException if it is an error
   */
  void check(String call, String subject, int result) {
    if (result < 0) {
      throw refusal(call, name + ": " + subject, result, List.of());
    }
  }
}
