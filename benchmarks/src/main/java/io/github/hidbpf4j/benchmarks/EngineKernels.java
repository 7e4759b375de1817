package io.github.hidbpf4j.benchmarks;

import io.github.hidbpf4j.bpf.elf.ElfFile;
import io.github.hidbpf4j.bpf.elf.ElfSection;
import io.github.hidbpf4j.bpf.elf.ElfSymbol;
import io.github.hidbpf4j.bpf.program.LinkedProgram;
import io.github.hidbpf4j.bpf.runtime.BareProgram;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The programs for comparing engines with native code: those of this project, or all functions in
 * the C files of a folder that have the shape
 *
 * <pre>unsigned long long name(unsigned char *memory, unsigned long long n)</pre>
 *
 * where memory has 64 KiB. A function must do without relocations: no globals, no constants in
 * memory, no calls that clang does not inline. The native versions are compiled by {@code gcc -O2}.
 */
final class EngineKernels implements AutoCloseable {
  private static final String OWN_PREFIX = "bpf/";
  private static final FunctionDescriptor PROGRAM =
      FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);
  private static final FunctionDescriptor DRIVE =
      FunctionDescriptor.of(
          ValueLayout.JAVA_LONG, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);

  private final TreeMap<String, byte[]> code = new TreeMap<>();
  private final List<Path> sources = new ArrayList<>();
  private final Path driver;
  private final Path work;

  private EngineKernels(Path own) throws IOException {
    driver = own.resolve("driver.c");
    work = Files.createTempDirectory("hidbpf4j-engines");
  }

  /** Opens the programs of this project, built by the {@code Makefile} in their folder. */
  static EngineKernels own(Path own) throws IOException {
    EngineKernels kernels = new EngineKernels(own);
    ElfFile object =
        ElfFile.read("programs.bpf.o", Files.readAllBytes(own.resolve("programs.bpf.o")));
    for (ElfSection section : object.sections()) {
      if (section.name().startsWith(OWN_PREFIX)) {
        kernels.code.put(section.name().substring(OWN_PREFIX.length()), object.data(section));
      }
    }
    kernels.sources.add(own.resolve("programs.c"));
    return kernels;
  }

  /**
   * Compiles the programs of a folder.
   *
   * @throws IOException if it has none, or one does not compile
   */
  static EngineKernels of(Path folder, Path own) throws IOException, InterruptedException {
    EngineKernels kernels = new EngineKernels(own);
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(f -> f.toString().endsWith(".c")).sorted().toList();
    }
    for (Path file : files) {
      Path object = kernels.work.resolve(file.getFileName() + ".o");
      run(
          List.of(
              clang(),
              "-target",
              "bpf",
              "-mcpu=v4",
              "-O2",
              "-fno-builtin",
              "-c",
              "-o",
              object.toString(),
              file.toString()));
      kernels.addFunctions(ElfFile.read(file.toString(), Files.readAllBytes(object)));
      kernels.sources.add(file);
    }
    if (kernels.code.isEmpty()) {
      throw new IOException(folder + ": no C file with a function in it");
    }
    return kernels;
  }

  private static String clang() {
    return Files.isExecutable(Path.of("/usr/bin/clang-19")) ? "clang-19" : "clang";
  }

  private void addFunctions(ElfFile object) throws IOException {
    for (ElfSymbol symbol : object.symbols()) {
      if (symbol.type() == ElfSymbol.FUNC
          && symbol.binding() == ElfSymbol.GLOBAL
          && symbol.size() > 0) {
        ElfSection section = object.sections().get(symbol.section());
        if (!object.relocations(section).isEmpty()) {
          throw new IOException(
              object.file()
                  + ": section "
                  + section.name()
                  + " has relocations: no globals, constants in memory or calls, please");
        }
        byte[] data = object.data(section);
        int from = (int) symbol.value();
        code.put(symbol.name(), Arrays.copyOfRange(data, from, from + (int) symbol.size()));
      }
    }
  }

  List<String> names() {
    return List.copyOf(code.keySet());
  }

  LinkedProgram program(String name) throws IOException {
    byte[] bytes = code.get(name);
    if (bytes == null) {
      throw new IOException("no program " + name + "; there are " + code.keySet());
    }
    return BareProgram.of(name, BareProgram.decode(bytes));
  }

  /** The library that gcc makes of them, with the driver loop in C. */
  SymbolLookup library(Arena arena) throws IOException, InterruptedException {
    Path library = work.resolve("native.so");
    List<String> command =
        new ArrayList<>(List.of("gcc", "-O2", "-shared", "-fPIC", "-o", library.toString()));
    sources.forEach(source -> command.add(source.toString()));
    command.add(driver.toString());
    run(command);
    return SymbolLookup.libraryLookup(library, arena);
  }

  /** Returns {@code (memory, n)}: one run. */
  static MethodHandle call(SymbolLookup library, String name) {
    return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), PROGRAM);
  }

  /** Returns {@code (memory, runs)}: many runs, called from C. */
  static MethodHandle drive(SymbolLookup library, String name) {
    MethodHandle loop =
        Linker.nativeLinker().downcallHandle(library.findOrThrow("hidbpf4j_drive"), DRIVE);
    MemorySegment program = library.findOrThrow(name);
    return loop.bindTo(program);
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ": failed");
    }
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.list(work)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(work);
  }
}
